import type { Inbox as Client } from '@inboxkit/core'
import { problem } from '@inboxkit/protocol'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { Bell } from '../bell/Bell.js'
import { Panel } from '../panel/Panel.js'
import { useRoot } from '../root/context.js'
import type { RootProps } from '../root/Root.js'
import { aNotification } from '../testing/builders.js'
import { holdClock, wait } from '../testing/clock.js'
import { withRoot } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Toasts } from './Toasts.js'
import { usePerform } from './use-perform.js'

const undoable = (undo: () => Promise<void> = () => Promise.resolve(), done = Promise.resolve()) =>
  Object.assign(done, { undo: vi.fn(undo) })

/** What parts do: acts, and what was refused. */
interface Hands {
  perform: ReturnType<typeof usePerform>
  report: ReturnType<typeof useRoot>['report']
}
function draw(props: RootProps = {}, inbox: Client = fakeInbox(), panel = false): Hands {
  let hands: Hands | undefined
  function Hold() {
    hands = { perform: usePerform('Hold'), report: useRoot('Hold').report }
    return null
  }
  const parts = (
    <>
      <Bell />
      <button type="button">Elsewhere</button>
      <Hold />
      {panel && (
        <Panel>
          <Toasts />
        </Panel>
      )}
      <Toasts />
    </>
  )
  render(withRoot(parts, inbox, props))
  if (!hands) throw new Error('Nothing was drawn')
  return hands
}
const toasts = () => [...document.querySelectorAll<HTMLElement>('.inbox-toast')]
const words = () => toasts().map(({ textContent }) => textContent)
const heard = () => screen.getAllByRole('status').map(({ textContent }) => textContent)
const button = (name: string) => screen.getByRole('button', { name })
const archive = ({ perform }: Hands, undo?: () => Promise<void>) => {
  const done = undoable(undo)
  act(() => perform(done, 'saidArchived'))
  return done.undo
}

describe('a toast', () => {
  it('says what was done, and takes it back', async () => {
    const undo = archive(draw())
    expect(words()).toEqual(['ArchivedUndo'])
    expect(heard()).toEqual(['Archived'])
    expect(button('Undo')).toHaveAccessibleDescription('Archived')
    await userEvent.click(button('Undo'))
    expect(undo).toHaveBeenCalledOnce()
    expect(words()).toEqual([])
    expect(heard()).toEqual([''])
  })

  it('stands for equal acts in a row, and takes all of them back, the last one first', async () => {
    const hands = draw()
    const undone: number[] = []
    for (const at of [1, 2, 3]) archive(hands, async () => void undone.push(at))
    expect(words()).toEqual(['3 archivedUndo'])
    await userEvent.click(button('Undo'))
    expect(undone).toEqual([3, 2, 1])
  })

  it('counts what an act was done to', () => {
    const { perform } = draw()
    act(() => perform(undoable(), 'saidAllRead', 12))
    expect(words()).toEqual(['12 marked as readUndo'])
  })

  it('is not there for an act that nothing is said of', () => {
    const { perform } = draw()
    act(() => perform(undoable()))
    expect(words()).toEqual([])
  })

  it('gives way to the reason where the act is refused, and leaves the others', async () => {
    const hands = draw()
    archive(hands)
    const refused = Promise.reject(problem('refused', { detail: 'This one is pinned' }))
    await act(async () => hands.perform(undoable(undefined, refused), 'saidArchived'))
    expect(words()).toEqual(['ArchivedUndo', 'That was not saved. This one is pinned.'])
    expect(heard()).toEqual(['That was not saved. This one is pinned.'])
  })

  it('says why where taking back is refused', async () => {
    const onProblem = vi.fn()
    const hands = draw({ onProblem })
    archive(hands, () => Promise.reject(problem('refused', { detail: 'This can no longer be undone' })))
    await userEvent.click(button('Undo'))
    await waitFor(() => expect(words()).toEqual(['That was not saved. This can no longer be undone.']))
    expect(onProblem).toHaveBeenCalledOnce()
  })

  it('is one of three at most; how many more there are is said below', () => {
    const { perform, report } = draw()
    act(() => {
      for (const said of ['saidArchived', 'saidSnoozed', 'saidRemoved', 'saidMuted'] as const)
        perform(undoable(), said)
      report(problem('refused', { detail: 'No' }))
    })
    expect(words()).toEqual(['DeletedUndo', 'MutedUndo', 'That was not saved. No.'])
    expect(screen.getByText('and 2 more')).toBeVisible()
  })

  it('replaces a refusal by the next', () => {
    const { report } = draw()
    act(() => report(problem('refused', { detail: 'One' })))
    act(() => report(problem('refused', { detail: 'Two' })))
    expect(words()).toEqual(['That was not saved. Two.'])
  })

  it('is drawn by the panel while there is one, and once only', () => {
    archive(draw({}, fakeInbox(), true))
    expect(words()).toEqual(['ArchivedUndo'])
    expect(toasts()[0]?.closest('.inbox-panel')).not.toBeNull()
  })
})

