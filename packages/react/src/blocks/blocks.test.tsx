import { type Block, type Notification, problem } from '@inboxkit/protocol'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useItem } from '../hooks/use-item.js'
import { Blocks } from '../item/Blocks.js'
import { Item } from '../item/Item.js'
import { Time } from '../item/Time.js'
import { Panel } from '../panel/Panel.js'
import type { RootProps } from '../root/Root.js'
import { aNotification } from '../testing/builders.js'
import { withRoot } from '../testing/draw.js'
import { type FakeInbox, fakeInbox } from '../testing/fake-inbox.js'

const Followed = ({ id }: { id: number }): ReactElement | null => {
  const notification = useItem(id)
  return notification ? (
    <Item notification={notification}>
      <Time />
      <Blocks />
    </Item>
  ) : null
}

/** Draws a notification with these blocks, as it is in the inbox. */
function drawBlocks(
  blocks: readonly Block[],
  given: Partial<Notification> = {},
  props: RootProps = {},
): FakeInbox {
  const read = '2026-11-20T12:00:00Z'
  const inbox = fakeInbox([aNotification({ id: 7, readAt: read, blocks: [...blocks], ...given })])
  render(
    withRoot(
      <Panel>
        <Followed id={7} />
      </Panel>,
      inbox,
      props,
    ),
  )
  return inbox
}
const refused = problem('offline')
const shownOf = (inbox: FakeInbox) => inbox.item(7).get()
const ask: Block[] = [
  { id: 'no', type: 'button', text: 'Decline' },
  { id: 'yes', type: 'button', text: 'Accept', state: 'accepted', variant: 'primary' },
]
const button = (name: string) => screen.getByRole('button', { name })

describe('a button without a link', () => {
  it('answers: the choice stays with a check mark, and nothing more can be pressed', async () => {
    const inbox = drawBlocks(ask)
    await userEvent.click(button('Accept'))
    expect(shownOf(inbox)).toMatchObject({ state: 'accepted', answer: { block: 'yes', value: null } })
    expect(screen.queryByRole('button', { name: 'Decline' })).toBeNull()
    const chosen = button('Accept')
    expect(chosen).toHaveFocus()
    expect(chosen).toHaveAttribute('aria-pressed', 'true')
    expect(chosen).toHaveAttribute('aria-disabled', 'true')
    expect(chosen).not.toHaveAttribute('data-primary')
    expect(chosen.querySelector('[data-icon=check]')).toBeInTheDocument()
    await userEvent.click(chosen)
    expect(inbox.calls).toEqual([['setState', 7]])
  })

  it('gives its id for the state where it names none', async () => {
    const inbox = drawBlocks(ask)
    await userEvent.click(button('Decline'))
    expect(shownOf(inbox)).toMatchObject({ state: 'no' })
    expect(button('Decline')).toHaveAttribute('data-chosen')
  })

  it('marks what is answered as read', async () => {
    const inbox = drawBlocks(ask, { readAt: null })
    await userEvent.click(button('Accept'))
    expect(inbox.calls).toEqual([
      ['setState', 7],
      ['markRead', 7],
    ])
  })

  it('comes back when it is refused, and the root hears why', async () => {
    const onProblem = vi.fn()
    const inbox = drawBlocks(ask, {}, { onProblem })
    inbox.refuse(refused)
    await userEvent.click(button('Accept'))
    await waitFor(() => expect(button('Decline')).toBeInTheDocument())
    expect(button('Accept')).toHaveAttribute('data-primary')
    expect(button('Accept')).toHaveFocus()
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(refused)
  })

  it('stands for the state that was set elsewhere', () => {
    drawBlocks(ask, { state: 'accepted' })
    expect(button('Accept')).toHaveAttribute('data-chosen')
    expect(screen.queryByRole('button', { name: 'Decline' })).toBeNull()
  })

  it('is gone where another state was set than any stands for', () => {
    drawBlocks([...ask, { id: 'docs', type: 'button', text: 'Docs', link: '/docs' }], { state: 'withdrawn' })
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.getByRole('link', { name: 'Docs' })).toBeInTheDocument()
  })
})

describe('the filled button', () => {
  const filled = () => [...document.querySelectorAll('[data-primary]')].map(({ textContent }) => textContent)
  const field: Block = { id: 'why', type: 'input', text: 'Why?' }

  it.each<[string, Block[], string[]]>([
    ['the one marked primary', ask, ['Accept']],
    [
      'the first',
      [
        { ...ask[0], id: 'a', type: 'button', text: 'One' },
        { id: 'b', type: 'button', text: 'Two' },
      ],
      ['One'],
    ],
    [
      'the first of several rows',
      [ask[0] as Block, { id: 't', type: 'text', text: 'or' }, ask[1] as Block],
      ['Accept'],
    ],
    ['one of the buttons, rather than that of a field', [field, ask[0] as Block], ['Decline']],
    ['that of the first field, where there are no buttons', [field, { ...field, id: 'b' }], ['Send']],
  ])('is %s', async (_, blocks, names) => {
    drawBlocks(blocks)
    if (blocks.includes(field)) await screen.findAllByRole('textbox')
    expect(filled()).toEqual(names)
  })

  it('is none once it is answered', () => {
    drawBlocks(ask, { state: 'no' })
    expect(filled()).toEqual([])
  })
})

