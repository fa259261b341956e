import fc from 'fast-check'
import { badText, badValue } from './bad-values.js'
import { Known } from './known.js'

/** One thing done to a request that would have been good. */
export type Mutation =
  | { kind: 'replace' | 'add'; at: number; value: unknown }
  | { kind: 'drop'; at: number }
  | { kind: 'path' | 'query'; at: number; text: string }
  | { kind: 'raw'; at: number; text: string }
  | { kind: 'cursor'; at: number; value: unknown }

const at = fc.nat(1000)

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('replace' as const), at, value: badValue }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), at, value: badValue }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), at }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('path' as const), at, text: badText }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('query' as const), at, text: badText }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cursor' as const), at, value: badValue }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('raw' as const),
      at,
      text: fc.constantFrom(
        '',
        ' ',
        '{',
        '}',
        ',',
        '"',
        '1e999',
        '\0',
        '\ud83d',
        '/**/',
        'NaN',
        '\u2028',
        '[[[[',
      ),
    }),
  },
)

interface Place {
  of: Record<string, unknown> | unknown[]
  key: string
}

const placesIn = (value: unknown, found: Place[] = []): Place[] => {
  if (typeof value !== 'object' || value === null || value instanceof Known) return found
  for (const [key, one] of Object.entries(value)) {
    found.push({ of: value as Record<string, unknown>, key })
    placesIn(one, found)
  }
  return found
}

/** The body with its one place changed. The whole of it counts as a place, too. */
export const mutateBody = (
  body: unknown,
  { kind, at: index, ...rest }: Extract<Mutation, { kind: 'replace' | 'add' | 'drop' }>,
): unknown => {
  const value = 'value' in rest ? rest.value : undefined
  const places = placesIn(body)
  const place = places[index % (places.length + 1)]
  if (!place) return kind === 'drop' ? undefined : kind === 'add' ? [body, value] : value
  const key =
    kind === 'add' ? ['extra', '__proto__', 'identifier', 'a\0b', 'constructor'][index % 5] : place.key
  if (kind === 'drop') Reflect.deleteProperty(place.of, place.key)
  else
    Object.defineProperty(place.of, key ?? 'extra', {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return body
}