describe('the focus', () => {
  it('goes back to where it was, after Undo as after Escape', async () => {
    const hands = draw()
    archive(hands)
    button('Elsewhere').focus()
    button('Undo').focus()
    await userEvent.keyboard('{Enter}')
    expect(button('Elsewhere')).toHaveFocus()

    archive(hands)
    button('Undo').focus()
    const escape = vi.fn((event: KeyboardEvent) => event.defaultPrevented)
    document.addEventListener('keydown', escape)
    await userEvent.keyboard('{Escape}')
    document.removeEventListener('keydown', escape)
    expect(escape).toHaveReturnedWith(true)
    expect(words()).toEqual([])
    expect(button('Elsewhere')).toHaveFocus()
  })

  it('goes to the bell where that is gone', () => {
    archive(draw())
    button('Undo').focus()
    fireEvent.click(button('Undo'))
    expect(button('Notifications')).toHaveFocus()
  })
})

describe('its time', () => {
  holdClock()
  const box = () => {
    const element = document.querySelector<HTMLElement>('.inbox-toasts')
    if (!element) throw new Error('No toasts')
    return element
  }

  it('is six seconds', () => {
    archive(draw())
    wait(5900)
    expect(words()).toHaveLength(1)
    wait(200)
    expect(words()).toEqual([])
  })

  it('is each one’s own, and begins anew when another act joins it', () => {
    const hands = draw()
    archive(hands)
    wait(3000)
    act(() => hands.perform(undoable(), 'saidSnoozed'))
    wait(2000)
    archive(hands)
    wait(1500)
    expect(words()).toEqual(['SnoozedUndo', '2 archivedUndo'])
    wait(3000)
    expect(words()).toEqual(['2 archivedUndo'])
    wait(2000)
    expect(words()).toEqual([])
  })

  it('stands still while it is pointed at, has the focus, or nobody sees the page', () => {
    archive(draw())
    wait(3000)
    fireEvent.pointerEnter(box())
    wait(60_000)
    fireEvent.pointerLeave(box())
    wait(1000)
    act(() => button('Undo').focus())
    wait(60_000)
    act(() => button('Elsewhere').focus())
    wait(1000)
    const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    wait(60_000)
    expect(words()).toHaveLength(1)
    seen.mockReturnValue('visible')
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    wait(900)
    expect(words()).toHaveLength(1)
    wait(200)
    expect(words()).toEqual([])
  })

  it('has no end for a refusal, until ten seconds after the focus has left it', () => {
    const { report } = draw()
    act(() => report(problem('refused', { detail: 'No' })))
    wait(600_000)
    expect(words()).toHaveLength(1)
    act(() => button('Dismiss').focus())
    wait(60_000)
    act(() => button('Elsewhere').focus())
    wait(9900)
    expect(words()).toHaveLength(1)
    wait(200)
    expect(words()).toEqual([])
  })
})

describe('arrivals', () => {
  /** An inbox that can be told what arrives. */
  function receiving() {
    const inbox = fakeInbox()
    let tell: Parameters<Client['onArrival']>[0] = () => {}
    inbox.onArrival = (listener) => {
      tell = listener
      return () => {
        tell = () => {}
      }
    }
    const arrive = (...ids: number[]) => {
      const items = ids.map((id) => aNotification({ id, message: null, url: `/orders/${id}` }))
      act(() => {
        inbox.arrive(...items)
        tell(items)
      })
    }
    return { inbox, arrive }
  }
  const titles = () => toasts().map((toast) => toast.querySelector('.inbox-open')?.textContent)

  it('are told of where the host wants it, the newest three', () => {
    const { inbox, arrive } = receiving()
    draw({ arrivals: 'toast' }, inbox)
    arrive(1, 2, 3, 4, 5, 6, 7)
    expect(titles()).toEqual([5, 6, 7].map((id) => `Unread Order ${id} shipped`))
    expect(screen.getByText('and 4 more')).toBeVisible()
    expect(heard()).toEqual(['Order 7 shipped'])
  })

  it.each<[string, RootProps]>([
    ['where it does not', {}],
    ['while the panel is open', { arrivals: 'toast', open: true }],
    ['in the page of the inbox', { arrivals: 'toast', layout: 'page' }],
  ])('are not told of %s', (_, props) => {
    const { inbox, arrive } = receiving()
    draw(props, inbox)
    arrive(1)
    expect(titles()).toEqual([])
  })

  it('open as in the list: the host’s router, onOpen, and it is read', async () => {
    const { inbox, arrive } = receiving()
    const [navigate, onOpen] = [vi.fn(), vi.fn()]
    draw({ arrivals: 'toast', navigate, onOpen }, inbox)
    arrive(1)
    await userEvent.click(screen.getByRole('link', { name: 'Unread Order 1 shipped' }))
    expect(navigate).toHaveBeenCalledExactlyOnceWith('/orders/1', expect.objectContaining({ id: 1 }))
    expect(onOpen).toHaveBeenCalledOnce()
    expect(inbox.calls).toEqual([['markRead', 1]])
    expect(titles()).toEqual([])
  })

  it('go when they are read elsewhere, and are dismissed one by one', async () => {
    const { inbox, arrive } = receiving()
    draw({ arrivals: 'toast' }, inbox)
    arrive(1, 2)
    await act(() => inbox.markRead(1))
    expect(titles()).toEqual(['Unread Order 2 shipped'])
    await userEvent.click(button('Dismiss'))
    expect(titles()).toEqual([])
  })

  it('are not told of twice at a time', () => {
    const { inbox, arrive } = receiving()
    draw({ arrivals: 'toast' }, inbox)
    arrive(1, 2)
    arrive(1)
    expect(titles()).toEqual([2, 1].map((id) => `Unread Order ${id} shipped`))
  })
})
