/** @param {readonly number[]} values any order, at least one @param {number} share 0 to 1 */
export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** With an even number of values the lower middle one. @param {readonly number[]} values */
export const median = (values) => percentile(values, 0.5)

/** Three digits that count: 0.123, 1.23, 12.3, 123, 12,345. @param {number} value */
export const short = (value) => {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))))
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** `median (min–max)`, or the value alone. @param {readonly number[]} values */
export const spread = (values) =>
  values.length === 1
    ? short(median(values))
    : `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`
