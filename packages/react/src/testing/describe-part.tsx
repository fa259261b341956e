import { render } from '@testing-library/react'
import { createElement, createRef, type ElementType, type ReactElement, type ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'

interface Conformance {
  /** The part with what it needs to be drawn. */
  part: ReactElement<Record<string, unknown>>
  /** What it has to be in. */
  within: (part: ReactNode) => ReactNode
  tag: string
  className: string
  /** Its state attributes as drawn here, and their values. */
  data?: Record<string, string>
}

/** What every part promises: one element, its ref, its props, another element by `render`, its state in `data-`. */
export function describePart(name: string, { part, within, tag, className, data = {} }: Conformance): void {
  const Part = part.type as ElementType
  const draw = (extra: Record<string, unknown> = {}) => {
    const ref = createRef<HTMLElement>()
    render(within(createElement(Part, { ...part.props, key: 'part', ref, ...extra })))
    const element = ref.current
    if (!element) throw new Error(`${name} gave no element to its ref`)
    return element
  }

  describe(name, () => {
    it('draws its element with its class and forwards its ref', () => {
      const element = draw()
      expect(element.tagName.toLowerCase()).toBe(tag)
      expect(element.classList).toContain(className)
    })

    it('forwards props and adds class names up', () => {
      const element = draw({ id: 'mine', title: 'hello', className: 'extra', 'data-mine': 'yes' })
      expect(element).toHaveAttribute('id', 'mine')
      expect(element).toHaveAttribute('title', 'hello')
      expect(element).toHaveAttribute('data-mine', 'yes')
      expect(element.classList).toContain(className)
      expect(element.classList).toContain('extra')
    })

    it('shows its state in data attributes', () => {
      const element = draw()
      for (const [key, value] of Object.entries(data)) expect(element).toHaveAttribute(`data-${key}`, value)
    })

    it('draws the element given as render, with its own props and both refs', () => {
      const theirs = createRef<HTMLElement>()
      const element = draw({ render: <i ref={theirs} className="theirs" data-theirs="" /> })
      expect(element.tagName).toBe('I')
      expect(theirs.current).toBe(element)
      expect(element).toHaveAttribute('data-theirs')
      expect([...element.classList]).toEqual(expect.arrayContaining([className, 'theirs']))
    })

    it('hands props and state to a render function', () => {
      const draws = vi.fn((props: object) => <b {...props} />)
      const element = draw({ render: draws })
      expect(element.tagName).toBe('B')
      expect(element.classList).toContain(className)
      for (const [key, value] of Object.entries(data)) expect(element).toHaveAttribute(`data-${key}`, value)
    })

    it('runs the host’s handler before its own', () => {
      const onClick = vi.fn((event: Event) => event.preventDefault())
      const element = draw({ onClick })
      element.click()
      expect(onClick).toHaveBeenCalledOnce()
    })
  })
}
