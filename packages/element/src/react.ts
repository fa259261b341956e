import { createContext, createElement, Fragment, type FunctionComponent, options, type VNode } from 'preact'
import { type EffectCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks'

/*
 * React as the inbox uses it, on Preact: the build takes this for `react`. A sixth of preact/compat, which brings
 * class components, suspense and portals too.
 */

export {
  useCallback,
  useContext,
  useDebugValue,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks'
export { createContext, createElement, Fragment }

/** What nothing old is done for. */
export const version = '19'

type Props = Record<string, unknown>

export const forwardRef =
  (draw: (props: Props, ref: unknown) => VNode | null): FunctionComponent<Props> =>
  ({ ref, ...props }) =>
    draw(props, ref)

const differ = (one: Props, other: Props): boolean =>
  Object.keys({ ...one, ...other }).some((key) => one[key] !== other[key])

interface Instance {
  props: Props
  shouldComponentUpdate?: (next: Props) => boolean
}

export const memo = (type: FunctionComponent<Props>): FunctionComponent<Props> =>
  function Memo(this: Instance, props: Props) {
    this.shouldComponentUpdate = (next) => differ(this.props, next)
    return createElement(type, props)
  } as FunctionComponent<Props>

let ids = 0
/** Unlike Preact's it is another one in each root, too. */
export const useId = (): string => useState(() => `ibx${++ids}`)[0]

/** Preact draws at once and never twice, so what has to be done before all other effects can be done while drawing. */
export const useInsertionEffect = (work: EffectCallback): void => {
  work()
}

interface Shown<T> {
  value: T
  get: () => T
}

const isStale = <T>({ value, get }: Shown<T>): boolean => !Object.is(value, get())

export const useSyncExternalStore = <T>(
  subscribe: (listener: () => void) => () => void,
  get: () => T,
  _getOnServer?: () => T,
): T => {
  const value = get()
  const [{ shown }, draw] = useState({ shown: { value, get } })
  useLayoutEffect(() => {
    Object.assign(shown, { value, get })
    if (isStale(shown)) draw({ shown })
  }, [subscribe, value, get, shown])
  useEffect(() => {
    const judge = (): void => {
      if (isStale(shown)) draw({ shown })
    }
    judge()
    return subscribe(judge)
  }, [subscribe, shown])
  return value
}

/** React lets changes of focus bubble, and calls `onChange` at every key, and with the click on a box. */
options.vnode = (node: VNode) => {
  const { type, props } = node as VNode<Props>
  if (typeof type !== 'string') return
  const rename = (name: string, own: string): void => {
    if (!props[name]) return
    props[own] = props[name]
    delete props[name]
  }
  rename('onFocus', 'onFocusin')
  rename('onBlur', 'onFocusout')
  if (type === 'textarea') rename('onChange', 'onInput')
  if (type === 'input')
    rename('onChange', /^(?:checkbox|radio)$/.test(String(props['type'])) ? 'onClick' : 'onInput')
}

options.event = (event: Event & { nativeEvent?: Event }) => {
  event.nativeEvent = event
  return event
}
