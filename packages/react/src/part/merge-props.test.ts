import { describe, expect, it, vi } from 'vitest'
import { mergeProps } from './merge-props.js'

describe('mergeProps', () => {
  it('adds class names up, merges styles and replaces the rest', () => {
    const own = { className: 'a', style: { color: 'red', top: 0 }, id: 'own', title: 'kept' }
    const merged = mergeProps(own, { className: 'b', style: { top: 1 }, id: 'host', title: undefined })
    expect(merged).toEqual({ className: 'a b', style: { color: 'red', top: 1 }, id: 'host', title: 'kept' })
  })

  it('runs the host’s handler first, then ours', () => {
    const order: string[] = []
    const { onClick } = mergeProps(
      { onClick: () => order.push('own') },
      { onClick: () => order.push('host') },
    ) as { onClick: (event: object) => void }
    onClick({ defaultPrevented: false })
    expect(order).toEqual(['host', 'own'])
  })

  it('leaves ours out when the host prevented it', () => {
    const own = vi.fn()
    const { onClick } = mergeProps(
      { onClick: own },
      { onClick: (event: { defaultPrevented: boolean }) => (event.defaultPrevented = true) },
    ) as { onClick: (event: object) => void }
    onClick({ defaultPrevented: false })
    expect(own).not.toHaveBeenCalled()
  })
})
