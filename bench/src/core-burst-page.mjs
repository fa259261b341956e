import { itemOf, openWorld } from './core-world.mjs'

const size = 10_000
const changes = 1000

/** The server's side of the one socket that is opened. */
class ScriptedSocket extends EventTarget {
  /** @type {ScriptedSocket | undefined} */
  static opened
  constructor() {
    super()
    ScriptedSocket.opened = this
    setTimeout(() => this.say('0{"pingInterval":25000,"pingTimeout":20000}'))
  }
  /** @param {string} data */
  say(data) {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
  /** @param {string} frame */
  send(frame) {
    if (frame.startsWith('40')) setTimeout(() => this.say('40{"sid":"1"}'))
  }
  close() {}
}

/** A task of its own, as a message on a socket is. @param {() => void} run */
const asTask = (run) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      run()
      port1.close()
      resolve(undefined)
    })
    port1.start()
    port2.postMessage(null)
  })

/** Arrivals, and changes of what is there, in turn. @param {number} number */
const eventOf = (number) => {
  const seq = size + number
  const id = number % 2 === 0 ? seq : 1 + ((number * 37) % size)
  const item = number % 2 === 0 ? itemOf(seq) : { ...itemOf(id), seq, title: 'It has arrived' }
  const was = { seen: false, read: false, archived: false, snoozed: false, category: 'orders' }
  const total = size + Math.floor(number / 2)
  const head = { epoch: 'e', seq, counts: { unseen: total, unread: total, total }, marks }
  return {
    ...head,
    from: seq - 1,
    changes: [{ id, seq, item, was: number % 2 === 0 ? null : was, operationId: null }],
  }
}
const marks = { seenAll: 0, seenAllAt: null, readAll: 0, readAllAt: null, cleared: 0, operationId: null }

/** @returns {Promise<number>} the longest task, ms */
export const burst = async () => {
  const { inbox } = openWorld(size, {
    WebSocket: /** @type {typeof WebSocket} */ (/** @type {unknown} */ (ScriptedSocket)),
  })
  const feed = inbox.feed()
  let rows = 0
  feed.subscribe(() => {
    rows = feed.get().ids.length
  })
  const unread = inbox.feed({ category: 'orders' }).counts
  unread.subscribe(() => unread.get())
  while (inbox.connection.get().kind !== 'live') await new Promise((resolve) => setTimeout(resolve, 5))
  while (feed.get().hasMore) await feed.loadMore()

  await new Promise((resolve) => setTimeout(resolve, 50))
  let longest = 0
  const begin = performance.now()
  const watcher = new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries())
      if (startTime >= begin) longest = Math.max(longest, duration)
  })
  watcher.observe({ entryTypes: ['longtask'] })
  for (let number = 1; number <= changes; number++) {
    const frame = `42${JSON.stringify(['feed', eventOf(number)])}`
    await asTask(() => {
      const start = performance.now()
      ScriptedSocket.opened?.say(frame)
      longest = Math.max(longest, performance.now() - start)
    })
  }
  await new Promise((resolve) => setTimeout(resolve, 100))
  watcher.disconnect()
  if (rows !== size + changes / 2) throw new Error(`${rows} rows after the burst`)
  return longest
}
Object.assign(globalThis, { burst })
