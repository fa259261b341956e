import { describe, expect, it } from 'vitest'
import { assign, comment, move, watch } from './acts.js'
import type { Order } from './orders.js'

const at = new Date('2026-11-20T12:00:00Z')

const anOrder = (rest: Partial<Order> = {}): Order => ({
  id: 1042,
  customer: { name: 'Priya Raman', city: 'London' },
  items: [{ name: 'Dune bowl', quantity: 4, cents: 3200 }],
  status: 'new',
  isExpress: false,
  placedAt: at.toISOString(),
  shipBy: at.toISOString(),
  assignee: null,
  watchers: [],
  thread: [],
  ...rest,
})

describe('acts on an order', () => {
  it('tells whoever was assigned', () => {
    const { order, notices } = assign(anOrder(), 'ann', 'bob', at)
    expect(order).toMatchObject({ assignee: 'bob', thread: [{ kind: 'assigned', by: 'ann', to: 'bob' }] })
    expect(notices).toEqual([
      {
        recipients: ['bob'],
        title: 'Ann Keller assigned you #1042',
        message: 'Priya Raman, London: 4 × Dune bowl',
        icon: '/avatars/ann.svg',
        url: '/?order=1042',
        category: 'assignments',
        data: { orderId: 1042, actor: 'Ann Keller' },
      },
    ])
  })

  it('tells nobody of what they did themselves', () => {
    expect(assign(anOrder(), 'bob', 'bob', at).notices).toEqual([])
    expect(comment(anOrder({ assignee: 'bob' }), 'bob', 'Packed', at).notices).toEqual([])
  })

  it('tells nobody when an order loses its assignee', () => {
    expect(assign(anOrder({ assignee: 'bob' }), 'ann', null, at).notices).toEqual([])
  })

  it('tells assignee, watchers and earlier speakers of a comment, each once', () => {
    const before = anOrder({
      assignee: 'bob',
      watchers: ['ann', 'bob'],
      thread: [{ kind: 'comment', by: 'chen', text: 'Swapped', at: at.toISOString() }],
    })
    const { order, notices } = comment(before, 'ann', 'Thanks', at)
    expect(order.thread).toHaveLength(2)
    expect(notices).toMatchObject([
      { recipients: ['bob', 'chen'], title: 'Ann Keller commented on #1042', message: 'Thanks' },
    ])
  })

  it('tells whoever is named in a comment that they were', () => {
    const { notices } = comment(anOrder({ assignee: 'dana' }), 'ann', 'Ready? @Dana @bob @zed', at)
    expect(notices).toMatchObject([
      { recipients: ['bob', 'dana'], title: 'Ann Keller mentioned you on #1042' },
    ])
  })

  it('tells watchers of a new status, and changes nothing when it is the same', () => {
    const before = anOrder({ watchers: ['ann', 'dana'] })
    expect(move(before, 'dana', 'shipped', at)).toMatchObject({
      order: { status: 'shipped', thread: [{ kind: 'moved', to: 'shipped' }] },
      notices: [{ recipients: ['ann'], title: '#1042 is now shipped', category: 'status' }],
    })
    expect(move(before, 'dana', 'new', at)).toEqual({ order: before, notices: [] })
  })

  it('watches and stops watching', () => {
    const watched = watch(anOrder(), 'ann', true).order
    expect(watch(watched, 'ann', true).order.watchers).toEqual(['ann'])
    expect(watch(watched, 'ann', false).order.watchers).toEqual([])
  })
})
