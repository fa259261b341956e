import { createServer } from 'node:net'
import { SetupError } from './shell.mjs'

/** Options of npm and pnpm: try three times, but tell within seconds that there is no network. */
export const patience = [
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=3000',
]

const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT/

/**
 * Turns the output of a failed npm or pnpm into one line when the reason was the network.
 * @param {string} output @returns {SetupError | undefined}
 */
export const networkProblem = (output) => {
  const code = unreachable.exec(output)?.[0]
  if (!code) return
  const host = /https?:\/\/[^/\s"']+/.exec(output)?.[0] ?? 'the package registry'
  return new SetupError(
    `${host} cannot be reached (${code}). Check the network or proxy, then run the command again.`,
  )
}

/**
 * @param {number} port @param {string} host
 * @throws SetupError when something listens there already
 */
export const mustBeFree = async (port, host) => {
  const code = await new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code))
    probe.listen(port, host, () => probe.close(() => resolve(undefined)))
  })
  if (code === 'EADDRINUSE') {
    throw new SetupError(
      `Port ${port} is in use. Stop what uses it, or take another: PORT=${port + 1} npm start`,
    )
  }
  if (code === 'EACCES')
    throw new SetupError(`Port ${port} needs more rights. Take one above 1023: PORT=4400 npm start`)
}

/** A port that nobody used a moment ago. @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
