/**
 * Where a key leads from one entry of a menu.
 * @param typed what has been typed up to this key, for letters
 */
export function nextEntry(
  entries: readonly HTMLElement[],
  from: HTMLElement,
  key: string,
  typed: (letter: string) => string,
): HTMLElement | undefined {
  const at = entries.indexOf(from)
  if (key === 'ArrowDown') return entries[(at + 1) % entries.length]
  if (key === 'ArrowUp') return entries.at(at < 0 ? -1 : at - 1)
  if (key === 'Home') return entries[0]
  if (key === 'End') return entries.at(-1)
  if (!/^\S$/u.test(key)) return undefined
  const words = typed(key)
  // One letter leads on to the next entry that begins with it, several to the one they began with.
  const start = at + (words.length === 1 ? 1 : 0)
  const inOrder = [...entries.slice(start), ...entries.slice(0, start)]
  return inOrder.find(({ textContent }) => textContent.trim().toLocaleLowerCase().startsWith(words))
}
