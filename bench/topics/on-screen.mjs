import { openDemoPage } from '../src/demo-page.mjs'
import { timed } from '../src/rounds.mjs'
import { startServer } from '../src/server.mjs'
import { median, percentile } from '../src/statistics.mjs'
import { connectUser } from '../src/user.mjs'

/** @typedef {import('../src/server.mjs').RunningServer} RunningServer */

/** Of the median; of the slowest in a hundred nothing is promised. */
const limit = { atMost: 50 }

const rounds = 5

/** From the back end's call to the item at the recipient's open client, one send at a time. */
export const onScreen = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  database.use(async (location) => {
    const server = await startServer({ ...location, demo: true })
    try {
      const calls = isFull ? 400 : 80
      const trip = await inRounds(calls, () => timed(() => server.call('GET', '/healthz')))
      const socket = await toSocket(server, calls)
      const page = await toPage(server, calls / 2)
      return {
        title: `From trigger to screen, ${database.name}`,
        rows: [
          { what: 'floor: an HTTP call that asks nothing', unit: 'ms', figures: trip.map(median) },
          ...rowsOf('POST /v3/notifications to the item on an open socket', socket),
          ...(page ? rowsOf('POST /v3/notifications to the item in the page (demo in Chromium)', page) : []),
        ],
        remarks: page ? [] : ['Without the page: there is no Chromium, or no built demo.'],
      }
    } finally {
      await server.close()
    }
  })

/** @param {string} what @param {number[][]} ms */
const rowsOf = (what, ms) => [
  { what: `${what}, median`, unit: 'ms', figures: ms.map(median), limit },
  { what: `${what}, 99th percentile of all rounds`, unit: 'ms', figures: [percentile(ms.flat(), 0.99)] },
]

let sent = 0

/** @param {RunningServer} server @param {string} userId @returns {Promise<string>} the title */
const send = async (server, userId) => {
  sent += 1
  const notification = { title: `Parcel ${sent}`, message: 'It should be with you on Friday.' }
  await server.call('POST', '/v3/notifications', { notification, sendTo: { recipients: [userId] } })
  return notification.title
}

/** @param {RunningServer} server @param {number} calls */
const toSocket = async (server, calls) => {
  const user = await connectUser(server, 'zoe')
  const ms = await inRounds(calls, () =>
    timed(async () => {
      const arrived = user.next()
      await send(server, 'zoe')
      await arrived
    }),
  )
  user.close()
  return ms
}

/** @param {RunningServer} server @param {number} calls */
const toPage = async (server, calls) => {
  const page = await openDemoPage(server.url, 'ann')
  if (!page) return undefined
  const ms = await inRounds(calls, async () => {
    const start = Date.now()
    return (await page.shownAt(await send(server, 'ann'))) - start
  })
  await page.close()
  return ms
}

/**
 * @param {number} calls @param {() => Promise<number>} call
 * @returns {Promise<number[][]>} ms of every call, by round, the first round dropped
 */
const inRounds = async (calls, call) => {
  const found = []
  for (let round = 0; round <= rounds; round++) {
    const ms = []
    for (let at = 0; at < calls; at++) ms.push(await call())
    found.push(ms)
  }
  return found.slice(1)
}
