// @vitest-environment node
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { fakeSource } from '../testing/fake-preferences.js'
import { PreferenceCenter } from './PreferenceCenter.js'

describe('on a server', () => {
  it('the preference center is its root alone, and asks for nothing', () => {
    const source = fakeSource()
    const html = renderToString(<PreferenceCenter source={source} locale="de" />)
    expect(html).toMatch(/^<div [^>]*class="inbox-root"[^>]*><\/div>$/)
    expect(html).not.toContain('style=')
    expect(source.loads).toBe(0)
  })
})
