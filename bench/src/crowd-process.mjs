import { Agent, request } from 'node:http'
import { openSocket } from './socket-client.mjs'
import { content } from './world.mjs'

/**
 * @typedef {import('./crowd.mjs').Order} Order
 * @typedef {import('./crowd.mjs').Load} Load
 * @typedef {import('./crowd.mjs').Seen} Seen
 * @typedef {import('./server.mjs').Address} Address
 */

/** Handshakes under way at a time. */
const atATime = 50
/** How long the last events may take after the last send. */
const graceMs = 10_000

const agent = new Agent({ keepAlive: true, maxSockets: 256 })
/** @type {string[]} */
const users = []
/** @type {Address} */
let server = { url: '', app: { apiKey: '', apiSecret: '' } }

/** When each send was due that events are waited for, and how many of them are still out. @type {Map<string, { due: number, left: number }>} */
const sent = new Map()
/** @type {number[]} */
let arrivals = []
/** @type {() => void} */
let onArrival = () => {}

/** A send's number stands in the item's data, which every client is told. @param {string} event */
const hear = (event) => {
  const now = performance.now()
  for (const [, name = ''] of event.matchAll(/"load":"([^"]+)"/g)) {
    const send = sent.get(name)
    if (!send) continue
    arrivals.push(now - send.due)
    send.left -= 1
    if (send.left === 0) sent.delete(name)
  }
  onArrival()
}

/** @param {Address} address @param {string} prefix @param {number} from @param {number} to */
const connect = async (address, prefix, from, to) => {
  server = address
  let next = from
  const lane = async () => {
    while (next <= to) {
      const user = `${prefix}${next++}`
      await openSocket(server, user, hear)
      users.push(user)
    }
  }
  await Promise.all(Array.from({ length: atATime }, lane))
}

/** @param {string} method @param {string} path @param {Record<string, string>} headers @param {object} [body] @returns {Promise<void>} */
const call = (method, path, headers, body) =>
  new Promise((resolve, reject) => {
    const text = body && JSON.stringify(body)
    const asked = request(
      server.url + path,
      {
        method,
        agent,
        headers: text
          ? { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
          : headers,
      },
      (response) => {
        response.resume()
        response.once('end', () => {
          const status = response.statusCode ?? 500
          if (status < 300) resolve()
          else reject(new Error(`${method} ${path} was answered with ${status}`))
        })
      },
    )
    asked.once('error', reject)
    asked.end(text)
  })

const anyone = () => users[Math.floor(Math.random() * users.length)] ?? ''

/** @param {number} count @returns {string[]} distinct, in a row from anywhere */
const some = (count) => {
  const from = Math.floor(Math.random() * users.length)
  return Array.from({ length: count }, (_, at) => users[(from + at) % users.length] ?? '')
}

const { category: _, icon: __, blocks: ___, ...asSent } = content
let number = 0

/** @param {number} recipients @param {number} due */
const send = (recipients, due) => {
  number += 1
  const name = `${process.pid}-${number}`
  sent.set(name, { due, left: recipients })
  return call(
    'POST',
    '/v3/notifications',
    { 'x-engagespot-api-key': server.app.apiKey, 'x-engagespot-api-secret': server.app.apiSecret },
    { notification: { ...asSent, data: { load: name } }, sendTo: { recipients: some(recipients) } },
  )
}

const list = () =>
  call('GET', '/v3/notifications?limit=25', {
    'x-engagespot-api-key': server.app.apiKey,
    'x-engagespot-user-id': anyone(),
  })

let isStopped = false

/**
 * Acts at random moments, on average `perSecond` of them, whether or not earlier ones were answered: a slow server
 * gets no slower questions, and what waits in front of it counts.
 * @param {number} perSecond @param {number} windowMs @param {(due: number) => Promise<void>} act
 */
const atRandom = async (perSecond, windowMs, act) => {
  if (perSecond === 0) return
  const end = performance.now() + windowMs
  /** @type {Promise<void>[]} */
  const acts = []
  /** @type {unknown[]} */
  const failures = []
  let due = performance.now()
  for (;;) {
    due += (-Math.log(1 - Math.random()) * 1000) / perSecond
    if (due > end) break
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    if (isStopped) break
    acts.push(act(due).catch((error) => void failures.push(error)))
  }
  await Promise.all(acts)
  if (failures.length > 0) throw new Error(`${failures.length} of ${acts.length} failed: ${failures[0]}`)
}

/** @param {Load} load @returns {Promise<Seen>} */
const perform = async ({ windowMs, sendsPerSecond = 0, recipients = 1, listsPerSecond = 0 }) => {
  isStopped = false
  arrivals = []
  /** @type {number[]} */
  const lists = []
  const before = number
  await Promise.all([
    atRandom(sendsPerSecond, windowMs, (due) => send(recipients, due)),
    atRandom(listsPerSecond, windowMs, async (due) => {
      await list()
      lists.push(performance.now() - due)
    }),
  ])
  const sends = number - before
  const expected = sends * recipients
  if (arrivals.length < expected)
    await Promise.race([
      new Promise((resolve) => {
        onArrival = () => arrivals.length >= expected && resolve(undefined)
      }),
      new Promise((resolve) => setTimeout(resolve, graceMs)),
    ])
  onArrival = () => {}
  sent.clear()
  return { sends, arrivals, lists, missing: expected - arrivals.length }
}

/** @param {Order} order */
const obey = async (order) => {
  if (order.kind === 'stop') {
    isStopped = true
    return
  }
  const answer =
    order.kind === 'connect'
      ? await connect(order.address, order.prefix, order.from, order.to)
      : await perform(order.load)
  process.send?.({ answer })
}

process.on('disconnect', () => process.exit())
process.on('message', (order) => {
  obey(/** @type {Order} */ (order)).catch((error) => process.send?.({ error: String(error) }))
})
process.send?.('ready')
