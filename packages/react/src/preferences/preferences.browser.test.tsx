import type { ChannelId } from '@inboxkit/core'
import { problem } from '@inboxkit/protocol'
import { render } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { emulate } from '../testing/emulate.js'
import { aCategory, aPage, fakeSource } from '../testing/fake-preferences.js'
import { serve } from '../testing/serve.js'
import { PreferenceCenter, type PreferenceCenterProps } from './PreferenceCenter.js'

const { keyboard } = userEvent
const name = () => focused()?.getAttribute('aria-label') ?? focused()?.textContent
const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]

const usual: ChannelId[] = ['inApp', 'webPush', 'email', 'sms']
const night = [{ from: '22:00', to: '07:00' }]

/** Everything that there can be. */
const everything = (on: readonly ChannelId[] = usual) =>
  aPage({
    channels: on.map((channel) => ({ channel, enabled: true, isChosen: false })),
    categories: [
      aCategory('Orders', {}, on),
      aCategory(
        'Security',
        { isRequired: true, description: 'Sign-ins, passwords and what else is yours.' },
        on,
      ),
      aCategory('News', {
        channels: on.map((channel) => ({ channel, enabled: false, isChosen: true })),
      }),
    ],
    digests: [
      {
        workflow: 'a',
        name: 'Comments',
        categoryId: null,
        choices: ['0s', '4h'],
        choice: '0s',
        isChosen: false,
      },
    ],
    quietHours: {
      enabled: true,
      timeZone: 'America/Argentina/ComodRivadavia',
      schedule: { mon: night, tue: night, sun: [{ from: '12:00', to: '14:00' }] },
    },
  })

async function draw(width: number, on?: readonly ChannelId[], props: PreferenceCenterProps = {}) {
  await page.viewport(width, 700)
  const source = fakeSource(everything(on))
  render(
    <div style={{ fontFamily: 'Liberation Sans', blockSize: props.layout === 'panel' ? 400 : undefined }}>
      <PreferenceCenter source={source} {...props} />
    </div>,
  )
  await until(() => expect(all('select')).toHaveLength(2))
  return source
}
/** Where it ends, in tenths of a pixel. */
const end = (element: Element) => Math.round(element.getBoundingClientRect().right * 10)

