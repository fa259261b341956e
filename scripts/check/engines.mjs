import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import { root } from '../setup/paths.mjs'
import { failed, passed } from './run-checks.mjs'

/** The oldest Node that we promise to run on. */
const oldest = '20.19.0'

/**
 * Packages that declare a newer Node than ours and run on ours all the same, each in an exact version, with the
 * reason to believe so. The server's suites run all of them on that Node.
 */
const exceptions = new Map([
  ['pg-boss@12.35.0', 'measured on Node 20: DESIGN.md section 7'],
  ['cookie@2.0.2', 'of fastify (light-my-request); no API newer than Node 20'],
  ['content-disposition@3.0.0', 'of @fastify/static; no API newer than Node 20'],
])

/**
 * Every package of the lockfile that names its Node: `{ id, range }`. Optional ones count too, as another machine
 * may install them.
 * @param {string} lockfile the text of pnpm-lock.yaml
 */
export const declaredEngines = (lockfile) => {
  const found = []
  let id = ''
  for (const line of lockfile.split('\n')) {
    id = /^ {2}'?(.+@[^':]+)'?:$/.exec(line)?.[1] ?? id
    const range = /^ {4}engines: \{.*?\bnode: ('[^']*'|[^,}]*)/.exec(line)?.[1]
    if (range) found.push({ id, range: range.replaceAll("'", '') })
  }
  return found
}

/** pnpm's own `engineStrict` has no exceptions, so the lockfile is read here. @type {import('./run-checks.mjs').Check} */
export const engines = {
  name: `engines allow Node ${oldest}`,
  run: async () => {
    const all = declaredEngines(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'))
    if (all.length < 100)
      return failed(`Only ${all.length} packages found: is the lockfile written differently now?`)
    const refusing = all.filter(({ range }) => !semver.satisfies(oldest, range))
    const ids = refusing.map(({ id }) => id)
    const faults = [
      ...refusing.filter(({ id }) => !exceptions.has(id)).map(({ id, range }) => `${id} wants Node ${range}`),
      ...[...exceptions.keys()]
        .filter((id) => !ids.includes(id))
        .map((id) => `${id} needs no exception any more`),
    ]
    return faults.length === 0 ? passed : failed(faults.join('\n'))
  },
}
