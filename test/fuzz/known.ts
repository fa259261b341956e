import fc from 'fast-check'

/** Stands in a request for something that an earlier answer named, put in when the request is made. */
export class Known {
  readonly kind: string
  readonly at: number
  constructor(kind: string, at: number) {
    this.kind = kind
    this.at = at
  }
}

/** @param kind the collection whose ids are meant (`topics`; `topics:failed`, where they can fail), `cursor:<path>`, `requestId`, `epoch` or `seq` */
export const known = (kind: string): fc.Arbitrary<unknown> => fc.nat(10_000).map((at) => new Known(kind, at))

/** `topics` of `/v3/topics/{id}/users`; a list that belongs to the app is one of its own. */
export const collectionOf = (path: string): string => {
  const [, , first = '', second = ''] = path.split('/')
  return first === 'app' && second !== '' ? second : first
}

/**
 * What the answers told so far, the youngest 200 of each kind, by who was told: the caller, its app, anybody. What is
 * recalled is mostly the caller's own, so that most requests find something, and others find what is not theirs.
 */
export const createMemory = () => {
  const kept = new Map<string, unknown[]>()
  const keep = (scopes: readonly string[], kind: string, value: unknown): void => {
    if (value === undefined) return
    for (const scope of ['', ...scopes]) {
      const list = kept.get(`${kind} ${scope}`) ?? []
      list.push(value)
      if (list.length > 200) list.shift()
      kept.set(`${kind} ${scope}`, list)
    }
  }
  const keepIds = (scopes: readonly string[], collection: string, value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) keepIds(scopes, collection, one)
    else if (typeof value === 'object' && value !== null) {
      if ('id' in value && typeof value.id === 'number') {
        keep(scopes, collection, value.id)
        if ('state' in value && value.state === 'failed') keep(scopes, `${collection}:failed`, value.id)
      }
      if ('data' in value && Array.isArray(value.data)) keepIds(scopes, collection, value.data)
    }
  }

  const recall = (scopes: readonly string[], { kind, at }: Known): unknown => {
    const own = at % 8 === 0 ? [] : scopes.toReversed()
    const list = [...own, '']
      .map((scope) => kept.get(`${kind} ${scope}`))
      .find((found) => found !== undefined)
    // The youngest are most likely still there.
    if (list) return at % 4 === 0 ? list[at % list.length] : list.at(-1 - (at % Math.min(8, list.length)))
    // Nobody has seen a second page yet.
    return kind.startsWith('cursor:') ? undefined : at + 1
  }

  const recollect = (scopes: readonly string[], value: unknown): unknown => {
    if (value instanceof Known) return recall(scopes, value)
    if (Array.isArray(value)) return value.map((one) => recollect(scopes, one))
    if (typeof value !== 'object' || value === null) return value
    const copy = {}
    // A key named __proto__ is a key like any other here.
    for (const [key, one] of Object.entries(value))
      Object.defineProperty(copy, key, {
        value: recollect(scopes, one),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    return copy
  }

  return {
    /** @param path of the operation, `/v3/topics/{id}` */
    learn(scopes: readonly string[], path: string, answer: object): void {
      keepIds(scopes, collectionOf(path), answer)
      for (const [kind, value] of Object.entries(answer)) {
        if (kind === 'nextCursor') keep(scopes, `cursor:${path}`, value ?? undefined)
        else if (['requestId', 'epoch', 'seq'].includes(kind)) keep(scopes, kind, value)
        // A list that is part of something.
        else if (typeof value === 'object' && value !== null && 'nextCursor' in value)
          keep(scopes, `cursor:${path}`, value.nextCursor ?? undefined)
      }
    },
    /** A copy of a value with everything known put in. */
    recollect,
  }
}

export type Memory = ReturnType<typeof createMemory>