describe('the matrix', () => {
  it.each([320, 400])('is cards with labelled switches in %i pixels', async (width) => {
    await draw(width)
    const [label] = all('[data-category="orders"] .inbox-field-row')
    expect(label?.textContent).toBe('Inbox')
    expect(the('.inbox-channel').getBoundingClientRect().width).toBeGreaterThan(20)
    expect(getComputedStyle(the('.inbox-heads')).display).toBe('none')
    const words = the('[data-category="orders"] .inbox-preference-words').getBoundingClientRect()
    expect(label?.getBoundingClientRect().top).toBeGreaterThanOrEqual(words.bottom)
  })

  it.each([480, 720, 1000])('is a column for each channel in %i pixels', async (width) => {
    await draw(width)
    const heads = all('.inbox-heads .inbox-column')
    expect(heads.map(({ textContent }) => textContent)).toEqual(['Inbox', 'Browser', 'Email', 'SMS'])
    for (const line of all('.inbox-categories > .inbox-preference')) {
      const switches = [...line.querySelectorAll('.inbox-switch')]
      expect(switches.map(end)).toEqual(heads.map(end))
    }
    // What is set in other lines ends there, too.
    const ends = [heads.at(-1), ...all('select, .inbox-section .inbox-switch')].map((one) =>
      end(one as Element),
    )
    expect(new Set(ends).size).toBe(1)
    expect(getComputedStyle(the('.inbox-channel')).display).toBe('none')
    expect(the('[data-category="orders"]').getBoundingClientRect().height).toBe(56)
  })

  it.each(['en', 'de', 'fr', 'es', 'ar', 'ja'])(
    'breaks no word of its head, and none lies on another (%s)',
    async (locale) => {
      await draw(480, usual, { locale })
      const heads = all('.inbox-heads .inbox-column')
      const words = heads.map((head) => {
        const range = document.createRange()
        range.selectNodeContents(head)
        return range
      })
      const boxes = words.map((range) => range.getBoundingClientRect()).sort((a, b) => a.left - b.left)
      for (const [at, box] of boxes.entries()) expect(box.left).toBeGreaterThan(boxes[at - 1]?.right ?? 0)
      for (const [at, range] of words.entries())
        expect(range.getClientRects().length).toBeLessThanOrEqual(
          heads[at]?.textContent?.split(' ').length ?? 0,
        )
      const head = the('.inbox-heads').getBoundingClientRect()
      for (const box of boxes) expect([box.top >= head.top, box.bottom <= head.bottom]).toEqual([true, true])
    },
  )

  it.each(['en', 'de'])(
    'has two switches side by side in a card, apart from each other (%s)',
    async (locale) => {
      await draw(240, usual, { locale })
      const [first, second, third] = all('[data-category="orders"] .inbox-field-row')
      const [one, two, three] = [first, second, third].map((row) => (row as Element).getBoundingClientRect())
      expect(two?.top).toBe(one?.top)
      expect(three?.left).toBe(one?.left)
      const name = first?.querySelector('.inbox-channel')?.getBoundingClientRect()
      expect(two?.left).toBeGreaterThanOrEqual((name?.right ?? 0) + 8)
    },
  )

  it('follows its container, not the view', async () => {
    await page.viewport(1000, 700)
    render(
      <div style={{ inlineSize: 400 }}>
        <PreferenceCenter source={fakeSource(everything())} />
      </div>,
    )
    await until(() => the('.inbox-switch'))
    expect(getComputedStyle(the('.inbox-heads')).display).toBe('none')
  })

  it('is cards where there are more channels than fit beside a name', async () => {
    await draw(1000, [...usual, 'whatsapp', 'slack', 'chat'])
    expect(document.querySelector('.inbox-heads')).toBeNull()
    const [first, second] = all('[data-category="orders"] .inbox-field-row')
    expect(first?.textContent).toBe('Inbox')
    expect(second?.getBoundingClientRect().left).toBeGreaterThanOrEqual(
      first?.getBoundingClientRect().right ?? 0,
    )
  })

  it.each([
    ['ltr', 320],
    ['rtl', 320],
    ['ltr', 480],
    ['rtl', 720],
  ])('never scrolls sideways (%s, %i)', async (dir, width) => {
    document.documentElement.dir = dir
    await draw(width)
    const root = document.documentElement
    expect(root.scrollWidth).toBe(root.clientWidth)
    for (const element of all('.inbox-root *:not(option)')) {
      const { left, right, width: size } = element.getBoundingClientRect()
      if (size > 1)
        expect([left >= -1, right <= width + 1], element.outerHTML.slice(0, 80)).toEqual([true, true])
    }
  })

  it('has its head in view while it is scrolled', async () => {
    await draw(720, usual, { layout: 'panel' })
    const body = the('.inbox-preferences')
    body.scrollTop = 120
    await until(() => expect(body.scrollTop).toBe(120))
    expect(the('.inbox-heads').getBoundingClientRect().top).toBeCloseTo(body.getBoundingClientRect().top, 0)
  })
})

describe('a switch', () => {
  it('is 32 by 18, its knob 14, which goes to the other end', async () => {
    await draw(720)
    const [on] = all('[aria-label="Orders, Email"]')
    const { width, height } = (on as HTMLElement).getBoundingClientRect()
    expect([width, height]).toEqual([32, 18])
    const knob = () => {
      const { insetInlineStart: start, borderTopWidth: half } = getComputedStyle(on as Element, '::before')
      return [Math.round(Number.parseFloat(start)), Number.parseFloat(half) * 2]
    }
    expect(knob()).toEqual([15, 14])
    await userEvent.click(on as HTMLElement)
    expect(knob()).toEqual([1, 14])
  })

  it('is turned by its whole cell, and by its label', async () => {
    await draw(720)
    const one = the('[aria-label="Orders, Email"]')
    await userEvent.click(one.closest('label') as HTMLElement, { position: { x: 3, y: 3 } })
    expect(one.getAttribute('aria-checked')).toBe('false')
    await page.viewport(320, 700)
    await userEvent.click(one.nextElementSibling as HTMLElement)
    expect(one.getAttribute('aria-checked')).toBe('true')
  })
})