describe('an input', () => {
  const input: Block = { id: 'why', type: 'input', text: 'Why?', placeholder: 'In a word', maxLength: 12 }
  const field = () => screen.findByRole('textbox', { name: 'Why?' })

  it('is sent by Enter, and shows what was sent', async () => {
    const inbox = drawBlocks([input])
    const written = await field()
    expect(written).toHaveAttribute('placeholder', 'In a word')
    await userEvent.type(written, '  too expensive for us{Enter}')
    expect(shownOf(inbox)).toMatchObject({ state: 'why', answer: { block: 'why', value: 'too expens' } })
    expect(screen.queryByRole('textbox')).toBeNull()
    expect(screen.getByText('too expens')).toBeInTheDocument()
    expect(screen.getByText('Sent')).toBeInTheDocument()
    expect(screen.getByRole('group', { name: 'Why?' })).toHaveFocus()
  })

  it('is sent by its button, and not while it is empty', async () => {
    const inbox = drawBlocks([input])
    const written = await field()
    await userEvent.click(button('Send'))
    expect(inbox.calls).toEqual([])
    expect(written).toHaveFocus()
    await userEvent.type(written, 'price')
    await userEvent.click(button('Send'))
    expect(shownOf(inbox)).toMatchObject({ answer: { value: 'price' } })
  })

  it('comes back with what was written when it is refused', async () => {
    const inbox = drawBlocks([input])
    inbox.refuse(refused)
    await userEvent.type(await field(), 'price{Enter}')
    expect(await field()).toHaveValue('price')
    expect(await field()).toHaveFocus()
  })

  it('keeps what was written while its row is away', async () => {
    const inbox = drawBlocks([input])
    await userEvent.type(await field(), 'pri')
    await act(async () => inbox.arrive({ ...aNotification({ id: 7 }), blocks: [] }))
    expect(screen.queryByRole('textbox')).toBeNull()
    await act(async () => inbox.arrive({ ...aNotification({ id: 7 }), blocks: [input] }))
    expect(await field()).toHaveValue('pri')
  })

  it('does not send what is still being composed', async () => {
    const inbox = drawBlocks([input])
    const written = await field()
    await userEvent.type(written, 'か')
    fireEvent.keyDown(written, { key: 'Enter', isComposing: true })
    expect(inbox.calls).toEqual([])
  })

  it('has a name of its own where it has no text', async () => {
    drawBlocks([{ id: 'a', type: 'input' }])
    expect(await screen.findByRole('textbox', { name: 'Your answer' })).toBeInTheDocument()
  })

  it('keeps keys that move the cursor from the list, and lets Escape through', async () => {
    drawBlocks([input])
    const heard = vi.fn((event: KeyboardEvent) => event.key)
    document.addEventListener('keydown', heard)
    await userEvent.type(await field(), '{ArrowLeft}{ArrowDown}{Home}{End}{PageDown}{Escape}')
    document.removeEventListener('keydown', heard)
    expect(heard.mock.results.map(({ value }) => value)).toEqual(['Escape'])
  })
})

describe('a text area', () => {
  const area: Block = { id: 'note', type: 'textarea', text: 'Anything else?' }

  it.each(['{Control>}{Enter}{/Control}', '{Meta>}{Enter}{/Meta}'])('is sent by %s', async (keys) => {
    const inbox = drawBlocks([area])
    const written = await screen.findByRole('textbox', { name: 'Anything else?' })
    expect(written).toHaveAttribute('maxlength', '4000')
    await userEvent.type(written, `one{Enter}two${keys}`)
    expect(shownOf(inbox)).toMatchObject({ state: 'note', answer: { block: 'note', value: 'one\ntwo' } })
  })
})

