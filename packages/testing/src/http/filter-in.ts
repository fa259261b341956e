import type { Filter } from '@inboxkit/protocol'
import { anObject, aString, type Fields, oneOf, textIn } from './checks.js'
import { refuse } from './exchange.js'

const states = ['unread', 'read', 'archived', 'snoozed'] as const
const mostValues = 5

const dataIn = (value: unknown, field: string): NonNullable<Filter['data']> => {
  const data = anObject(value, field)
  const values = Object.entries(data)
  if (values.length < 1 || values.length > mostValues)
    return refuse(field, `must have 1 to ${mostValues} values`)
  for (const [key, one] of values)
    if (!['string', 'number', 'boolean'].includes(typeof one))
      return refuse(`${field}.${key}`, 'must be a string, a number or a boolean')
  return data as NonNullable<Filter['data']>
}

/** A filter in a body. @throws Problem `invalid_request` */
export const toFilter = (value: unknown, field: string): Filter => {
  const { state, category, tag, tenant, data, ...rest }: Fields = anObject(value, field)
  const unknown = Object.keys(rest)
  if (unknown.length > 0) return refuse(field, `must not have ${unknown.join(', ')}`)
  return {
    ...(state !== undefined && { state: oneOf(state, `${field}.state`, states) }),
    ...(category !== undefined && { category: aString(category, `${field}.category`) }),
    ...(tag !== undefined && { tag: aString(tag, `${field}.tag`, 64) }),
    ...(tenant !== undefined && { tenant: aString(tenant, `${field}.tenant`) }),
    ...(data !== undefined && { data: dataIn(data, `${field}.data`) }),
  }
}

const parse = (text: string, field: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return refuse(field, 'must be JSON')
  }
}

/** A filter in a query, where its state is called `filter` and its data is JSON. @throws Problem `invalid_request` */
export const filterIn = (query: URLSearchParams): Filter => {
  const of = (name: string): string | undefined => textIn(query, name)
  const [state, category, tag, tenant, data] = [
    of('filter'),
    of('category'),
    of('tag'),
    of('tenant'),
    of('data'),
  ]
  return {
    ...(state !== undefined && { state: oneOf(state, 'filter', states) }),
    ...(category !== undefined && { category: aString(category, 'category') }),
    ...(tag !== undefined && { tag: aString(tag, 'tag', 64) }),
    ...(tenant !== undefined && { tenant: aString(tenant, 'tenant') }),
    ...(data !== undefined && { data: dataIn(parse(data, 'data'), 'data') }),
  }
}

/** @throws Problem `invalid_request` */
export const filtersIn = (query: URLSearchParams, most: number): Filter[] | undefined => {
  const text = textIn(query, 'filters')
  if (text === undefined) return undefined
  const filters = parse(text, 'filters')
  if (!Array.isArray(filters)) return refuse('filters', 'must be an array')
  if (filters.length > most) return refuse('filters', `must have at most ${most} entries`)
  return filters.map((one, at) => toFilter(one, `filters[${at}]`))
}
