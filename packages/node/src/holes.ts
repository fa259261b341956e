/**
 * A value that is not there yet: in a text, `${data.orderId}` is the template's `{{data.orderId}}`; in a rule, such as
 * a branch's `when`, it is `{ var: 'data.orderId' }`.
 */
export interface Hole {
  toString(): string
}

/** Anything at any depth, where nobody has said what there is. */
export type AnyHole = Hole & { readonly [key: string]: AnyHole }

type Scalar = string | number | boolean | bigint | null | undefined

/** The holes that stand for a value and its parts. */
export type Holes<Value> = unknown extends Value
  ? AnyHole
  : Value extends Scalar
    ? Hole
    : Value extends readonly (infer Item)[]
      ? Hole & { readonly [place: number]: Holes<Item> }
      : Hole & { readonly [Key in keyof Value]-?: Holes<NonNullable<Value[Key]>> }

/** What the texts and rules of a workflow can name. */
export interface TemplateValues<Data> {
  /** What the trigger carries. */
  data: Holes<Data>
  /** Whoever it is for: the identifier, and the attributes of the profile. */
  recipient: KnownPerson
  /** Whoever caused it. */
  actor: KnownPerson
  tenant: KnownTenant
  /** After a `batch` step: the data of all that were collected, and how many there were. */
  batch: Holes<{ items: Data[]; total: number }>
  /** What earlier steps found out, by their `id` or `saveAs`. */
  steps: AnyHole
  /** Where the recipient sees and changes what they get; in texts of all channels but the inbox. */
  preferencesUrl: Hole
  /** Where the recipient turns e-mail of this kind off with one click. */
  unsubscribeUrl: Hole
  /** In the rule of a `waitFor` step: what happened. */
  event: AnyHole
}

type KnownPerson = AnyHole & Readonly<Record<'identifier' | 'email' | 'phoneNumber' | 'firstName', Hole>>
type KnownTenant = AnyHole & Readonly<Record<'identifier' | 'name', Hole>>

const paths = new WeakMap<object, readonly string[]>()

const holeAt = (path: readonly string[]): AnyHole => {
  const toString = (): string => textOf(path)
  const hole = new Proxy(Object.create(null) as AnyHole, {
    get: (_, key) => {
      if (key === Symbol.toPrimitive || key === 'toString' || key === 'toJSON') return toString
      return typeof key === 'symbol' ? undefined : holeAt([...path, key])
    },
    has: () => false,
  })
  paths.set(hole, path)
  return hole
}

/** Holes for everything that templates see. */
export const templateValues = <Data>(): TemplateValues<Data> => holeAt([]) as unknown as TemplateValues<Data>

/** Words that Handlebars would not take for a name, though they look like one. */
const reserved: ReadonlySet<string> = new Set(['this', 'true', 'false', 'null', 'undefined'])

const segmentOf = (key: string): string => {
  if (/^[A-Za-z_$][\w$]*$/.test(key) && !reserved.has(key)) return key
  if (key.includes(']')) throw new TypeError(`A template cannot name the key ${JSON.stringify(key)}`)
  return `[${key}]`
}

const textOf = (path: readonly string[]): string => `{{${path.map(segmentOf).join('.')}}}`

const ruleOf = (path: readonly string[]): { var: string } => {
  const dotted = path.find((key) => key.includes('.'))
  if (dotted !== undefined) throw new TypeError(`A rule cannot name the key ${JSON.stringify(dotted)}`)
  return { var: path.join('.') }
}

/** Where a step holds a rule. */
const ruleKeys: ReadonlySet<string> = new Set(['when', 'match'])

/** A copy with every hole filled in: with the variable in rules, with the text of a template elsewhere. */
export const filledIn = <Value>(value: Value, isRule: boolean = false): Value => fill(value, isRule) as Value

const fill = (value: unknown, isRule: boolean): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const path = paths.get(value)
  if (path) return isRule ? ruleOf(path) : textOf(path)
  if (Array.isArray(value)) return value.map((one) => fill(one, isRule))
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, fill(one, isRule || ruleKeys.has(key))]),
  )
}
