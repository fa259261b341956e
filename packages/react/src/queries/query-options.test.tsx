import type { PreferencePage } from '@inboxkit/protocol'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { type FeedSnapshot, feedQueryOptions, preferencesQueryOptions } from '../index.js'
import { expectComplaint } from '../testing/complaint.js'
import { aPage } from '../testing/fake-preferences.js'
import { serve } from '../testing/serve.js'

const client = () => new QueryClient({ defaultOptions: { queries: { retryDelay: 1 } } })
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000 })
const titlesOf = ({ notifications }: FeedSnapshot) => notifications.map(({ title }) => title)

describe('feedQueryOptions', () => {
  it('gives the first page as it is now', async () => {
    const { inbox, server } = serve([{ title: 'One' }, { title: 'Two' }])
    const queries = client()
    const first = await queries.fetchQuery(feedQueryOptions(inbox))
    expectTypeOf(first).toEqualTypeOf<FeedSnapshot>()
    expect(titlesOf(first)).toEqual(['Two', 'One'])
    expect(first.hasMore).toBe(false)
    server.deliver('ann', { title: 'Three' })
    await until(async () => {
      const again = await queries.fetchQuery(feedQueryOptions(inbox))
      expect(titlesOf(again)).toEqual(['Three', 'Two', 'One'])
    })
  })

  it('tells feeds apart by their filter and their user', () => {
    const { inbox } = serve()
    expect(feedQueryOptions(inbox, { state: 'unread' }).queryKey).toEqual(
      feedQueryOptions(inbox, { state: 'unread' }).queryKey,
    )
    expect(feedQueryOptions(inbox).queryKey).not.toEqual(
      feedQueryOptions(inbox, { state: 'unread' }).queryKey,
    )
    const other = { ...inbox, userId: 'bob' }
    expect(feedQueryOptions(other).queryKey).not.toEqual(feedQueryOptions(inbox).queryKey)
  })

  it('draws in a component, filtered', async () => {
    const { inbox } = serve([{ title: 'One', category: 'orders' }, { title: 'Two' }])
    const Titles = (): ReactElement => {
      const { data } = useQuery(feedQueryOptions(inbox, { category: 'orders' }))
      return <p>{data ? titlesOf(data).join() : 'loading'}</p>
    }
    render(
      <QueryClientProvider client={client()}>
        <Titles />
      </QueryClientProvider>,
    )
    expect(await screen.findByText('One')).toBeInTheDocument()
  })

  it('ends with why it is refused, and does not ask again', async () => {
    const { inbox, server } = serve()
    server.fail('connect', 'origin_refused', 100)
    await expect(client().fetchQuery(feedQueryOptions(inbox))).rejects.toMatchObject({
      code: 'origin_refused',
    })
    expect(server.requests.filter(({ name }) => name === 'connect')).toHaveLength(1)
    expectComplaint('origin_refused')
  })

  it('tries anew after it failed', async () => {
    const { inbox, server } = serve([{ title: 'One', category: 'orders' }])
    inbox.feed().subscribe(() => {})
    await until(() => expect(inbox.connection.get().kind).toBe('live'))
    server.fail('notifications', 'unprocessable', 1)
    const orders = feedQueryOptions(inbox, { category: 'orders' })
    await expect(client().fetchQuery(orders)).rejects.toMatchObject({ code: 'unprocessable' })
    expect(titlesOf(await client().fetchQuery(orders))).toEqual(['One'])
  })

  it('stops when nobody wants it any more', async () => {
    const { inbox } = serve()
    const wanted = new AbortController()
    const answer = feedQueryOptions(inbox).queryFn(wanted)
    wanted.abort(new Error('left'))
    await expect(answer).rejects.toThrow('left')
  })
})

describe('preferencesQueryOptions', () => {
  it('gives what the user chose', async () => {
    const { inbox } = serve()
    const preferencePage = vi.fn(async () => aPage())
    const served = { ...inbox, account: { ...inbox.account, preferencePage } }
    const chosen = await client().fetchQuery(preferencesQueryOptions(served, { tenant: 'acme' }))
    expectTypeOf(chosen).toEqualTypeOf<PreferencePage>()
    expect(chosen.categories[0]?.category).toMatchObject({ identifier: 'orders' })
    expect(preferencePage).toHaveBeenCalledWith({ tenant: 'acme' })
  })

  it('tells tenants apart', () => {
    const { inbox } = serve()
    const keys = [{}, { tenant: 'acme' }].map((options) => preferencesQueryOptions(inbox, options).queryKey)
    expect(keys[0]).not.toEqual(keys[1])
    expect(preferencesQueryOptions(inbox).queryKey).toEqual(keys[0])
  })

  it('tries again what may go better next time, three times', () => {
    const { inbox } = serve()
    const { retry } = preferencesQueryOptions(inbox)
    expect([0, 1, 2, 3].map((failures) => retry(failures, new Error('lost')))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})
