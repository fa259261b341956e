/** Who a mail is from or goes to. */
export interface Mailbox {
  name: string
  address: string
}

const longestAddress = 320
const part = String.raw`[^\s@<>(),;:\\"[\]\p{C}]+`
const address = new RegExp(`^${part}@${part}$`, 'u')
const named = /^\s*(.*?)\s*<\s*([^<>]*?)\s*>\s*$/s
const control = /\p{Cc}/u

/** `ada@shop.test` or `Ada <ada@shop.test>`, one and not a list. `null` = it is neither. */
export const readMailbox = (text: string): Mailbox | null => {
  const [, name = '', inBrackets] = named.exec(text) ?? []
  return toMailbox(name.replace(/^"(.*)"$/s, '$1'), inBrackets ?? text.trim())
}

/** `null` when one of the two could end a header or mean somebody else. */
export const toMailbox = (name: string, email: string): Mailbox | null =>
  address.test(email) && email.length <= longestAddress && !control.test(name)
    ? { name: name.trim(), address: email }
    : null

/** What follows the `@`. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1)
