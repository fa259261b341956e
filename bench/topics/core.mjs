import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { burstInChromium } from '../src/core-burst.mjs'
import { openFeed, openWorld } from '../src/core-world.mjs'
import { alternate } from '../src/rounds.mjs'
import { percentile } from '../src/statistics.mjs'

const short = 100
const long = 100_000
const MB = 2 ** 20

/** How the client grows: what an act costs in a long feed, what the feed weighs, and a burst in a browser. */
export const core = async (/** @type {import('../run.mjs').Context} */ { isFull }) => {
  const acts = await measureActs(isFull)
  const heap = await measureHeap(isFull ? 5 : 3)
  const burst = await burstInChromium()
  return {
    title: 'The client',
    rows: [
      { what: `mark one read, ${short} items`, unit: 'ms', figures: acts.readShort.ms },
      row(`mark one read, ${long} items`, acts.readLong.ms, acts.readShort.ms),
      { what: `mark all read, ${short} items`, unit: 'ms', figures: acts.allShort.ms },
      row(`mark all read, ${long} items`, acts.allLong.ms, acts.allShort.ms),
      {
        what: `heap of ${long} items beyond that of the parsed items`,
        unit: 'MB',
        figures: heap,
        limit: { atMost: 10 },
      },
      ...(burst
        ? [
            {
              what: 'longest task of a burst of 1,000 changes on 10,000 items, in 4 of 5 runs (Chromium)',
              unit: 'ms',
              figures: [percentile(burst, 0.8)],
              limit: { atMost: 50 },
            },
          ]
        : []),
    ],
    remarks: burst
      ? [`Longest task of each run: ${burst.map((ms) => ms.toFixed(1)).join(', ')} ms.`]
      : ['Without the burst: there is no Chromium.'],
  }
}

/** @param {string} what @param {number[]} figures @param {number[]} floor */
const row = (what, figures, floor) => ({ what, unit: 'ms', figures, floor, target: { atMost: 2 } })

/** Acts as a user makes them: shown at once, sent, answered, and everything that listens has looked. */
const measureActs = async (/** @type {boolean} */ isFull) => {
  const few = await openFeed(short)
  const many = await openFeed(long)
  const reading = (/** @type {typeof few} */ { inbox, feed }) => {
    let calls = 0
    return async () => {
      const id = feed.get().ids[50] ?? 1
      await (calls++ % 2 === 0 ? inbox.markRead(id) : inbox.markUnread(id))
      return () => inbox.markRead(feed.get().ids[60 + (calls % 30)] ?? 1)
    }
  }
  const figures = await alternate(
    { rounds: isFull ? 15 : 7, calls: 60 },
    {
      readShort: reading(few),
      readLong: reading(many),
      allShort: () => () => few.inbox.markAllRead(),
      allLong: () => () => many.inbox.markAllRead(),
    },
  )
  for (const { inbox } of [few, many]) inbox.close()
  return figures
}

/** @param {number} rounds @returns {Promise<number[]>} MB */
const measureHeap = async (rounds) => {
  setFlagsFromString('--expose-gc')
  const collect = /** @type {() => void} */ (runInNewContext('gc'))
  const heap = async () => {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      collect()
    }
    return process.memoryUsage().heapUsed
  }
  const found = []
  for (let round = 0; round < rounds; round++) {
    const empty = await heap()
    /** @type {unknown[] | undefined} */
    let parsed = parsedItems()
    const asParsed = (await heap()) - empty
    if (parsed.length !== long) throw new Error('Not all items were made')
    parsed = undefined
    const before = await heap()
    const { inbox, feed } = await openFeed(long)
    found.push(((await heap()) - before - asParsed) / MB)
    if (feed.get().ids.length !== long) throw new Error('Not all items were loaded')
    inbox.close()
    await inbox.signOut()
  }
  return found
}

/** The same items in an array, page by page as they come. */
const parsedItems = () => {
  const { inbox, page } = openWorld(long)
  inbox.close()
  /** @type {unknown[]} */
  const items = []
  for (let below = long + 1; below > 1; below -= 50)
    items.push(...JSON.parse(JSON.stringify(page(50, below).data)))
  return items
}
