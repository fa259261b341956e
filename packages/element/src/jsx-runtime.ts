import { createElement, type FunctionComponent, type VNode } from 'preact'

export { Fragment } from 'preact'

type Props = Record<string, unknown>

/** What compiled JSX calls, with names of tags as well: the build takes this for `react/jsx-runtime`. */
export const jsx = (type: FunctionComponent<Props>, props: Props, key?: string): VNode<Props> =>
  createElement(type, key === undefined ? props : { ...props, key })

export { jsx as jsxs }
