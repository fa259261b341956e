/** The first cells of a table, by the heading under which it stands, in order. Code marks are dropped. */
export const firstCells = (text: string, heading: string): string[] => {
  const lines = text.split('\n')
  const start = lines.indexOf(`## ${heading}`)
  if (start < 0) throw new Error(`There is no heading "${heading}"`)
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => line.startsWith('## '))
  return rest
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ')[0]?.slice(2).replaceAll('`', '') ?? '')
    .filter((cell, place) => place > 0 && !/^-+$/.test(cell))
}
