import { connect } from 'node:net'
import { hasCode } from './error-code.js'

/** `alive`: somebody listens. `dead`: nobody does any more. `gone`: it went while it was being asked, look again. */
export type Holder = { state: 'alive'; pid: number | undefined } | { state: 'dead' } | { state: 'gone' }

/** A holder that is alive may be busy: starting a database blocks it for seconds. */
const answerWithinMs = 2_000

/** Asks whoever listens on a lock's socket for its process id. */
export const askHolder = (path: string): Promise<Holder> =>
  new Promise((resolve, reject) => {
    const socket = connect(path)
    let isConnected = false
    let answer = ''
    socket.setTimeout(answerWithinMs, () => {
      socket.destroy()
      resolve({ state: 'alive', pid: undefined })
    })
    socket.on('connect', () => {
      isConnected = true
    })
    socket.on('data', (data) => {
      answer += data.toString()
    })
    socket.on('error', (error) => {
      // It was there and died before it answered.
      if (isConnected || hasCode(error, 'ECONNRESET')) resolve({ state: 'gone' })
      else if (hasCode(error, 'ECONNREFUSED')) resolve({ state: 'dead' })
      else if (hasCode(error, 'ENOENT')) resolve({ state: 'gone' })
      // So many are asking at once that its queue is full.
      else if (hasCode(error, 'EAGAIN')) resolve({ state: 'alive', pid: undefined })
      else reject(error)
    })
    socket.on('end', () => {
      resolve(answer === '' ? { state: 'gone' } : { state: 'alive', pid: Number(answer) })
    })
  })
