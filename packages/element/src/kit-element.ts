import { draw, type View } from './draw.js'
import { inboxSheets, loadLaterStyles } from './styles.js'
import { watchTheme } from './theme-around.js'
import type { ElementLooks } from './values.js'

/** There are no elements on a server: the classes exist there, too, and are never used. */
const PageElement: typeof HTMLElement = globalThis.HTMLElement ?? Object

const attributeOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** What the text of an attribute says. */
const read = (property: string, text: string): unknown => {
  if (property === 'tabs') return text.split(/\s*,\s*/)
  return /^(?:open|shortcuts|settings)$/.test(property) ? text !== 'false' : text
}

/**
 * An element that draws into a shadow root what its values say: while it is in a document, and once for all changes
 * that are made in one go. Of an attribute and its property the one that was set last counts.
 */
export abstract class KitElement<Values extends ElementLooks> extends PageElement {
  readonly values: Values = {} as Values
  #isDue = false
  #wasMoved = false
  #theme?: MutationObserver

  constructor() {
    super()
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = inboxSheets()
  }

  /** What is in the shadow root; `null` = nothing yet. */
  protected abstract view(): View
  /** What `focus()` leads to. */
  protected abstract focusTarget(): HTMLElement | null | undefined

  connectedCallback(): void {
    this.#takeEarlier()
    this.#theme = watchTheme(() => this.update())
    this.update()
  }

  disconnectedCallback(): void {
    // What was in the top layer is there no longer, even if it is back at once.
    this.#wasMoved = true
    this.#theme?.disconnect()
    this.update()
  }

  attributeChangedCallback(name: string, _before: string | null, text: string | null): void {
    const property = name.replaceAll(/-./g, (letter) => letter.slice(1).toUpperCase())
    this.values[property as keyof Values] = (text === null ? undefined : read(property, text)) as never
    this.update()
  }

  override focus(options?: FocusOptions): void {
    this.focusTarget()?.focus(options)
  }

  /** Draws anew, soon. */
  update(): void {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      const root = this.shadowRoot as ShadowRoot
      if (this.#wasMoved) draw(null, root)
      this.#wasMoved = false
      loadLaterStyles(this.values)
      draw(this.isConnected ? this.view() : null, root)
    })
  }

  /** Properties that were set before the element was defined hide those of its class. */
  #takeEarlier(): void {
    const own = this as Record<string, unknown>
    for (const [name, value] of Object.entries(own)) {
      if (!(name in Object.getPrototypeOf(this))) continue
      delete own[name]
      own[name] = value
    }
  }
}

/** Gives a class its properties. @param attributes those that are attributes as well */
export function describeElement<Values extends ElementLooks>(
  type: { prototype: KitElement<Values> },
  attributes: readonly (keyof Values & string)[],
  properties: readonly (keyof Values & string)[],
): void {
  Object.assign(type, { observedAttributes: attributes.map(attributeOf) })
  for (const name of [...attributes, ...properties])
    Object.defineProperty(type.prototype, name, {
      get(this: KitElement<Values>) {
        return this.values[name]
      },
      set(this: KitElement<Values>, value: Values[typeof name]) {
        // What stylesheets of the page ask for.
        if (name === 'open') this.toggleAttribute(name, value === true)
        else if (name === 'layout') this.setAttribute(name, String(value ?? ''))
        this.values[name] = value
        this.update()
      },
    })
}
