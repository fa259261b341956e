import { problem } from '@inboxkit/protocol'
import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { withPanel } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { useReason } from './use-reason.js'

const Words = ({ of }: { of: ReturnType<typeof problem> }) => (
  <p>{useReason('Inbox.Toasts')('refused', of)}</p>
)
const said = async (locale: string, of: ReturnType<typeof problem>) => {
  render(withPanel(<Words of={of} />, fakeInbox(), { locale }))
  return (await screen.findByText(/./, { selector: 'p' })).textContent
}

describe('the reason of a refusal', () => {
  const pinned = problem('refused', { detail: 'At most 5 notifications can be pinned' })

  it.each([
    ['en', problem('offline'), 'That was not saved. Check your connection and try again.'],
    [
      'de',
      problem('offline'),
      'Das wurde nicht gespeichert. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
    ],
    ['en', problem('category_not_found'), 'That was not saved. It no longer exists.'],
    ['ja', problem('category_not_found'), '変更を保存できませんでした。すでに存在しません。'],
    [
      'fr',
      problem('internal'),
      'La modification n’a pas été enregistrée. Le serveur n’a pas répondu. Réessayez dans un instant.',
    ],
  ])('is said in the language %s', async (locale, of, words) => {
    expect(await said(locale, of)).toBe(words)
  })

  it.each(['en', 'pl'])('is the server’s sentence where the inbox speaks English: %s', async (locale) => {
    expect(await said(locale, pinned)).toBe('That was not saved. At most 5 notifications can be pinned.')
  })

  it('is left out where the server’s English would stand in another language', async () => {
    expect(await said('de', pinned)).toBe('Das wurde nicht gespeichert.')
  })
})
