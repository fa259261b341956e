import type { PageChannel } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { aCategory, aPage } from '../testing/fake-preferences.js'
import { withChanges } from './with-changes.js'

const orders = aCategory('Orders')
const security = aCategory('Security', { isRequired: true })
const page = aPage({ categories: [orders, security] })
const cell = (channels: readonly PageChannel[] | undefined, channel: string) =>
  channels?.find((one) => one.channel === channel)

describe('a page with changes', () => {
  it('has what was chosen of a category, and nothing else is another', () => {
    const after = withChanges(page, {
      preference: [{ categoryId: orders.category.id, channels: [{ channel: 'email', enabled: false }] }],
    })
    expect(cell(after.categories[0]?.channels, 'email')).toEqual({
      channel: 'email',
      enabled: false,
      isChosen: true,
    })
    expect(cell(after.categories[0]?.channels, 'sms')).toEqual(cell(orders.channels, 'sms'))
    expect(after.categories[1]).toEqual(security)
    expect(after.channels).toEqual(page.channels)
  })

  it('turns a channel off wherever nothing else was chosen', () => {
    const chosen = { ...orders, channels: [{ channel: 'email' as const, enabled: true, isChosen: true }] }
    const other = aCategory('News')
    const before = aPage({ categories: [chosen, other, security] })
    const after = withChanges(before, { channels: [{ channel: 'email', enabled: 0 }] })
    const mails = after.categories.map(({ channels }) => cell(channels, 'email')?.enabled)
    expect(mails).toEqual([true, false, true])
    expect(cell(after.channels, 'email')).toEqual({ channel: 'email', enabled: false, isChosen: true })
  })

  it('forgets what was chosen: then it is as everything else', () => {
    const off = withChanges(page, { channels: [{ channel: 'sms', enabled: false }] })
    const chosen = withChanges(off, {
      preference: [
        {
          categoryId: String(orders.category.id),
          channels: [
            { channel: 'sms', enabled: true },
            { channel: 'email', enabled: false },
          ],
        },
      ],
    })
    const forgotten = withChanges(chosen, {
      preference: [
        {
          categoryId: orders.category.id,
          channels: [
            { channel: 'sms', enabled: null },
            { channel: 'email', enabled: null },
          ],
        },
      ],
    })
    expect(forgotten).toEqual(off)
  })

  it('keeps a required category on', () => {
    const after = withChanges(page, {
      channels: [{ channel: 'email', enabled: false }],
      preference: [{ categoryId: security.category.id, channels: [{ channel: 'sms', enabled: false }] }],
    })
    expect(after.categories[1]?.channels.every(({ enabled }) => enabled)).toBe(true)
  })

  it('has the later of two that speak of the same', () => {
    const after = withChanges(page, {
      channels: [
        { channel: 'sms', enabled: false },
        { channel: 'sms', enabled: true },
      ],
    })
    expect(cell(after.channels, 'sms')?.enabled).toBe(true)
  })

  it('has how often, and the quiet hours', () => {
    const digest = {
      workflow: 'a',
      name: 'A',
      categoryId: null,
      choices: ['0s', '1d'],
      choice: '0s',
      isChosen: false,
    }
    const quietHours = { schedule: { mon: [{ from: '22:00', to: '07:00' }] }, enabled: true }
    const after = withChanges(aPage({ digests: [digest] }), {
      digests: [{ workflow: 'a', choice: '1d' }],
      quietHours,
    })
    expect(after.digests).toEqual([{ ...digest, choice: '1d', isChosen: true }])
    expect(after.quietHours).toEqual({ timeZone: null, ...quietHours })
  })
})
