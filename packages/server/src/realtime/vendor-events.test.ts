import { describe, expect, it } from 'vitest'
import { aChange, aNotification, aTold } from './testing/builders.js'
import { toVendorEvents } from './vendor-events.js'

const at = '2030-01-02T04:00:00.000Z'
const changed = { seq: 12, sort: 8 }
const seen = { ...changed, seenAt: at }
const read = { ...seen, readAt: at, clickedAt: at }
const gone = ['NOTIFICATION_DELETED', { id: 5012 }]
const badge = (id: number) => ['NOTIFICATION_SEEN', { unreadNotificationCount: 4, notification: { id } }]

describe('the vendor events of a change', () => {
  it('for a new item are one NEW_NOTIFICATION that both generations of clients understand', () => {
    expect(toVendorEvents(aTold({ changes: [aChange(aNotification())] }))).toEqual([
      [
        'NEW_NOTIFICATION',
        {
          notification: {
            id: 5012,
            title: 'Order 77 shipped',
            message: 'Arrives Friday',
            description: 'Arrives Friday',
            icon: null,
            url: 'https://shop.test/o/77',
            data: { orderId: 77 },
            category: { id: 3, identifier: 'orders', name: 'Orders' },
            blocks: [],
            createdAt: '2030-01-02T03:04:05.000Z',
            created_at: '2030-01-02T03:04:05.000Z',
            seenAt: null,
            clickedAt: null,
            state: null,
          },
        },
      ],
    ])
  })

  it.each([
    ['seen', aChange(aNotification(seen), {}), [badge(5012)]],
    ['read', aChange(aNotification(read), {}), [['NOTIFICATION_READ', { id: 5012 }], badge(5012)]],
    [
      'read after it was seen',
      aChange(aNotification(read), { seen: true }),
      [['NOTIFICATION_READ', { id: 5012 }]],
    ],
    ['deleted', aChange(null, {}), [['NOTIFICATION_DELETED', { id: 5012 }], badge(5012)]],
    ['deleted after it was seen', aChange(null, { seen: true }), [['NOTIFICATION_DELETED', { id: 5012 }]]],
    ['deleted, who knows from what', aChange(null), [['NOTIFICATION_DELETED', { id: 5012 }], badge(5012)]],
    ['unread', aChange(aNotification(seen), { seen: true, read: true }), []],
    ['unseen', aChange(aNotification(changed), { seen: true }), []],
    ['restored', aChange(aNotification(changed)), []],
    ['archived', aChange(aNotification({ ...changed, archivedAt: at }), {}), [gone, badge(5012)]],
    [
      'snoozed when it was seen',
      aChange(aNotification({ ...seen, snoozedUntil: at }), { seen: true }),
      [gone],
    ],
    ['read in the archive', aChange(aNotification({ ...read, archivedAt: at }), { archived: true }), []],
    ['taken back to its place', aChange(aNotification(changed), { archived: true }), []],
    [
      'back on top, but seen',
      aChange(aNotification({ ...seen, sort: 12 }), { seen: true, archived: true }),
      [],
    ],
  ])('for an item that was %s are those of the table', (_, change, events) => {
    expect(toVendorEvents(aTold({ changes: [change] }))).toEqual(events)
  })

  it('for an item that woke is NEW_NOTIFICATION again', () => {
    const change = aChange(aNotification({ seq: 12, sort: 12 }), { seen: true, snoozed: true })
    expect(toVendorEvents(aTold({ changes: [change] }))).toMatchObject([
      ['NEW_NOTIFICATION', { notification: { id: 5012 } }],
    ])
  })

  it('for another state are NOTIFICATION_INTERACTED with the item itself', () => {
    const change = aChange(aNotification({ ...seen, state: 'accepted' }), { seen: true })
    expect(toVendorEvents(aTold({ changes: [change] }))).toEqual([
      [
        'NOTIFICATION_INTERACTED',
        expect.objectContaining({ id: 5012, state: 'accepted', title: 'Order 77 shipped' }),
      ],
    ])
  })

  it.each([
    ['seenAll', ['NOTIFICATION_UNREAD_COUNT', { unreadNotificationCount: 4 }]],
    ['readAll', ['ALL_NOTIFICATION_READ']],
    ['deleteAll', ['ALL_NOTIFICATION_DELETED']],
  ] as const)('for %s name it, then set the badge', (verb, event) => {
    expect(toVendorEvents(aTold({ moved: [verb] }))).toEqual([event, badge(0)])
  })

  it('for the last item that was seen say that all are: a page of marks, one by one, ends like that', () => {
    const changes = [
      aChange(aNotification({ ...seen, id: 1 }), {}),
      aChange(aNotification({ ...seen, id: 2 }), {}),
    ]
    const counts = { unseen: 0, unread: 2, total: 2 }
    const none = (id: number) => ['NOTIFICATION_SEEN', { unreadNotificationCount: 0, notification: { id } }]
    expect(toVendorEvents(aTold({ changes, counts }))).toEqual([
      none(1),
      none(2),
      ['NOTIFICATION_UNREAD_COUNT', { unreadNotificationCount: 0 }],
    ])
    const lastRead = [aChange(aNotification({ ...read, id: 1 }), {})]
    expect(toVendorEvents(aTold({ changes: lastRead, counts })).map(([name]) => name)).toEqual([
      'NOTIFICATION_READ',
      'NOTIFICATION_SEEN',
    ])
    expect(toVendorEvents(aTold({ changes, counts, moved: ['seenAll'] }))).toEqual([
      none(1),
      none(2),
      ['NOTIFICATION_UNREAD_COUNT', { unreadNotificationCount: 0 }],
      none(0),
    ])
  })

  it('for several items come in their order, and nothing without a change', () => {
    const changes = [
      aChange(aNotification({ id: 1 })),
      aChange(aNotification({ ...seen, id: 2 }), {}),
      aChange(null, {}, 3),
    ]
    expect(toVendorEvents(aTold({ changes })).map(([name]) => name)).toEqual([
      'NEW_NOTIFICATION',
      'NOTIFICATION_SEEN',
      'NOTIFICATION_DELETED',
      'NOTIFICATION_SEEN',
    ])
    expect(toVendorEvents(aTold())).toEqual([])
  })
})
