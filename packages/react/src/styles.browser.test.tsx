import { afterEach, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { InboxProps } from './inbox/Inbox.js'
import { aNotification } from './testing/builders.js'
import { drawInbox, the, until } from './testing/draw-browser.js'
import { emulate } from './testing/emulate.js'
import { fakeInbox } from './testing/fake-inbox.js'

/** What hosts and their resets set on bare elements, and worse. */
const hostile = `
  * { margin: 0; padding: 0 } *, ::before, ::after { box-sizing: border-box; border: 0 solid }
  html { font-size: 62.5% } body { line-height: 2.4; letter-spacing: 1px; text-align: center }
  button { background: tomato; text-transform: uppercase; border: 3px solid blue; border-radius: 0; padding: 20px;
    min-height: 60px; width: 100%; line-height: 3; letter-spacing: 2px; font: 900 30px serif; color: lime }
  h2 { font: 900 40px serif; color: red; margin: 1em 0; letter-spacing: 2px } a { color: red; font-weight: 900 }
  img, svg { display: inline; vertical-align: middle; max-width: 100%; height: auto } p { margin: 2em 0; line-height: 3 }
  section, article, dialog { padding: 30px; border: 2px solid green } time { font-weight: 900 }`

const sheet = document.createElement('style')
afterEach(() => sheet.remove())

async function draw(css: string, props: InboxProps = {}) {
  sheet.textContent = css
  // Before ours, as a page's own stylesheet would be.
  document.head.prepend(sheet)
  drawInbox(
    { defaultOpen: true, ...props },
    { inbox: fakeInbox([aNotification({ id: 2, url: '/a' }), aNotification({ id: 1, message: null })]) },
  )
  await until(() => the('.inbox-list'))
  for (const animation of document.getAnimations()) animation.finish()
}
const box = (selector: string) => {
  const { width, height } = the(selector).getBoundingClientRect()
  return [width, height].map(Math.round)
}
const type = (selector: string) => {
  const { fontSize, lineHeight, fontWeight } = getComputedStyle(the(selector))
  return (
    [fontSize, lineHeight].map((length) => Math.round(Number.parseFloat(length))).join('/') + `/${fontWeight}`
  )
}

describe.each([
  ['a plain page', ''],
  ['a page that styles bare elements', hostile],
])('on %s', (_, css) => {
  // Under `html { font-size: 62.5% }` the root is 13 px instead of 14, and everything goes with it.
  const scale = css ? 13 / 14 : 1
  const px = (...lengths: number[]) => lengths.map((length) => Math.round(length * scale))

  it('has the measures of the look', async () => {
    await draw(css)
    // What a row can do comes with the first pointer over the list.
    await userEvent.hover(the('.inbox-title'))
    await userEvent.hover(the('[data-row="1"]'))
    await until(() => the('.inbox-actions .inbox-icon-button'))
    expect(box('.inbox-bell')).toEqual(px(36, 36))
    expect(box('.inbox-bell-icon')).toEqual(px(20, 20))
    expect(box('.inbox-panel')[0]).toEqual(px(400)[0])
    expect(box('.inbox-header')[1]).toEqual(px(48)[0])
    expect(box('.inbox-tabs')[1]).toEqual(px(44)[0])
    expect(box('.inbox-tab')[1]).toEqual(px(28)[0])
    expect(box('.inbox-day')[1]).toEqual(px(28)[0])
    expect(box('.inbox-avatar')).toEqual(px(32, 32))
    expect(box('.inbox-dot')).toEqual(px(6, 6))
    expect(box('.inbox-actions .inbox-icon-button')).toEqual(px(28, 28))
    expect(box('[data-row="2"]')[1]).toBeCloseTo(62 * scale, 0)
    expect(box('[data-row="1"]')[1]).toBeCloseTo(56 * scale, 0)
    expect(getComputedStyle(the('.inbox-badge')).height).toBe('16px')
  })

  it('has titles and heads share one start edge', async () => {
    await draw(css)
    const start = (selector: string) => {
      const range = document.createRange()
      range.selectNodeContents(the(selector))
      return Math.round(range.getBoundingClientRect().left)
    }
    const edge = start('.inbox-title')
    expect([start('.inbox-tab'), start('.inbox-day')]).toEqual([edge, edge])
    expect(Math.round(the('.inbox-avatar').getBoundingClientRect().left)).toBe(edge)
    const titles = [...document.querySelectorAll('.inbox-open, .inbox-message')]
    const lefts = titles.map((title) => Math.round(title.getBoundingClientRect().left))
    expect(new Set(lefts).size).toBe(1)
  })
})

describe('type', () => {
  it('is set as the look says', async () => {
    await draw('')
    expect(type('.inbox-title')).toBe('15/20/600')
    expect(type('[data-row="2"] .inbox-open')).toBe('14/20/600')
    expect(type('.inbox-message')).toBe('13/18/400')
    expect(type('.inbox-tab')).toBe('13/20/500')
    expect(type('.inbox-time')).toBe('12/16/400')
    expect(type('.inbox-day')).toBe('12/16/500')
    expect(type('.inbox-badge')).toBe('11/16/600')
  })
})

describe('a preset', () => {
  const looks = () => {
    const { fontSize } = getComputedStyle(the('.inbox-root'))
    const { borderTopLeftRadius: radius } = getComputedStyle(the('.inbox-panel'))
    return [fontSize, box('.inbox-avatar')[0], radius]
  }
  const stuckEdge = () => {
    the('.inbox-day').dataset['stuck'] = ''
    return getComputedStyle(the('.inbox-day')).boxShadow
  }

  it.each<[InboxProps, unknown[]]>([
    [{}, ['14px', 32, '12px']],
    [{ preset: 'soft' }, ['15px', 36, '16px']],
    [{ preset: 'soft', density: 'compact' }, ['15px', 26, '16px']],
    [{ preset: 'dense' }, ['13px', 22, '6px']],
    [{ preset: 'dense', density: 'comfortable' }, ['13px', 30, '6px']],
  ])('%o has its measures', async (props, measures) => {
    await draw('', props)
    expect(looks()).toEqual(measures)
  })

  it('leaves the last word to the page’s own variables', async () => {
    await draw(':root { --inbox-accent: rgb(1, 2, 3); --inbox-radius: 20px }', { preset: 'soft' })
    expect(getComputedStyle(the('.inbox-dot')).backgroundColor).toBe('rgb(1, 2, 3)')
    expect(looks()[2]).toBe('20px')
  })

  it('has hairlines, but for the soft one', async () => {
    await draw('')
    expect(stuckEdge()).toContain('rgb(228, 228, 231)')
  })

  it('has no hairlines when it is soft', async () => {
    await draw('', { preset: 'soft' })
    expect(stuckEdge()).toContain('rgba(0, 0, 0, 0)')
  })
})

describe('a theme', () => {
  const surface = () => getComputedStyle(the('.inbox-panel')).backgroundColor
  const [light, dark] = ['rgb(255, 255, 255)', 'rgb(24, 24, 27)']

  it('is the inherited color-scheme', async () => {
    document.documentElement.style.colorScheme = 'dark'
    await draw('')
    expect(surface()).toBe(dark)
  })

  it('is dark below .dark and [data-theme=dark], unless told otherwise', async () => {
    await draw('')
    expect(surface()).toBe(light)
    document.body.classList.add('dark')
    expect(surface()).toBe(dark)
    document.body.classList.remove('dark')
    document.body.dataset['theme'] = 'dark'
    expect(surface()).toBe(dark)
    delete document.body.dataset['theme']
  })

  it('is what the prop says, whatever the page is', async () => {
    document.body.classList.add('dark')
    await draw('', { theme: 'light' })
    expect(surface()).toBe(light)
    document.body.classList.remove('dark')
  })

  it('takes a variable from anywhere above', async () => {
    await draw(':root { --inbox-surface: rgb(1, 2, 3) }')
    expect(surface()).toBe('rgb(1, 2, 3)')
  })
})

describe('a user who wants more contrast', () => {
  const colourOf = (selector: string) => getComputedStyle(the(selector)).color
  const said = (name: string) => getComputedStyle(the('.inbox-root')).getPropertyValue(name)
  afterEach(() => emulate())

  it.each(['light', 'dark'] as const)('has every text and line a step stronger (%s)', async (theme) => {
    await draw('', { theme })
    const [text, text2] = [colourOf('.inbox-title'), colourOf('.inbox-message')]
    const control = said('--ibx-control')
    expect(said('--ibx-line')).not.toBe(control)
    await emulate({ 'prefers-contrast': 'more' })
    expect([colourOf('.inbox-title'), colourOf('.inbox-message')]).toEqual([text, text])
    expect(colourOf('.inbox-day')).toBe(text2)
    expect([said('--ibx-line'), said('--ibx-hairline')]).toEqual([control, control])
  })

  it('keeps the colours that the page chose', async () => {
    await emulate({ 'prefers-contrast': 'more' })
    await draw(':root { --inbox-text-2: rgb(1 2 3) }')
    expect(colourOf('.inbox-message')).toBe('rgb(1, 2, 3)')
  })
})

describe('the bell', () => {
  it('never changes its size with its count', async () => {
    await draw('')
    const before = box('.inbox-root')
    the('.inbox-badge').textContent = '99+'
    expect(box('.inbox-root')).toEqual(before)
  })
})
