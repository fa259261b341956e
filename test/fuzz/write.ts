import { forged } from './bad-values.js'
import { type Headers, scopesOf } from './callers.js'
import type { Memory } from './known.js'
import { mutateBody } from './mutation.js'
import type { Planned } from './requests.js'

/** A request as it goes to the server. */
export interface Written {
  method: string
  url: string
  headers: Headers
  payload: string | undefined
}

const encoded = (value: unknown): string => {
  try {
    return encodeURIComponent(String(value))
  } catch {
    // Half of a surrogate pair cannot be in an address.
    return '%ED%A0%80'
  }
}

/** What `JSON.stringify` would not write is written by hand: `mutation.text` somewhere in the text. */
const brokenAt = (text: string, at: number, piece: string): string => {
  const place = at % (text.length + 1)
  return text.slice(0, place) + piece + text.slice(place + (at % 3))
}

/** Puts in what is known by now, then does to it what is to be done. */
export const write = (plan: Planned, memory: Memory): Written => {
  const { operation, mutation, headers } = plan
  const scopes = scopesOf(headers)
  const params = memory.recollect(scopes, plan.params) as Record<string, unknown>
  const query = memory.recollect(scopes, plan.query) as Record<string, unknown>
  let body = structuredClone(memory.recollect(scopes, plan.body))

  const path = new Map(Object.entries(params).map(([name, value]) => [name, encoded(value)]))
  const search = new Map(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, encoded(value)]),
  )
  const pickFrom = (names: Iterable<string>): string | undefined => {
    const list = [...names]
    return list[(mutation?.at ?? 0) % Math.max(1, list.length)]
  }
  if (mutation?.kind === 'path') path.set(pickFrom(path.keys()) ?? 'none', mutation.text)
  else if (mutation?.kind === 'query')
    search.set(
      pickFrom([...search.keys(), ...operation.parameters.map(({ name }) => name)]) ?? 'x',
      mutation.text,
    )
  else if (mutation?.kind === 'cursor') {
    const value = memory.recollect(scopes, mutation.value)
    search.set('cursor', encoded(forged(String(query['cursor'] ?? ''), value, mutation.at)))
  } else if (mutation?.kind === 'drop') body = mutateBody(body, mutation)
  else if (mutation?.kind === 'replace' || mutation?.kind === 'add')
    body = mutateBody(body, { ...mutation, value: structuredClone(memory.recollect(scopes, mutation.value)) })

  const text = body === undefined ? undefined : JSON.stringify(body)
  const payload = mutation?.kind === 'raw' ? brokenAt(text ?? '', mutation.at, mutation.text) : text
  const url = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => path.get(name) ?? '')
  const queryText = [...search].map(([name, value]) => `${name}=${value}`).join('&')
  return {
    method: operation.method,
    url: queryText === '' ? url : `${url}?${queryText}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  }
}
