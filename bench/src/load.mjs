import autocannon from 'autocannon'

/** @typedef {import('./server.mjs').Address} Address */

/**
 * Posts bodies in turn over some connections, each as soon as the one before it was answered.
 * @param {Address} server @param {string} path @param {readonly object[]} bodies
 * @param {{ connections: number, windowMs: number }} size
 * @returns {Promise<{ answered: number, perSecond: number }>} what was answered with 2xx
 */
export const post = async ({ url, app }, path, bodies, { connections, windowMs }) => {
  const headers = {
    'content-type': 'application/json',
    'x-engagespot-api-key': app.apiKey,
    'x-engagespot-api-secret': app.apiSecret,
  }
  const start = performance.now()
  const result = await autocannon({
    url: url + path,
    connections,
    duration: windowMs / 1000,
    requests: bodies.map((body) => ({ method: 'POST', path, headers, body: JSON.stringify(body) })),
  })
  const seconds = (performance.now() - start) / 1000
  const answered = result['2xx']
  if (result.non2xx + result.errors > 0)
    throw new Error(`${result.non2xx} of ${answered + result.non2xx} were refused, ${result.errors} failed`)
  return { answered, perSecond: answered / seconds }
}
