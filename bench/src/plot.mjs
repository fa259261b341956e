import { short } from './statistics.mjs'

/**
 * @typedef {{ name: string, points: readonly (readonly [x: number, y: number])[] }} Line
 * @typedef {{ yLabel: string, lines: readonly Line[] }} Panel
 */

const panel = { width: 340, height: 250, left: 56, right: 14, top: 54, bottom: 48 }
const legendRow = 20

/** Told apart on white and on black, also without the red or the green in them; dashes repeat what colours say. */
const colours = ['#0b7fab', '#d9480f', '#7048e8', '#2b8a3e', '#c2255c', '#b08900', '#1098ad', '#868e96']
const dashes = ['', '6 3', '2 3', '8 3 2 3']

const style = `
  svg { font: 12px system-ui, sans-serif }
  .ground { fill: #fff } .text { fill: #1f2328 } .quiet { fill: #59636e } .rule { stroke: #d1d9e0 } .axis { stroke: #59636e }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .text { fill: #f0f6fc } .quiet { fill: #9198a1 } .rule { stroke: #30363d } .axis { stroke: #9198a1 }
  }`

/** @param {string} text */
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** @param {number} value */
const brief = (value) =>
  value >= 1e6 ? `${value / 1e6} M` : value >= 1e3 ? `${value / 1e3} k` : String(Number(value.toPrecision(3)))

/** Between three and six round steps. @param {number} most */
const ticksTo = (most) => {
  const rough = most / 4
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * unit >= rough) ?? 10) * unit
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, at) => at * step)
}

/** @param {Panel} panel @param {string} xLabel @param {number} offset from the left */
const drawPanel = ({ yLabel, lines }, xLabel, offset) => {
  const points = lines.flatMap((line) => line.points)
  const xs = [...new Set(points.map(([x]) => x))].sort((a, b) => a - b)
  const [least = 1, most = 10] = [xs[0], xs.at(-1)]
  const ticks = ticksTo(Math.max(...points.map(([, y]) => y)))
  const top = ticks.at(-1) ?? 1
  const [left, right] = [offset + panel.left, offset + panel.width - panel.right]
  const [high, low] = [panel.top, panel.height - panel.bottom]
  /** @param {number} x */
  const atX = (x) => (left + ((right - left) * Math.log(x / least)) / Math.log(most / least)).toFixed(1)
  /** @param {number} y */
  const atY = (y) => (low - ((low - high) * y) / top).toFixed(1)
  return [
    `<text class="quiet" x="${left}" y="${high - 10}">${escape(yLabel)}</text>`,
    ...ticks.map(
      (y) =>
        `<line class="rule" x1="${left}" x2="${right}" y1="${atY(y)}" y2="${atY(y)}"/>` +
        `<text class="quiet" text-anchor="end" x="${left - 6}" y="${Number(atY(y)) + 4}">${brief(y)}</text>`,
    ),
    `<line class="axis" x1="${left}" x2="${right}" y1="${low}" y2="${low}"/>`,
    ...xs.map(
      (x) => `<text class="quiet" text-anchor="middle" x="${atX(x)}" y="${low + 18}">${brief(x)}</text>`,
    ),
    `<text class="quiet" text-anchor="middle" x="${(left + right) / 2}" y="${low + 36}">${escape(xLabel)}</text>`,
    ...lines.map(({ points }, at) => {
      const way = points.map(([x, y]) => `${atX(x)},${atY(y)}`).join(' ')
      const dots = points.map(
        ([x, y]) => `<circle cx="${atX(x)}" cy="${atY(y)}" r="2.5" fill="${colourOf(at)}"/>`,
      )
      return `<polyline points="${way}" fill="none" stroke-width="1.75" ${strokeOf(at)}/>${dots.join('')}`
    }),
  ]
}

/** @param {number} at */
const colourOf = (at) => colours[at % colours.length] ?? 'gray'

/** @param {number} at */
const strokeOf = (at) => `stroke="${colourOf(at)}" stroke-dasharray="${dashes[at % dashes.length]}"`

/** What a line begins with and ends with. @param {Line | undefined} line */
const rangeOf = (line) => `${short(line?.points[0]?.[1] ?? 0)} → ${short(line?.points.at(-1)?.[1] ?? 0)}`

/**
 * Panels side by side over one logarithmic axis, with what each line stands for beneath.
 * @param {{ title: string, xLabel: string, panels: readonly Panel[] }} chart whose panels have the same lines
 * @returns {string} an SVG file that suits light and dark pages
 */
export const plot = ({ title, xLabel, panels }) => {
  const width = panel.width * panels.length
  const names = panels[0]?.lines.map(({ name }) => name) ?? []
  const height = panel.height + 10 + names.length * legendRow
  const legend = names.map((name, at) => {
    const y = panel.height + 14 + at * legendRow
    const ranges = panels.map(
      ({ lines, yLabel }) => `${rangeOf(lines[at])} ${yLabel.replace(/^median, /, '').split(' ')[0]}`,
    )
    return (
      `<line x1="16" x2="44" y1="${y - 4}" y2="${y - 4}" stroke-width="2" ${strokeOf(at)}/>` +
      `<text class="text" x="52" y="${y}">${escape(name)}</text>` +
      ranges
        .map((text, nth) => `<text class="quiet" x="${panel.width - 20 + nth * 150}" y="${y}">${text}</text>`)
        .join('')
    )
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<style>${style}
</style>
<rect class="ground" width="100%" height="100%" rx="6"/>
<text class="text" x="16" y="20" font-weight="600">${escape(title)}</text>
${[...panels.flatMap((one, at) => drawPanel(one, xLabel, at * panel.width)), ...legend].join('\n')}
</svg>
`
}
