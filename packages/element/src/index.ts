import type { InboxKitEventMap } from './events.js'
import { InboxKit } from './inbox-kit.js'
import { InboxKitPreferences } from './inbox-kit-preferences.js'
import type { InboxKitPreferencesValues, InboxKitValues } from './values.js'

export type { InboxKitEventMap } from './events.js'
export type {
  ElementIdentity,
  ElementLooks,
  ElementMessage,
  ElementTab,
  InboxKitPreferencesValues,
  InboxKitValues,
} from './values.js'
export { InboxKit, InboxKitPreferences }

declare global {
  interface HTMLElementTagNameMap {
    'inbox-kit': InboxKit
    'inbox-kit-preferences': InboxKitPreferences
  }
  interface HTMLElementEventMap extends InboxKitEventMap {}
}

type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : Name

/** Attributes are text; a property may be set by its own name too. */
type AttributesOf<Values> = Partial<Values> & {
  [Name in keyof Values & string as Kebab<Name>]?: Values[Name] | string
}

/** For a framework's table of elements: `interface IntrinsicElements { 'inbox-kit': InboxKitAttributes }`. */
export type InboxKitAttributes = AttributesOf<InboxKitValues>
/** The same for `inbox-kit-preferences`. */
export type InboxKitPreferencesAttributes = AttributesOf<InboxKitPreferencesValues>

// On a server there is nothing to define; twice on one page the first stays.
const registry = globalThis.customElements as CustomElementRegistry | undefined
if (registry && !registry.get('inbox-kit')) {
  registry.define('inbox-kit', InboxKit)
  registry.define('inbox-kit-preferences', InboxKitPreferences)
}
