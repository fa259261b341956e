import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { integerText, optional, pageLimit, pageQuery } from './query.js'

const inReference = (schema: z.ZodType) =>
  z.toJSONSchema(z.object({ value: schema }), { io: 'input' }) as { properties: object; required?: string[] }

describe('integers in a query', () => {
  it('are integers with bounds in the reference', () => {
    expect(inReference(integerText(1, 100)).properties).toEqual({
      value: { type: 'integer', minimum: 1, maximum: 100 },
    })
  })

  it('are integers with bounds when they may be left out', () => {
    const { properties, required } = inReference(optional(integerText(0, 9)))
    expect(properties).toEqual({ value: { type: 'integer', minimum: 0, maximum: 9 } })
    expect(required).toBeUndefined()
  })

  it('are 20 where a list is not told how long', () => {
    expect(z.object({ limit: pageLimit }).parse({})).toEqual({ limit: 20 })
    expect(z.object({ limit: pageLimit }).parse({ limit: '' })).toEqual({ limit: 20 })
    expect(z.object({ limit: pageLimit }).parse({ limit: '100' })).toEqual({ limit: 100 })
    expect(inReference(pageLimit).properties).toMatchObject({
      value: { type: 'integer', minimum: 1, maximum: 100 },
    })
    expect(inReference(pageLimit).required).toBeUndefined()
  })

  it.each(['0', '101', '1.5', '-1', '1e1', ' 1', '0x1', 'abc', '99999999999999999'])('are not %s', (text) => {
    const issue = z.object({ value: integerText(1, 100) }).safeParse({ value: text }).error?.issues[0]
    expect(issue?.message).toBe('must be an integer from 1 to 100')
  })
})

describe('a page of a list', () => {
  it('begins at the start, or after a cursor of the list', () => {
    expect(pageQuery(1).parse({})).toEqual({ limit: 20 })
    expect(pageQuery(1).parse({ cursor: '' })).toEqual({ limit: 20 })
    expect(pageQuery(1).parse({ cursor: '1', limit: '2' })).toEqual({ cursor: 1, limit: 2 })
  })

  it('takes no cursor below the first', () => {
    expect(pageQuery(0).safeParse({ cursor: '0' }).success).toBe(true)
    const { error } = pageQuery(1).safeParse({ cursor: '0' })
    expect(error?.issues[0]?.message).toMatch(/^must be an integer from 1 to /)
  })
})
