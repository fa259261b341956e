export { texts } from './languages/arabic.js'

/**
 * Arabic is written from right to left, unless the host says otherwise: by a `dir` on an element around, be it outside
 * of a shadow root.
 */
export function dirOf(root: Element | null): 'rtl' | undefined {
  const around = root?.parentElement ?? (root?.getRootNode() as Partial<ShadowRoot> | undefined)?.host
  if (!around) return 'rtl'
  return around.hasAttribute('dir') ? undefined : dirOf(around)
}
