import { render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { Isolated } from './Isolated.js'

const isolatedIn = (text: string): (string | null)[] => {
  const { container } = render(<Isolated text={text} />)
  expect(container.textContent === text, 'every letter is there').toBe(true)
  return [...container.querySelectorAll('bdi[dir=ltr]')].map(({ textContent }) => textContent)
}

describe('Isolated', () => {
  it('keeps telephone numbers, codes, dates and addresses in right-to-left text in order', () => {
    expect(isolatedIn('اتصل على +1 (555) 010-2030.')).toEqual(['+1 (555) 010-2030'])
    expect(isolatedIn('علّقت مرتا على INB-214')).toEqual(['INB-214'])
    expect(isolatedIn('الفاتورة 2026-11-07 بمبلغ 1,284.00.')).toEqual(['2026-11-07', '1,284.00'])
    expect(isolatedIn('راجع https://example.com/a?b=1، اليوم')).toEqual(['https://example.com/a?b=1،'])
  })

  it('leaves left-to-right text in one piece', () => {
    expect(isolatedIn('Order 77 shipped, see www.example.com.')).toEqual([])
  })

  it('leaves out what overrides the direction, and keeps isolates that are closed', () => {
    const shown = (text: string) => render(<Isolated text={text} />).container.textContent
    expect(shown('invoice\u202efdp.exe\u202c')).toBe('invoicefdp.exe')
    expect(shown('\u2067a\u202db\u2069 and \u2069out')).toBe('ab and out')
    expect(shown('for \u2068Ann\u2069 and \u2068Bob')).toBe('for \u2068Ann\u2069 and Bob')
    expect(shown('\u200eשלום\u200f')).toBe('\u200eשלום\u200f')
  })

  it('is done with long text in no time', () => {
    const before = performance.now()
    expect(isolatedIn(`م ${'a'.repeat(50_000)}`)).toHaveLength(0)
    expect(isolatedIn(`م ${'1 '.repeat(20_000)}`)).toHaveLength(1)
    render(<Isolated text={'\u2066'.repeat(50_000)} />)
    expect(performance.now() - before).toBeLessThan(1000)
  })
})
