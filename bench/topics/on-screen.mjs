import { timed } from '../src/rounds.mjs'
import { startServer } from '../src/server.mjs'
import { median, percentile } from '../src/statistics.mjs'
import { connectUser } from '../src/user.mjs'

/** Of the median; of the slowest in a hundred nothing is promised. */
const limit = { atMost: 50 }

const notification = { title: 'Your order is on its way', message: 'It should be with you on Friday.' }
const sendTo = { recipients: ['ann'] }

/** From the back end's call to the item at the recipient's open client, one send at a time. */
export const onScreen = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  database.use(async (location) => {
    const server = await startServer(location)
    try {
      const user = await connectUser(server, 'ann')
      const send = () => server.call('POST', '/v3/notifications', { notification, sendTo })
      const ways = {
        trip: () => server.call('GET', '/healthz'),
        arrival: async () => {
          const arrived = user.next()
          await send()
          await arrived
        },
      }
      const ms = await timesOf({ rounds: 5, calls: isFull ? 400 : 80 }, ways)
      user.close()
      return {
        title: `From trigger to screen, ${database.name}`,
        rows: [
          { what: 'floor: an HTTP call that asks nothing', unit: 'ms', figures: medians(ms.trip) },
          {
            what: 'POST /v3/notifications to the item on an open socket, median',
            unit: 'ms',
            figures: medians(ms.arrival),
            floor: medians(ms.trip),
            limit,
          },
          {
            what: 'the same, 99th percentile of all rounds',
            unit: 'ms',
            figures: [percentile(ms.arrival.flat(), 0.99)],
          },
        ],
      }
    } finally {
      await server.close()
    }
  })

/** @param {readonly number[][]} rounds */
const medians = (rounds) => rounds.map(median)

/**
 * @template {string} Name
 * @param {{ rounds: number, calls: number }} size @param {Record<Name, import('../src/rounds.mjs').Work>} ways
 * @returns {Promise<Record<Name, number[][]>>} ms of every call, by round
 */
const timesOf = async ({ rounds, calls }, ways) => {
  const names = /** @type {Name[]} */ (Object.keys(ways))
  const times = /** @type {Record<Name, number[][]>} */ (Object.fromEntries(names.map((name) => [name, []])))
  for (let round = 0; round <= rounds; round++) {
    const found = /** @type {Record<Name, number[]>} */ (Object.fromEntries(names.map((name) => [name, []])))
    for (let call = 0; call < calls; call++)
      for (const name of names) found[name].push(await timed(ways[name]))
    if (round > 0) for (const name of names) times[name].push(found[name])
  }
  return times
}
