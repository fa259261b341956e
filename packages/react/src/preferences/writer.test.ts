import type { PreferencePage } from '@inboxkit/protocol'
import { problem } from '@inboxkit/protocol'
import { type Query, QueryClient } from '@tanstack/react-query'
import { describe, expect, it, vi } from 'vitest'
import { type FakeSource, fakeSource } from '../testing/fake-preferences.js'
import { reread, write } from './writer.js'

const setUp = () => {
  const source = fakeSource()
  const client = new QueryClient()
  client.setQueryData(source.key, source.page)
  const query = () => client.getQueryCache().find({ queryKey: source.key }) as Query<PreferencePage>
  const shown = (): PreferencePage => client.getQueryData(source.key) as PreferencePage
  const on = (channel: string) => shown().channels.find((one) => one.channel === channel)?.enabled
  const turn = (channel: 'email' | 'sms', enabled: boolean) =>
    write(query(), source, { channels: [{ channel, enabled }] })
  return { source, client, query, on, turn }
}
const answered = async (source: FakeSource, count: number) => {
  source.answer()
  await vi.waitFor(() => expect(source.sent).toHaveLength(count))
}

describe('writing', () => {
  it('shows it at once, and sends what changes alone', async () => {
    const { source, on, turn } = setUp()
    const done = turn('email', false)
    expect(on('email')).toBe(false)
    await done
    expect(on('email')).toBe(false)
    expect(source.sent).toEqual([{ channels: [{ channel: 'email', enabled: false }] }])
  })

  it('takes it back when it is refused, and says why', async () => {
    const { source, on, turn } = setUp()
    source.refusing = problem('storage_unavailable')
    const done = turn('email', false)
    expect(on('email')).toBe(false)
    await expect(done).rejects.toMatchObject({ code: 'storage_unavailable' })
    expect(on('email')).toBe(true)
  })

  it('sends one after the other, and the last of several about the same', async () => {
    const { source, on, turn } = setUp()
    source.hang()
    const all = [turn('sms', false), turn('sms', true), turn('email', false), turn('sms', false)]
    await vi.waitFor(() => expect(source.sent).toHaveLength(1))
    expect([on('sms'), on('email')]).toEqual([false, false])
    await answered(source, 2)
    expect(on('email')).toBe(false)
    await answered(source, 3)
    source.answer()
    await Promise.all(all)
    const sent = source.sent.flatMap(({ channels = [] }) => channels)
    expect(sent.map(({ channel, enabled }) => [channel, enabled])).toEqual([
      ['sms', false],
      ['sms', false],
      ['email', false],
    ])
    expect([on('sms'), on('email')]).toEqual([false, false])
  })

  it('keeps what is on its way when an earlier one is refused', async () => {
    const { source, on, turn } = setUp()
    source.hang()
    source.refusing = problem('offline')
    const refused = turn('sms', false)
    await vi.waitFor(() => expect(source.sent).toHaveLength(1))
    source.refusing = null
    const kept = turn('email', false)
    source.answer()
    await expect(refused).rejects.toMatchObject({ code: 'offline' })
    expect([on('sms'), on('email')]).toEqual([true, false])
    await vi.waitFor(() => expect(source.sent).toHaveLength(2))
    source.answer()
    await kept
    expect([on('sms'), on('email')]).toEqual([true, false])
  })

  it('goes before what was being read meanwhile, which is then read anew', async () => {
    const { source, client, on, turn } = setUp()
    const old = source.page
    let arrive = (_: PreferencePage) => {}
    const queryFn = vi.fn(() => new Promise<PreferencePage>((resolve) => (arrive = resolve)))
    const reading = client.fetchQuery({ queryKey: source.key, queryFn, staleTime: 0 }).catch(() => {})
    await vi.waitFor(() => expect(queryFn).toHaveBeenCalledOnce())
    const done = turn('sms', false)
    arrive(old)
    await done
    await reading
    expect(on('sms')).toBe(false)
    expect(client.getQueryState(source.key)?.isInvalidated).toBe(true)
  })

  it('reads anew what changed elsewhere only when all is answered', async () => {
    const { source, client, query, turn } = setUp()
    source.hang()
    const done = turn('sms', false)
    await vi.waitFor(() => expect(source.sent).toHaveLength(1))
    reread(query())
    expect(client.getQueryState(source.key)?.isInvalidated).toBe(false)
    source.answer()
    await done
    await vi.waitFor(() => expect(client.getQueryState(source.key)?.isInvalidated).toBe(true))
  })
})
