export type Props = Record<string, unknown>
type Handler = (...args: unknown[]) => void

/** The host's handler runs first; ours stays away when it called `preventDefault()`. */
const chain =
  (host: Handler, own: Handler): Handler =>
  (...args) => {
    host(...args)
    const [event] = args as [{ defaultPrevented?: boolean } | undefined]
    if (!event?.defaultPrevented) own(...args)
  }

/** Lays the host's props over a part's own: class names add up, styles merge, handlers chain, the rest is replaced. */
export function mergeProps(own: Props, host: Props): Props {
  const merged: Props = { ...own }
  for (const [key, value] of Object.entries(host)) {
    const mine = own[key]
    if (value === undefined) continue
    if (key === 'className') merged[key] = [mine, value].filter(Boolean).join(' ')
    else if (key === 'style') merged[key] = { ...(mine as object | undefined), ...(value as object) }
    else if (/^on[A-Z]/.test(key) && typeof mine === 'function' && typeof value === 'function')
      merged[key] = chain(value as Handler, mine as Handler)
    else merged[key] = value
  }
  return merged
}
