import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle, transform } from 'lightningcss'

const sourceOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** A stylesheet of this package with its imports, as text. */
export const readStyles = (name: 'styles.css' | 'styles.layer.css'): string =>
  new TextDecoder().decode(bundle({ filename: sourceOf(name) }).code)

/** One file as it was written. */
export const readSource = (name: string): string => readFileSync(sourceOf(name), 'utf8')

export interface Selector {
  text: string
  /** Ids, classes, elements; what `:where()` holds counts for nothing. */
  specificity: readonly [number, number, number]
  /** Whether it ends in a pseudo-element, which is a box of its own. */
  hasPseudoElement: boolean
}

type Component = { type: string; kind?: string; selectors?: Component[][] }

const weigh = (components: readonly Component[]): [number, number, number] => {
  let [ids, classes, elements] = [0, 0, 0]
  for (const { type, kind, selectors } of components) {
    if (type === 'id') ids++
    else if (type === 'class' || type === 'attribute') classes++
    else if (type === 'type') elements++
    else if (type === 'pseudo-class' && kind !== 'where') {
      if (selectors) throw new Error(`Weigh :${kind} first`)
      classes++
    }
  }
  return [ids, classes, elements]
}

/** Every selector of a stylesheet. */
export function selectorsOf(css: string): Selector[] {
  const found: Selector[] = []
  transform({
    filename: 'styles.css',
    code: new TextEncoder().encode(css),
    visitor: {
      Rule: {
        style: (rule) => {
          for (const selector of rule.value.selectors as unknown as Component[][])
            found.push({
              text: JSON.stringify(selector),
              specificity: weigh(selector),
              hasPseudoElement: selector.some(({ type }) => type === 'pseudo-element'),
            })
        },
      },
    },
  })
  return found
}
