import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { laterChunk } from '../inbox/later-chunk.js'
import '../styles.css'

configure({ reactStrictMode: true })

// As ten seconds after a panel was opened: what can be done with a row is there.
beforeAll(() => laterChunk.load())

beforeEach(async () => {
  await page.viewport(800, 600)
  document.documentElement.dir = 'ltr'
  document.documentElement.lang = 'en'
  document.documentElement.style.colorScheme = 'light'
})

afterEach(async () => {
  cleanup()
  // The mouse stays where a test left it, and would hover something in the next one.
  const corner = document.createElement('div')
  corner.setAttribute('style', 'position:fixed;inset:auto auto 0 0;width:4px;height:4px')
  document.body.append(corner)
  await userEvent.hover(corner)
  corner.remove()
})
