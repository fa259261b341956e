import type { Block, Notification } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { InboxProps } from '../inbox/Inbox.js'
import { aNotification } from '../testing/builders.js'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { type FakeInbox, fakeInbox } from '../testing/fake-inbox.js'

async function draw(notifications: Notification[], props: InboxProps = {}): Promise<FakeInbox> {
  const inbox = fakeInbox(notifications)
  drawInbox({ defaultOpen: true, ...props }, { inbox })
  await until(() => the('.inbox-item'))
  for (const animation of document.getAnimations()) animation.finish()
  return inbox
}
const withBlocks = (...blocks: Block[]): Notification[] => [aNotification({ id: 1, blocks })]
const box = (selector: string) => the(selector).getBoundingClientRect()
const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
/** 900 × 600. */
const picture = '/src/testing/picture.svg'

describe('blocks', () => {
  // First in this file: their code is not here yet.
  it('move no row when their code comes', async () => {
    await draw(withBlocks({ id: 'a', type: 'button', text: 'Pay', link: '/pay' }))
    expect(document.querySelector('a.inbox-button')).toBeNull()
    const { height } = box('.inbox-row')
    await until(() => the('a.inbox-button'))
    expect(box('.inbox-row').height).toBe(height)
  })
})

describe('a field', () => {
  it('grows with what is written, up to a height', async () => {
    await draw(withBlocks({ id: 'b', type: 'textarea', text: 'Several' }))
    await until(() => the('textarea'))
    const { height } = box('textarea')
    expect(Math.round(height)).toBe(68)
    await userEvent.fill(the('textarea'), 'line\n'.repeat(5))
    const grown = box('textarea').height
    expect(grown).toBeGreaterThan(height)
    await userEvent.fill(the('textarea'), 'line\n'.repeat(50))
    expect(Math.round(box('textarea').height)).toBe(160)
  })

  it('is typed into, whatever keys do elsewhere', async () => {
    const blocks: Block[] = [{ id: 'a', type: 'input', text: 'Why?' }]
    const inbox = await draw([aNotification({ id: 2, blocks }), aNotification({ id: 1 })])
    await until(() => the('input.inbox-input'))
    await userEvent.click(the('input.inbox-input'))
    await userEvent.keyboard('jkersu#x?{ArrowDown}{ArrowLeft}{PageDown}{End}!')
    expect(the('input.inbox-input')).toHaveProperty('value', 'jkersu#x?!')
    expect(focused()).toBe(the('input.inbox-input'))
    expect(inbox.calls.filter(([verb]) => verb !== 'markSeen')).toEqual([])
    expect(the('dialog').matches(':popover-open')).toBe(true)
  })

  it('keeps the row as high when its answer takes its place', async () => {
    await draw([
      ...withBlocks({ id: 'a', type: 'input', text: 'Why?' }),
      aNotification({ id: 0, blocks: [{ id: 'c', type: 'rating', text: 'How was it?' }] }),
    ])
    await until(() => the('input.inbox-input'))
    const heights = () => all('.inbox-row').map((row) => Math.round(row.getBoundingClientRect().height))
    const before = heights()
    await userEvent.type(the('input.inbox-input'), 'price{Enter}')
    await userEvent.click(all('button.inbox-star')[3] as HTMLElement)
    await until(() => expect(document.querySelector('.inbox-input, button.inbox-star')).toBeNull())
    expect(heights()).toEqual(before)
  })
})

describe('text', () => {
  const long = 'A sentence that says something. '.repeat(30)

  it('is four lines, and all of it when asked for', async () => {
    await draw(withBlocks({ id: 'a', type: 'text', text: long }, { id: 'b', type: 'text', text: 'Short.' }))
    expect(all('.inbox-quiet')).toHaveLength(1)
    expect(Math.round(box('p.inbox-text').height)).toBe(72)
    await userEvent.click(the('.inbox-quiet'))
    expect(the('.inbox-quiet').textContent).toBe('Show less')
    expect(box('p.inbox-text').height).toBeGreaterThan(72)
    await userEvent.click(the('.inbox-quiet'))
    expect(Math.round(box('p.inbox-text').height)).toBe(72)
  })
})

describe('a picture', () => {
  it('moves nothing when it comes, and leaves nothing behind when it does not', async () => {
    await draw(withBlocks({ id: 'a', type: 'image', src: picture }))
    const { height } = box('.inbox-row')
    await until(() => expect(the('.inbox-image').dataset['loading']).toBeUndefined())
    expect(box('.inbox-image').height).toBe(160)
    expect(box('.inbox-row').height).toBe(height)
  })

  it('that is broken takes no room', async () => {
    await draw([
      aNotification({ id: 2, blocks: [{ id: 'a', type: 'image', src: 'https://127.0.0.1:1/none.png' }] }),
      aNotification({ id: 1 }),
    ])
    await until(() => expect(document.querySelector('.inbox-image')).toBeNull())
    const [broken, plain] = all('.inbox-row').map((row) => row.getBoundingClientRect().height)
    expect(broken).toBe(plain)
  })
})

