import { describe, expect, it } from 'vitest'
import { initialsOf, tintOf } from './initials.js'

describe('initialsOf', () => {
  it('takes the first and the last word', () => {
    expect(initialsOf('Marta Nowak')).toBe('MN')
    expect(initialsOf('ana maria de la cruz')).toBe('AC')
  })

  it('takes one letter of one word, and passes over what has none', () => {
    expect(initialsOf('Deploys')).toBe('D')
    expect(initialsOf('(Ops) !')).toBe('O')
    expect(initialsOf('  ')).toBe('')
  })

  it('reads other scripts', () => {
    expect(initialsOf('عمر حداد')).toBe('عح')
    expect(initialsOf('田中 愛子')).toBe('田愛')
  })
})

describe('tintOf', () => {
  it('is one of six, always the same for the same name', () => {
    const names = Array.from({ length: 200 }, (_, at) => `user ${at}`)
    expect(new Set(names.map(tintOf))).toEqual(new Set([1, 2, 3, 4, 5, 6]))
    expect(tintOf('Marta Nowak')).toBe(tintOf('Marta Nowak'))
  })
})
