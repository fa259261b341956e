'use client'

import {
  type ComponentPropsWithoutRef,
  cloneElement,
  createElement,
  type ForwardRefExoticComponent,
  isValidElement,
  type JSX,
  type ReactElement,
  type Ref,
  type RefAttributes,
} from 'react'
import { mergeProps, type Props } from './merge-props.js'
import { isReact18 } from './react-18.js'
import { useRefs } from './refs.js'

/** What a part shows of itself: `{ unread: true, layout: 'side' }` becomes `data-unread="" data-layout="side"`. */
export type PartState = Record<string, boolean | string | number | undefined>

/** Another element in place of the part's own, or a function that makes it. Props and ref must be passed on. */
export type Render<State = PartState> = ReactElement | ((props: Props, state: State) => ReactElement)

/** Props of a part that draws a `Tag`: everything that element takes, and `render`. */
export type PartProps<
  Tag extends keyof JSX.IntrinsicElements,
  State = PartState,
> = ComponentPropsWithoutRef<Tag> & {
  render?: Render<State> | undefined
}

export type Part<Element, OwnProps> = ForwardRefExoticComponent<OwnProps & RefAttributes<Element>>

interface Drawing<Element, State> {
  render?: Render<State> | undefined
  state?: State | undefined
  /** The part's own props. */
  own: Props
  /** The host's, laid over them. */
  props: Props
  ref?: Ref<Element> | undefined
}

const dataAttributes = (state: PartState): Props => {
  const attributes: Props = {}
  for (const [key, value] of Object.entries(state))
    if (value !== undefined && value !== false)
      attributes[`data-${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`] = value === true ? '' : value
  return attributes
}

const refOf = <Element>(element: ReactElement): Ref<Element> | undefined =>
  isReact18
    ? (element as ReactElement & RefAttributes<Element>).ref
    : (element.props as RefAttributes<Element>).ref

/** Draws a part: its tag, or what `render` says instead, with merged props, joined refs and its state as attributes. */
export function usePart<Element, State extends PartState = PartState>(
  tag: string,
  drawing: Drawing<Element, State>,
): ReactElement {
  const { render, state, own, props, ref } = drawing
  const element = isValidElement(render) ? render : undefined
  const joined = useRefs(ref, element && refOf<Element>(element))
  const attributes = { ...(state && dataAttributes(state)), ...mergeProps(own, props), ref: joined }
  if (typeof render === 'function') return render(attributes, state as State)
  if (!element) return createElement(tag, attributes)
  return cloneElement(element, { ...mergeProps(attributes, element.props as Props), ref: joined } as Props)
}
