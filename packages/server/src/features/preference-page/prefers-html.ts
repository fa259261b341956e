/** How much a media type is wanted, 0 to 1: what names it goes before what names its kind, and that before all. */
const wish = (ranges: readonly (readonly [range: string, quality: number])[], type: string): number => {
  const [kind] = type.split('/')
  for (const wanted of [type, `${kind}/*`, '*/*']) {
    const found = ranges.find(([range]) => range === wanted)
    if (found) return found[1]
  }
  return 0
}

const qualityOf = (parameters: readonly string[]): number => {
  const [, given] = parameters.map((one) => /^\s*q=([\d.]+)\s*$/i.exec(one)).find(Boolean) ?? []
  const quality = given === undefined ? 1 : Number(given)
  return quality >= 0 && quality <= 1 ? quality : 0
}

/**
 * Whether `Accept` asks for a page before data, as browsers do that open an address; who takes either gets data
 * (RFC 9110, section 12.5.1).
 */
export const prefersHtml = (accept: string | undefined): boolean => {
  if (accept === undefined) return false
  const ranges = accept.split(',').map((one) => {
    const [range = '', ...parameters] = one.split(';')
    return [range.trim().toLowerCase(), qualityOf(parameters)] as const
  })
  return wish(ranges, 'text/html') > wish(ranges, 'application/json')
}
