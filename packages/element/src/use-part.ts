import { mergeProps } from 'inboxkit:parts'
import { createElement, type VNode } from 'preact'

type Props = Record<string, unknown>

interface Drawing {
  state?: Record<string, boolean | string | number | undefined>
  own: Props
  props: Props
  ref?: unknown
}

/**
 * Draws a part of the inbox: its tag with merged props and its state as attributes. The build takes this for the
 * function of `@inboxkit/react`, which can draw another element instead: nobody can ask for one here. What
 * is in a shadow root is styled from outside by its class without `inbox-`, and by the flags of its state:
 * `::part(item unread)`.
 */
export function usePart(tag: string, { state = {}, own, props, ref }: Drawing): VNode {
  const attributes: Props = { ref }
  let part = String(own['className']).slice(6)
  for (const [key, value] of Object.entries(state)) {
    if (value === undefined || value === false) continue
    attributes[`data-${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`] =
      value === true ? '' : value
    if (value === true) part += ` ${key}`
  }
  return createElement(tag, { ...attributes, part, ...mergeProps(own, props) })
}
