import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {import('./server.mjs').Address} Address
 * @typedef {object} Load
 * @property {number} windowMs
 * @property {number} [sendsPerSecond] on average, at random moments
 * @property {number} [recipients] of each send, out of those connected
 * @property {number} [listsPerSecond] first pages, of anybody's feed
 *
 * @typedef {object} Seen
 * @property {number} sends
 * @property {number[]} arrivals ms from the moment of a send to the event at a recipient's socket
 * @property {number[]} lists ms
 * @property {number} missing events that did not come
 *
 * @typedef {{ kind: 'connect', address: Address, prefix: string, from: number, to: number }
 *   | { kind: 'perform', load: Load } | { kind: 'stop' }} Order
 *
 * @typedef {object} Crowd
 * @property {(load: Load) => Promise<Seen>} perform
 * @property {() => void} stop ends what is being performed
 * @property {() => void} close
 */

const program = fileURLToPath(new URL('./crowd-process.mjs', import.meta.url))

/**
 * Users with a socket each, in a process of their own: what they cost is not the server's.
 * @param {Address} address @param {{ from: number, to: number }} users by the numbers in their names
 * @returns {Promise<Crowd>}
 */
export const openCrowd = async ({ url, app }, { from, to }) => {
  const child = fork(program)
  const ended = once(child, 'exit').then(() => {
    throw new Error('The crowd has ended; see above')
  })
  ended.catch(() => undefined)
  await Promise.race([once(child, 'message'), ended])
  /** @param {Order} order */
  const order = async (order) => {
    const answered = once(child, 'message')
    child.send(order)
    const [{ answer, error }] = await Promise.race([answered, ended])
    if (error !== undefined) throw new Error(error)
    return answer
  }
  await order({ kind: 'connect', address: { url, app }, prefix: 'user-', from, to })
  return {
    perform: (load) => order({ kind: 'perform', load }),
    stop: () => void child.send({ kind: 'stop' }),
    close: () => child.disconnect(),
  }
}
