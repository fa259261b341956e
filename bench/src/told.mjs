import { collectGarbage } from './gauges.mjs'

/**
 * Until whoever started this process tells it to end, or is gone. Meanwhile it says what memory it takes, as often as
 * it is asked.
 * @returns {Promise<void>}
 */
export const untilToldToEnd = () =>
  new Promise((resolve) => {
    process.once('disconnect', () => resolve())
    process.on('message', (message) => {
      if (message !== 'memory') return resolve()
      collectGarbage()
      const { rss, heapUsed, external } = process.memoryUsage()
      process.send?.({ rss, heap: heapUsed + external })
    })
  })