describe('the line of reasons', () => {
  const category = { id: 1, identifier: 'orders', name: 'Orders' }

  it('shows Mute on hover, and moves nothing by it', async () => {
    await draw([aNotification({ id: 1, category, reason: { topic: 'Shoes' } })])
    const texts = () => [
      box('.inbox-category').left,
      box('.inbox-category + span').left,
      box('.inbox-row').height,
    ]
    const before = texts()
    expect(getComputedStyle(the('.inbox-reason .inbox-quiet')).opacity).toBe('0')
    await userEvent.hover(the('.inbox-item'))
    expect(getComputedStyle(the('.inbox-reason .inbox-quiet')).opacity).toBe('1')
    expect(texts()).toEqual(before)
    expect(box('.inbox-reason .inbox-quiet').left).toBeGreaterThanOrEqual(box('.inbox-category + span').right)
  })

  it('is not there in compact lists', async () => {
    await draw([aNotification({ id: 1, category })], { density: 'compact' })
    expect(box('.inbox-reason').height).toBe(0)
  })
})

describe('hostile content', () => {
  const zalgo = `Z${'\u0315\u0322\u0345'.repeat(30)}a${'\u0306\u0311'.repeat(60)} `.repeat(8)
  const everywhere = (words: string) =>
    aNotification({
      title: words,
      message: words,
      icon: words,
      url: words,
      category: { id: 1, identifier: 'a', name: words },
      reason: { topic: words },
      blocks: [
        { id: 'a', type: 'text', text: words },
        { id: 'b', type: 'button', text: words },
        { id: 'c', type: 'input', text: words, placeholder: words },
        { id: 'd', type: 'image', src: words, text: words },
        { id: 'e', type: 'button', text: words, link: words },
        { id: 'f', type: 'rating', text: words, max: 1000 },
      ],
    })

  it.each([
    ['a 10,000-character word', 'x'.repeat(10_000)],
    ['a direction override', `invoice\u202e${'fdp.exe '.repeat(30)}`],
    ['stacked marks', zalgo],
    ['HTML', '<img src=x onerror="document.title=1"><script>document.title=1</script>'.repeat(20)],
    ['a script URL', 'javascript:document.title=1'],
  ])('of %s stays in its row', async (_, words) => {
    await page.viewport(320, 700)
    await draw([everywhere(words)])
    await until(() => the('.inbox-input'))
    const panel = box('.inbox-body')
    for (const element of all(
      '.inbox-item, .inbox-item *:not(.inbox-hidden, .inbox-hidden *, bdi, svg, path)',
    )) {
      const { left, right } = element.getBoundingClientRect()
      expect(left, element.className).toBeGreaterThanOrEqual(panel.left - 1)
      expect(right, element.className).toBeLessThanOrEqual(panel.right + 1)
    }
    expect(box('.inbox-row').height).toBeLessThan(620)
    expect(document.title).not.toBe('1')
    expect(all('.inbox-item img:not([src])')).toEqual([])
    expect(all('[href^="javascript"], [src^="javascript"], .inbox-item script')).toEqual([])
  })

  it('of 40 blocks is six of them', async () => {
    const blocks = Array.from({ length: 40 }, (_, at) => ({ id: `${at}`, type: 'text', text: `Line ${at}` }))
    await draw([aNotification({ id: 1, blocks })])
    expect(box('.inbox-row').height).toBeLessThan(300)
    await userEvent.click(the('.inbox-quiet'))
    expect(all('p.inbox-text')).toHaveLength(40)
  })
})

describe.each(['ltr', 'rtl'])('in %s', (dir) => {
  it('everything of an item shares one start edge', async () => {
    document.documentElement.dir = dir
    await draw([
      aNotification({
        id: 1,
        category: { id: 1, identifier: 'a', name: 'Orders' },
        blocks: [
          { id: 'a', type: 'text', text: 'Text' },
          { id: 'b', type: 'button', text: 'One' },
          { id: 'c', type: 'input', text: 'Label' },
          { id: 'd', type: 'rating', text: 'Stars' },
        ],
      }),
    ])
    await until(() => the('.inbox-input'))
    const parts =
      '.inbox-open, .inbox-message, .inbox-text, .inbox-buttons .inbox-button, .inbox-input, .inbox-reason'
    const edges = all(parts).map((part) => part.getBoundingClientRect()[dir === 'rtl' ? 'right' : 'left'])
    expect(new Set(edges.map(Math.round)).size).toBe(1)
    expect(all('.inbox-item [data-primary]')).toHaveLength(1)
  })
})
