import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { aNotification } from '../testing/builders.js'
import { withInbox } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Inbox } from './Inbox.js'

it('has what can be done with a row once the list is pointed at', async () => {
  render(withInbox(<Inbox layout="page" />, fakeInbox([aNotification({ id: 7 })])))
  const row = await screen.findByRole('article')
  await userEvent.hover(row)
  expect(await screen.findByRole('button', { name: 'Archive' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'More actions' })).toBeVisible()
  expect(screen.getByRole('checkbox')).toBeInTheDocument()
})
