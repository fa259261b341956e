import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * What is to be done with a fenced block, by an HTML comment on the line before it, which readers do not see:
 * - `<!-- run NAME -->`: run it as it stands; the suite knows by the name what must have happened
 * - `<!-- request METHOD PATH -->`: send the JSON as the app; with ` as USER` at the end, as that user
 * - `<!-- answer METHOD PATH -->`: hold the JSON against the schema that the server declares for its answer
 * - `<!-- shown REASON -->`: nothing, for a reason
 */
export type Marker =
  | { kind: 'run'; name: string }
  | { kind: 'request'; method: string; path: string; user: string | null }
  | { kind: 'answer'; method: string; path: string }
  | { kind: 'shown'; reason: string }

export interface Block {
  /** As the fence says it, such as `sh`. */
  language: string
  code: string
  /** Line of the fence, from 1. */
  line: number
  /** `null` = nobody said what to do with it. */
  marker: Marker | null
}

const root = new URL('../../', import.meta.url)

/** The text of a file, by its path from the root of the repository. */
export const readPage = (file: string): string => readFileSync(fileURLToPath(new URL(file, root)), 'utf8')

/** All fenced blocks that name a language, in order. @throws Error for a comment that nobody understands */
export const blocksIn = (text: string): Block[] => {
  const lines = text.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const language = lines[at]?.match(/^```(\w*)$/)?.[1]
    if (language === undefined) continue
    const end = lines.indexOf('```', at + 1)
    if (end < 0) throw new Error(`The block in line ${at + 1} has no end`)
    if (language !== '') {
      const code = lines.slice(at + 1, end).join('\n')
      blocks.push({ language, code, line: at + 1, marker: markerIn(lines[at - 1] ?? '') })
    }
    at = end
  }
  return blocks
}

const markerIn = (line: string): Marker | null => {
  const [, kind, rest = ''] = line.match(/^<!-- (\w+) (.+) -->$/) ?? []
  if (kind === undefined) return null
  if (kind === 'run') return { kind, name: rest }
  if (kind === 'shown') return { kind, reason: rest }
  const [, method, path, user = null] = rest.match(/^([A-Z]+) (\S+)(?: as (\S+))?$/) ?? []
  if (method === undefined || path === undefined) throw new Error(`What does "${line}" mean?`)
  if (kind === 'request') return { kind, method, path, user }
  if (kind === 'answer' && user === null) return { kind, method, path }
  throw new Error(`What does "${line}" mean?`)
}

/** Every route that a text names as `METHOD /path`, whether in prose or in a table. */
export const routesIn = (text: string): { method: string; path: string }[] =>
  [...text.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/v[34]\/[^`\s?]+)[^`]*`/g)].map(
    ([, method = '', path = '']) => ({ method, path }),
  )
