import { fileURLToPath } from 'node:url'

/** @typedef {import('rolldown').Plugin} Plugin */

/** @param {string} path from here */
const file = (path) => fileURLToPath(new URL(path, import.meta.url))

/** @param {string} path of a module of `@inboxkit/react` */
const react = (path) => file(`../../react/src/${path}`)

/** The parts of an inbox, each from its own file: by their common door all others would come along. */
const parts = [
  `export { Badge } from '${react('bell/Badge.tsx')}'`,
  `export { Bell } from '${react('bell/Bell.tsx')}'`,
  `export { Root } from '${react('root/Root.tsx')}'`,
  `export { InboxPanel, LazyToasts } from '${react('inbox/InboxPanel.tsx')}'`,
  `export { mergeProps } from '${react('part/merge-props.ts')}'`,
]

/** What we take from inside of `@inboxkit/react`, and put in the place of one of its modules. @type {Plugin} */
export const inside = {
  name: 'inside',
  resolveId: (id) => {
    if (id === 'inboxkit:parts') return `\0${id}`
    return id.endsWith('/part/use-part.js') ? file('../src/use-part.ts') : null
  },
  load: (id) => (id === '\0inboxkit:parts' ? parts.join('\n') : null),
}

const engine = 'inboxkit:engine'

/**
 * The core's engine, which it loads on demand, is in the first file here. Where it would be loaded it is found where it
 * was put: an `import` there would go round in a circle.
 * @returns {Plugin}
 */
export const eagerEngine = () => ({
  name: 'eager engine',
  resolveId: (id) => (id.startsWith(engine) ? `\0${id}` : null),
  load: (id) => {
    if (id === `\0${engine}/place`) return 'export const place = []'
    if (id !== `\0${engine}`) return null
    return `import { place } from '${engine}/place'
      import { createEngine, forget } from '${file('../../core/src/engine.ts')}'
      place[0] = { createEngine, forget }`
  },
  transform: (code, id) => {
    if (!id.endsWith('/core/src/client.ts')) return null
    const asked = "() => import('./engine.js'))"
    if (!code.includes(asked)) throw new Error(`${id} no longer says ${asked}`)
    return `import { place } from '${engine}/place'\n${code.replace(asked, '() => Promise.resolve(place[0]))')}`
  },
})

/**
 * What is alike stands together in the file: Preact, the core, the parts. That is 0.8 kB less after compression.
 * @param {boolean} hasCore whether the core is in the bundle @returns {Plugin}
 */
export const order = (hasCore) => {
  const first = ['./react.js', '@inboxkit/core', ...(hasCore ? [engine] : [])]
  return {
    name: 'order',
    transform: (code, id) =>
      id.endsWith('/element/src/index.ts')
        ? `${first.map((one) => `import '${one}'`).join('\n')}\n${code}`
        : null,
  }
}

/** Files that draw what has its rules in the second sheet, by the end of their names. */
const drawsLater = [
  '/react/src/inbox/later.ts',
  '/react/src/item/Blocks.tsx',
  '/react/src/preferences/PanelSettings.tsx',
  '/element/src/preferences-view.tsx',
]

/** Has that sheet come with each of them. @returns {Plugin} */
export const laterStyles = () => {
  const missing = new Set(drawsLater)
  return {
    name: 'later styles',
    transform: (code, id) => {
      const name = drawsLater.find((one) => id.endsWith(one))
      if (!name) return null
      missing.delete(name)
      return `import '${file('../src/later-styles.ts')}'\n${code}`
    },
    buildEnd: () => {
      if (missing.size > 0) throw new Error(`No such modules any more: ${[...missing].join(', ')}`)
    },
  }
}

/** The two stylesheets as modules. @param {{ first: string, later: string }} sheets @returns {Plugin} */
export const styleModules = ({ first, later }) => {
  const modules = new Map([
    ['inboxkit:styles', `export const styles = ${JSON.stringify(first)}`],
    ['inboxkit:later-styles', `export const laterStyles = ${JSON.stringify(later)}`],
  ])
  return {
    name: 'style modules',
    resolveId: (id) => (modules.has(id) ? `\0${id}` : null),
    load: (id) => modules.get(id.slice(1)) ?? null,
  }
}

/**
 * Names of parts are there for those who put them together, and put one where it does not belong: nobody does in here.
 * @type {Plugin}
 */
export const withoutPartNames = {
  name: 'without part names',
  transform: (code, id) =>
    /\/react\/src\/.*\.tsx?$/.test(id)
      ? code
          .replaceAll(/(?<=[(=] ?)'(?:Inbox|Preferences)(?:\.\w+)?'/g, "''")
          .replaceAll(/new Error\(`\$\{part\} belongs[^`]*`\)/g, 'new Error()')
      : null,
}
