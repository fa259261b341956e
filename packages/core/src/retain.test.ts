import { expect, it } from 'vitest'
import { openInbox } from './testing/open-inbox.js'

const throws = (): never => {
  throw new Error('A mistake of the page')
}

it('P5: an act is shown to all and sent, whatever somebody throws who is told of it', async () => {
  const { inbox, feed, pass } = openInbox({ notifications: 1 })
  inbox.counts.subscribe(() => {})
  await pass()
  let told = 0
  inbox.item(1001).subscribe(throws)
  inbox.item(1001).subscribe(() => told++)
  const act = inbox.markRead(1001)
  expect(told).toBe(1)
  await expect(pass()).rejects.toThrow('A mistake of the page')
  await act
  expect(feed.find(1001)?.readAt).toBeTruthy()
})

it('P4: what comes is told to all and counted, whatever somebody throws who is told of it', async () => {
  const { inbox, feed, pass } = openInbox()
  inbox.counts.subscribe(() => {})
  const titles: string[] = []
  inbox.onArrival(throws)
  inbox.onArrival((arrivals) => titles.push(...arrivals.map(({ title }) => title)))
  await pass()
  feed.create({ title: 'First' })
  await expect(pass()).rejects.toThrow('A mistake of the page')
  feed.create({ title: 'Second' })
  await expect(pass()).rejects.toThrow('A mistake of the page')
  expect(titles).toEqual(['First', 'Second'])
  expect(inbox.counts.get()).toMatchObject({ total: 2 })
})
