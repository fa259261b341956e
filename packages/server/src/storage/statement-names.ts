/** Ours are some two hundred; texts that are made up anew each time must not fill the database's memory. */
const mostNames = 500

/**
 * Gives a statement's text a name, under which a connection keeps it parsed and planned.
 * @returns a function from text to name; once `most` texts have one, it answers '': parsed anew each time
 */
export const createStatementNames = (most: number = mostNames): ((text: string) => string) => {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined) return known
    if (names.size >= most) return ''
    const name = `inboxkit_${names.size}`
    names.set(text, name)
    return name
  }
}
