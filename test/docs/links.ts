import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** Without fenced blocks and code in lines, where nothing is a link or a heading. */
const prose = (text: string): string =>
  text
    .replaceAll(/^(`{3,})[^]*?^\1$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''))

/** As GitHub makes an anchor of a heading; its links count by their text. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

/** Of headings, of which equal ones are counted, and of elements with an id. */
const anchorsIn = (text: string): Set<string> => {
  const anchors = new Set<string>()
  for (const [, heading = ''] of text.replaceAll(/^(`{3,})[^]*?^\1$/gm, '').matchAll(/^#+ (.+?)#*$/gm)) {
    const anchor = anchorOf(heading.trim())
    let unique = anchor
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`
    anchors.add(unique)
  }
  for (const [, id = ''] of text.matchAll(/<[a-z]+ [^>]*\b(?:id|name)="([^"]+)"/g)) anchors.add(id)
  return anchors
}

/** Links and pictures of a page: `[…](…)`, `[…]: …`, and those of HTML. */
const linksIn = (text: string): string[] =>
  [
    ...text.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm),
    ...text.matchAll(/<(?:a|img|source)\s[^>]*\b(?:href|src|srcset)="([^"\s]+)/g),
  ].map(([, link = '']) => link)

/** Links of a page within the repository whose file or heading does not exist. Others are nobody's to check here. */
export const brokenLinksIn = (text: string, file: string): string[] =>
  linksIn(prose(text))
    .filter((link) => !/^(https?|mailto):/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = fileURLToPath(new URL(path === '' ? `${root}${file}` : path, `${root}${file}`))
      if (!existsSync(target)) return true
      if (anchor === undefined) return false
      return statSync(target).isDirectory() || !anchorsIn(readFileSync(target, 'utf8')).has(anchor)
    })
