import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundle, loadedWith, totalKB } from './bundle.mjs'
import { stageDir } from './stage.mjs'

/** A host has it anyway. */
export const react = ['react', 'react-dom', 'react/jsx-runtime', 'react-dom/client']
const inbox = "export { Inbox, InboxProvider } from '@inboxkit/react'"

/** The chunk that holds a file, by a part of its path. @param {Awaited<ReturnType<typeof bundle>>} built @param {string} part */
const chunkOf = ({ chunks }, part) => {
  const found = [...chunks.values()].find(({ inputs }) => inputs.some((input) => input.includes(part)))
  if (!found)
    throw new Error(`No chunk holds ${part}: was it renamed? Then its size is not measured any more.`)
  return found.file
}

const whole = `${inbox}\nimport '@inboxkit/react/styles.css'`

/** @param {Awaited<ReturnType<typeof bundle>>} built */
export const stylesOf = ({ chunks }) => [...chunks.values()].filter(({ file }) => file.endsWith('.css'))

/** What a page has loaded once somebody has opened the panel. @param {Awaited<ReturnType<typeof bundle>>} built */
const panelOpen = (built) => {
  const panel = chunkOf(built, 'chunks/InboxPanel.js')
  const live = chunkOf(built, 'core/dist/live/index.js')
  return loadedWith(built.chunks, [built.entry, panel, live])
}

const languages = ['arabic', 'french', 'german', 'japanese', 'spanish']

/** DESIGN.md section 9, D by decision 20: kB = 1,000 bytes, gzip -9, React apart, from the packed packages. */
export const budgets = { core: 10, A: 14, CSS: 6, B: 45, C: 60, D: 80, element: 45 }

/** @type {Record<keyof typeof budgets, { title: string, measure: () => Promise<number> }>} */
export const measures = {
  core: {
    title: 'core alone, without what it loads on demand',
    measure: async () => {
      const { chunks, entry } = await bundle("export * from '@inboxkit/core'", [])
      return totalKB(loadedWith(chunks, [entry]))
    },
  },
  A: {
    title: 'JavaScript before any interaction',
    measure: async () => {
      const { chunks, entry } = await bundle(inbox, react)
      return totalKB(loadedWith(chunks, [entry]))
    },
  },
  CSS: {
    title: 'the stylesheet',
    measure: async () => {
      const built = await bundle("import '@inboxkit/react/styles.css'", react)
      return totalKB(stylesOf(built))
    },
  },
  B: {
    title: 'panel open and live, in English, with CSS',
    measure: async () => {
      const built = await bundle(whole, react)
      return totalKB([...panelOpen(built), ...stylesOf(built)])
    },
  },
  C: {
    title: 'the same with its settings, react-query and what they ask the server with included',
    measure: async () => {
      const built = await bundle(whole, react)
      const parts = ['chunks/PanelSettings.js', 'core/dist/account/verbs.js'].map((part) =>
        chunkOf(built, part),
      )
      const settings = loadedWith(built.chunks, parts)
      return totalKB([...new Set([...panelOpen(built), ...settings]), ...stylesOf(built)])
    },
  },
  D: {
    title: 'every chunk that one page can ever load, in the heaviest of its languages, with CSS',
    measure: async () => {
      const built = await bundle(whole, react)
      const spoken = languages.map((name) => built.chunks.get(chunkOf(built, `chunks/${name}.js`)))
      const heaviest = Math.max(...spoken.map((chunk) => chunk?.kB ?? 0))
      return totalKB([...built.chunks.values()].filter((chunk) => !spoken.includes(chunk))) + heaviest
    },
  },
  element: {
    title: 'script tag, panel open and live, in English, with Preact and CSS',
    measure: async () => {
      // One file by itself: test/e2e/element.e2e.ts counts what a page asks for.
      const script = readFileSync(join(stageDir, 'node_modules/@inboxkit/element/dist/script/inboxkit.js'))
      return gzipSync(script, { level: 9 }).length / 1000
    },
  },
}