const theirs = ['document-title', 'landmark-one-main', 'page-has-heading-one', 'region']
const faults = async (): Promise<string[]> => {
  const rules = Object.fromEntries(theirs.map((id) => [id, { enabled: false }]))
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}
describe('axe', () => {
  afterEach(() => emulate())

  it.each<[string, PreferenceCenterProps, number, () => unknown]>([
    ['light', { theme: 'light' }, 720, () => {}],
    ['dark', { theme: 'dark' }, 720, () => {}],
    ['right-to-left', {}, 720, () => (document.documentElement.dir = 'rtl')],
    ['cards', {}, 320, () => {}],
    ['forced colours', {}, 720, () => emulate({ 'forced-colors': 'active' })],
    ['more contrast', {}, 720, () => emulate({ 'prefers-contrast': 'more' })],
  ])('finds nothing on the preference center, %s', async (_, props, width, prepare) => {
    await prepare()
    await draw(width, usual, props)
    expect(await faults()).toEqual([])
  })

  it('finds nothing where something was refused', async () => {
    const source = await draw(720)
    source.refusing = problem('offline')
    await userEvent.click(the('[aria-label="Orders, Email"]'))
    await until(() => the('[role=alert]'))
    expect(await faults()).toEqual([])
  })
})

describe('forced colours', () => {
  afterEach(() => emulate())

  it('leave a switch its edge and its knob, filled where it is on', async () => {
    await emulate({ 'forced-colors': 'active' })
    await draw(720)
    const off = getComputedStyle(the('[aria-label="News, Email"]'))
    const on = getComputedStyle(the('[aria-label="Orders, Email"]'))
    const ground = getComputedStyle(the('.inbox-panel')).backgroundColor
    expect(off.borderTopColor).not.toBe(ground)
    expect(getComputedStyle(the('[aria-label="News, Email"]'), '::before').borderTopColor).not.toBe(ground)
    expect(on.backgroundColor).not.toBe(ground)
    expect(getComputedStyle(the('[aria-label="Orders, Email"]'), '::before').borderTopColor).not.toBe(
      on.backgroundColor,
    )
  })
})

describe('the panel’s settings, by keyboard alone', () => {
  it.each([
    ['the popover', 800],
    ['the modal sheet', 320],
  ])('are entered, used and left in %s', async (_, width) => {
    await page.viewport(width, 600)
    const { inbox, server } = serve([{ title: 'One' }])
    server.addCategory({ identifier: 'orders', name: 'Orders' })
    drawInbox({}, { inbox })
    await until(() => the('.inbox-badge'))
    the('.inbox-bell').focus()
    await keyboard('{Enter}')
    const panel = () => document.querySelector('.inbox-panel')
    await until(() => expect(focused()).toBe(panel()))
    for (let at = 0; at < 3 && name() !== 'Settings'; at++) await userEvent.tab()
    expect(name()).toBe('Settings')
    await keyboard('{Enter}')
    await until(() => expect(name()).toBe('Notification settings'))
    await until(() => the('.inbox-switch'))

    for (let at = 0; at < 9 && name() !== 'Orders, Email'; at++) await userEvent.tab()
    expect(name()).toBe('Orders, Email')
    await keyboard(' ')
    expect(focused()?.getAttribute('aria-checked')).toBe('false')
    await until(async () =>
      expect((await inbox.account.preferencePage()).categories[0]?.channels).toContainEqual({
        channel: 'email',
        enabled: false,
        isChosen: true,
      }),
    )
    await keyboard('{ArrowDown}ej')
    expect(name()).toBe('Orders, Email')

    await keyboard('{Escape}')
    await until(() => the('.inbox-list'))
    expect(name()).toBe('Settings')
    expect(document.querySelector('.inbox-switch')).toBeNull()
    await keyboard('{Escape}')
    await until(() => expect(panel()).toBeNull())
    expect(focused()).toBe(the('.inbox-bell'))
  })
})
