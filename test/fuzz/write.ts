import { type Headers, scopesOf } from './callers.js'
import { Known, type Memory } from './known.js'
import { forge, type Mutation, mutateBody } from './mutation.js'
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
  let body = memory.recollect(scopes, plan.body)
  /** With everything known put in, and of its own: it becomes part of what is sent. */
  const fresh = <Change extends Mutation>(change: Change): Change =>
    memory.recollect(scopes, change) as Change

  const path = new Map(Object.entries(params).map(([name, value]) => [name, encoded(value)]))
  const search = new Map(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, encoded(value)]),
  )
  const anyCursor = (): unknown =>
    memory.recollect(scopes, new Known(`cursor:${operation.path}`, mutation?.at ?? 0))
  const pickFrom = (names: Iterable<string>): string | undefined => {
    const list = [...names]
    return list[(mutation?.at ?? 0) % Math.max(1, list.length)]
  }
  switch (mutation?.kind) {
    case 'path':
      path.set(pickFrom(path.keys()) ?? 'none', mutation.text)
      break
    case 'query':
      search.set(
        pickFrom([...search.keys(), ...operation.parameters.map(({ name }) => name)]) ?? 'x',
        mutation.text,
      )
      break
    case 'cursor':
      search.set('cursor', encoded(forge(query['cursor'] ?? anyCursor(), fresh(mutation.change))))
      break
    case 'replace':
    case 'add':
    case 'drop':
      body = mutateBody(body, fresh(mutation))
      break
    default:
  }

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
