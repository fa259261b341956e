/** Cuts a text that is longer than `most` UTF-16 units and ends it with `…`; never within a character. */
export const shorten = (text: string, most: number): string => {
  if (text.length <= most) return text
  const end = most - 1
  const isWithinPair = /[\ud800-\udbff]/.test(text.charAt(end - 1))
  return `${text.slice(0, isWithinPair ? end - 1 : end)}…`
}
