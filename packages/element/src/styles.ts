import { styles } from 'inboxkit:styles'
import { sharedSheets } from './sheets.js'
import type { ElementLooks } from './values.js'

/** A host is as its inbox is: beside text, or a column. */
const hostStyles =
  ':host{display:inline-flex;vertical-align:middle}:host([layout=page]),:host(inbox-kit-preferences){display:block}:host([hidden]){display:none}'

export const inboxSheets = (): CSSStyleSheet[] => sharedSheets(hostStyles + styles)

/** What users ask of all pages. */
const wishes =
  '(hover:none),(pointer:coarse),(forced-colors:active),(prefers-contrast:more),(prefers-reduced-motion)'

/** The rest is needed at once where somebody wants it to look otherwise than most do. */
export function loadLaterStyles({ preset, density }: ElementLooks): void {
  if (preset || density || matchMedia(wishes).matches) import('./later-styles.js').catch(() => {})
}
