import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findDatabases } from './src/databases.mjs'
import { judge, printTable } from './src/table.mjs'

/**
 * @typedef {{ database: import('./src/databases.mjs').Database, isFull: boolean }} Context
 * @typedef {(context: Context) => Promise<import('./src/table.mjs').Table>} Topic
 */

/** @type {Record<string, () => Promise<Topic>>} */
const topics = {
  core: async () => (await import('./topics/core.mjs')).core,
  browser: async () => (await import('./topics/browser.mjs')).browser,
  'kit-sizes': async () => (await import('./topics/kit-sizes.mjs')).kitSizes,
  kits: async () => (await import('./topics/kits.mjs')).besideKits,
  'on-screen': async () => (await import('./topics/on-screen.mjs')).onScreen,
  accept: async () => (await import('./topics/accept.mjs')).accept,
  sends: async () => (await import('./topics/sends.mjs')).sends,
  marks: async () => (await import('./topics/marks.mjs')).marks,
  expansion: async () => (await import('./topics/expansion.mjs')).expansion,
  broadcast: async () => (await import('./topics/broadcast.mjs')).broadcast,
  workflows: async () => (await import('./topics/workflows.mjs')).runsOfWorkflows,
  growth: async () => (await import('./topics/growth.mjs')).growth,
  waiting: async () => (await import('./topics/waiting.mjs')).waiting,
  load: async () => (await import('./topics/load.mjs')).load,
}

const { values: asked } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(topics).join(',') },
    on: { type: 'string' },
  },
})

const load = () => loadavg().map((value) => value.toFixed(1))

const printMachine = () => {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const isChanged = execFileSync('git', ['status', '--porcelain', 'packages'], { encoding: 'utf8' }) !== ''
  const memory = Math.round(totalmem() / 2 ** 30)
  console.log(`# inboxkit bench${asked.full ? ', full' : ''}

${new Date().toISOString().slice(0, 10)}, commit ${commit}${isChanged ? ' with changes' : ''}, Node ${process.version}, \
${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${memory} GB, load average ${load().join(' ')}
Figures are medians of rounds (min–max), ratios are taken round by round; compare inside one table only.`)
}

const images = fileURLToPath(new URL('../docs/images/performance/', import.meta.url))

/** @param {readonly import('./src/table.mjs').Plot[]} plots */
const savePlots = (plots) => {
  if (plots.length > 0) mkdirSync(images, { recursive: true })
  for (const { file, svg } of plots) writeFileSync(images + file, svg)
}

printMachine()
const started = performance.now()
const tables = []
const databases = await findDatabases(asked.on)
try {
  for (const name of asked.only.split(',')) {
    const topic = await topics[name]?.()
    if (!topic) throw new Error(`There is no topic "${name}". There are: ${Object.keys(topics).join(', ')}.`)
    // The client knows no database, and a page shows nothing of it.
    for (const database of ['core', 'browser', 'kit-sizes', 'kits'].includes(name)
      ? databases.slice(0, 1)
      : databases) {
      const [before] = load()
      const start = performance.now()
      const table = await topic({ database, isFull: asked.full })
      tables.push(table)
      savePlots(table.plots ?? [])
      printTable(table)
      const seconds = Math.round((performance.now() - start) / 1000)
      console.log(`\n${seconds} s, load average ${before} before, ${load()[0]} after`)
    }
  }
} finally {
  for (const database of databases) await database.stop()
}
const { ok, over } = judge(tables)
console.log(
  `\n${ok} of ${ok + over.length} targets met, ${Math.round((performance.now() - started) / 1000)} s in all`,
)
for (const one of over) console.log(`over: ${one}`)
