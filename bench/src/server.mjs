import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ url: string, app: { apiKey: string, apiSecret: string } }} Address
 * @typedef {{ rss: number, heap: number }} Memory bytes, after its garbage was collected
 * @typedef {Address & { pid: number, call: Call, memory: () => Promise<Memory>, close: () => Promise<void> }} RunningServer
 * @typedef {object} Settings beside where its data is
 * @property {boolean} [demo]
 * @property {string} [apiKey]
 * @property {string} [apiSecret]
 * @property {string} [encryptionKey] in base64, and new each time without one
 * @property {string} [redisUrl]
 * @property {'all' | 'api' | 'worker'} [role]
 * @typedef {(method: string, path: string, body?: object) => Promise<unknown>} Call as the app's back end; answers the body
 */

const programs = {
  server: fileURLToPath(new URL('./server-process.mjs', import.meta.url)),
  floor: fileURLToPath(new URL('./floor-process.mjs', import.meta.url)),
  liveFloor: fileURLToPath(new URL('./live-floor-process.mjs', import.meta.url)),
}

/**
 * The whole server in a process of its own, as it runs in real life.
 * @param {import('./databases.mjs').Location & Settings} location
 * @returns {Promise<RunningServer>}
 */
export const startServer = (location) => start(programs.server, location)

/**
 * A door that opens a transaction for each request, to compare with.
 * @param {import('./databases.mjs').Location} location
 * @returns {Promise<RunningServer>}
 */
export const startFloor = (location) => start(programs.floor, location)

/**
 * A door that writes bare rows and says so to bare sockets, to compare with.
 * @param {import('./databases.mjs').Location} location
 * @returns {Promise<RunningServer>}
 */
export const startLiveFloor = (location) => start(programs.liveFloor, location)

/** @param {string} program @param {object} location @returns {Promise<RunningServer>} */
const start = async (program, location) => {
  const child = fork(program, [JSON.stringify(location)])
  const ended = once(child, 'exit')
  const [ready] = await Promise.race([once(child, 'message'), ended])
  if (typeof ready !== 'object') throw new Error('The server did not start; see above')
  const address = /** @type {Address} */ (ready)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  return {
    ...address,
    pid: child.pid ?? 0,
    call: callerOf(address, agent),
    async memory() {
      const answer = once(child, 'message')
      child.send('memory')
      return /** @type {Memory} */ ((await answer)[0])
    },
    async close() {
      agent.destroy()
      child.send('close')
      await ended
    },
  }
}

/** @param {Address} address @param {Agent} agent @returns {Call} */
const callerOf = ({ url, app }, agent) => {
  const headers = {
    'content-type': 'application/json',
    'x-engagespot-api-key': app.apiKey,
    'x-engagespot-api-secret': app.apiSecret,
  }
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(url + path, { method, agent, headers }, (response) => {
        read(response).then((text) => {
          if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text))
          else reject(new Error(`${method} ${path} was answered with ${response.statusCode}: ${text}`))
        }, reject)
      })
      sent.on('error', reject)
      sent.end(body && JSON.stringify(body))
    })
}

/** @param {import('node:http').IncomingMessage} response */
const read = async (response) => {
  let text = ''
  for await (const part of response.setEncoding('utf8')) text += part
  return text
}