describe.each(['rating', 'rating-star'])('a %s', (type) => {
  const rating: Block = { id: 'stars', type, text: 'How was it?' }
  const star = (name: string) => screen.getByRole('radio', { name })
  const drawRating = async (given: Partial<Block> = {}) => {
    const inbox = drawBlocks([{ ...rating, ...given }])
    await screen.findByRole('radiogroup', { name: 'How was it?' })
    return inbox
  }

  it('is sent by a press, and shows how many', async () => {
    const inbox = await drawRating()
    expect(screen.getAllByRole('radio')).toHaveLength(5)
    await userEvent.click(star('4 stars'))
    expect(shownOf(inbox)).toMatchObject({ state: '4', answer: { block: 'stars', value: 4 } })
    expect(screen.queryByRole('radio')).toBeNull()
    expect(screen.getByText('4 stars')).toBeInTheDocument()
    expect(document.querySelectorAll('.inbox-star[data-on]')).toHaveLength(4)
  })

  it('is chosen by arrows, Home and End, and sent by Enter', async () => {
    const inbox = await drawRating()
    act(() => star('1 star').focus())
    await userEvent.keyboard('{ArrowRight}{ArrowUp}{ArrowRight}{ArrowLeft}{ArrowDown}')
    expect(star('1 star')).toHaveFocus()
    expect(star('1 star')).toHaveAttribute('aria-checked', 'true')
    await userEvent.keyboard('{End}{ArrowRight}')
    expect(star('5 stars')).toHaveFocus()
    await userEvent.keyboard('{Home}{ArrowRight}')
    expect(star('2 stars')).toHaveFocus()
    expect(inbox.calls).toEqual([])
    await userEvent.keyboard('{Enter}')
    expect(shownOf(inbox)).toMatchObject({ answer: { value: 2 } })
  })

  it('goes the other way in right-to-left pages', async () => {
    document.documentElement.style.direction = 'rtl'
    await drawRating()
    act(() => star('1 star').focus())
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowRight}')
    document.documentElement.style.direction = ''
    expect(star('2 stars')).toHaveFocus()
  })

  it('has as many stars as it says, at least two and at most ten', async () => {
    await drawRating({ max: 3 })
    expect(screen.getAllByRole('radio')).toHaveLength(3)
  })

  it.each([
    [-4, 2],
    [1000, 10],
    [Number.NaN, 5],
  ])('of %d has %d stars', async (max, count) => {
    await drawRating({ max })
    expect(screen.getAllByRole('radio')).toHaveLength(count)
  })

  it('comes back with what was chosen when it is refused', async () => {
    const inbox = await drawRating()
    inbox.refuse(refused)
    await userEvent.click(star('3 stars'))
    await waitFor(() => expect(star('3 stars')).toHaveAttribute('aria-checked', 'true'))
    expect(star('3 stars')).toHaveFocus()
  })
})

describe('an image', () => {
  const image: Block = { id: 'a', type: 'image', src: 'https://example.com/a.png', text: 'A map of the way' }

  it('keeps its place until it is here', () => {
    drawBlocks([image])
    const picture = screen.getByRole('img', { name: 'A map of the way' })
    expect(picture).toHaveAttribute('data-loading')
    fireEvent.load(picture)
    expect(picture).not.toHaveAttribute('data-loading')
  })

  it('gives way to its text where it cannot be loaded, and to nothing where it has none', () => {
    drawBlocks([image, { ...image, id: 'b', text: '' }])
    for (const picture of document.querySelectorAll('img')) fireEvent.error(picture)
    expect(document.querySelector('img')).toBeNull()
    expect(screen.getByText('A map of the way')).toBeInTheDocument()
    expect(document.querySelectorAll('.inbox-blocks > *')).toHaveLength(1)
  })
})

describe('many blocks', () => {
  const texts: Block[] = Array.from({ length: 40 }, (_, at) => ({
    id: `${at}`,
    type: 'text',
    text: `Line ${at}`,
  }))

  it('are six, and the rest when asked for', async () => {
    drawBlocks(texts)
    expect(screen.getAllByText(/^Line/)).toHaveLength(6)
    await userEvent.click(button('Show more'))
    expect(screen.getAllByText(/^Line/)).toHaveLength(40)
    expect(button('Show less')).toHaveFocus()
    await userEvent.click(button('Show less'))
    expect(screen.getAllByText(/^Line/)).toHaveLength(6)
  })

  it('are drawn with one id for all', () => {
    drawBlocks(texts.slice(0, 6).map((block) => ({ ...block, id: 'same' })))
    expect(screen.getAllByText(/^Line/)).toHaveLength(6)
  })
})

describe('blocks of an expired notification', () => {
  it('can be looked at, and that is all', () => {
    const link: Block = { id: 'l', type: 'button', text: 'Go', link: '/go' }
    const blocks: Block[] = [
      { id: 't', type: 'text', text: 'Ends at noon' },
      ...ask,
      link,
      { id: 'i', type: 'input' },
    ]
    drawBlocks(blocks, { expiresAt: '2026-01-01T00:00:00Z' })
    expect(screen.getByText('Ends at noon')).toBeInTheDocument()
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.queryByRole('link')).toBeNull()
    expect(screen.queryByRole('group')).toBeNull()
  })
})

describe('an answer that nobody has confirmed', () => {
  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: false })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('shows as done at once, and a clock after a second', async () => {
    const inbox = drawBlocks(ask)
    inbox.hang()
    await act(async () => button('Accept').click())
    expect(button('Accept')).toHaveAttribute('data-chosen')
    expect(screen.queryByText('Not saved yet')).toBeNull()
    act(() => void vi.advanceTimersByTime(1100))
    expect(screen.getByText('Not saved yet')).toBeInTheDocument()
    await act(async () => inbox.answer())
    expect(screen.queryByText('Not saved yet')).toBeNull()
    expect(button('Accept')).toHaveAttribute('data-chosen')
  })
})
