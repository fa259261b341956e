import fc from 'fast-check'
import { badText, badValue, nextOfKin } from './bad-values.js'

/** Puts another value in a place: its next of kin, or where `kin` is `null` any other. */
interface Replacing {
  kind: 'replace'
  at: number
  value: unknown
  kin: number | null
}

/** One thing done to a request that would have been good. */
export type Mutation =
  | Replacing
  | { kind: 'add'; at: number; value: unknown }
  | { kind: 'drop'; at: number }
  | { kind: 'path' | 'query' | 'raw'; at: number; text: string }
  /** A cursor is a letter to ourselves: it is opened, changed, and closed again. */
  | { kind: 'cursor'; at: number; change: Replacing }

const at = fc.nat(1000)
const kind = <Kind extends Mutation['kind']>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name)

const replacing: fc.Arbitrary<Replacing> = fc.record({
  kind: kind('replace'),
  at,
  value: badValue,
  kin: fc.option(fc.nat(1000), { freq: 3 }),
})
const broken = fc.constantFrom(
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
)

/** @param hasCursor whether the request may carry one */
export const mutation = (hasCursor: boolean): fc.Arbitrary<Mutation> =>
  fc.oneof(
    { weight: 8, arbitrary: replacing },
    { weight: 2, arbitrary: fc.record({ kind: kind('add'), at, value: badValue }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('drop'), at }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('path'), at, text: badText }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('query'), at, text: badText }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('raw'), at, text: broken }) },
    { weight: hasCursor ? 15 : 0, arbitrary: fc.record({ kind: kind('cursor'), at, change: replacing }) },
  )

interface Place {
  of: object
  key: string
}

const placesIn = (value: unknown, found: Place[] = []): Place[] => {
  if (typeof value !== 'object' || value === null) return found
  for (const [key, one] of Object.entries(value)) {
    found.push({ of: value, key })
    placesIn(one, found)
  }
  return found
}

const put = ({ of, key }: Place, value: unknown): void => {
  Object.defineProperty(of, key, { value, enumerable: true, configurable: true, writable: true })
}

const added = ['extra', '__proto__', 'identifier', 'a\0b', 'constructor']

/** A body with one place of it changed; the whole of it is a place, too. */
export const mutateBody = (
  body: unknown,
  change: Extract<Mutation, { kind: 'replace' | 'add' | 'drop' }>,
): unknown => {
  const places = placesIn(body)
  const place = places[change.at % (places.length + 1)]
  if (change.kind === 'drop') {
    if (!place) return undefined
    Reflect.deleteProperty(place.of, place.key)
  } else if (change.kind === 'add') {
    if (!place) return [body, change.value]
    put({ of: place.of, key: added[change.at % added.length] ?? 'extra' }, change.value)
  } else {
    const instead = (good: unknown): unknown =>
      change.kin === null ? change.value : nextOfKin(good, change.kin)
    if (!place) return instead(body)
    put(place, instead(Reflect.get(place.of, place.key)))
  }
  return body
}

/** A cursor with one place in it changed; one that cannot be opened becomes something else altogether. */
export const forge = (cursor: unknown, change: Replacing): unknown => {
  try {
    const opened: unknown = JSON.parse(Buffer.from(String(cursor), 'base64url').toString())
    if (typeof opened === 'object' && opened !== null)
      return Buffer.from(JSON.stringify(mutateBody(opened, change))).toString('base64url')
  } catch {
    // It is a number, or there is none yet.
  }
  return change.kin === null ? change.value : nextOfKin(Number(cursor ?? 1), change.kin)
}
