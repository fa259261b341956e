import type { Entry, Item, Order, Status } from './orders.js'

const minuteMs = 60_000
const hour = 60
const day = 24 * hour

/** Harbor sells what a small workshop makes. Prices in euro cents. */
const shelf = {
  mug: { name: 'Tide mug', cents: 2400 },
  bowl: { name: 'Dune bowl', cents: 3200 },
  plate: { name: 'Shore plate', cents: 2800 },
  vase: { name: 'Pier vase', cents: 6800 },
  jug: { name: 'Lighthouse jug', cents: 5400 },
  towel: { name: 'Linen tea towel', cents: 1800 },
  apron: { name: 'Canvas apron', cents: 5200 },
  lamp: { name: 'Buoy table lamp', cents: 14_500 },
  board: { name: 'Oak bread board', cents: 4600 },
}

const some = (quantity: number, name: keyof typeof shelf): Item => ({ ...shelf[name], quantity })

/** The orders on the board when the demo starts; all instants are told from there. */
export const seedOrders = (startedAt: Date): Order[] => {
  const ago = (minutes: number): string => new Date(startedAt.getTime() - minutes * minuteMs).toISOString()
  const said = (by: string, minutesAgo: number, text: string): Entry => ({
    kind: 'comment',
    by,
    text,
    at: ago(minutesAgo),
  })
  const moved = (by: string, minutesAgo: number, to: Status): Entry => ({
    kind: 'moved',
    by,
    to,
    at: ago(minutesAgo),
  })
  const assigned = (by: string, minutesAgo: number, to: string): Entry => ({
    kind: 'assigned',
    by,
    to,
    at: ago(minutesAgo),
  })
  const anOrder = (
    id: number,
    status: Status,
    [name, city]: [string, string],
    items: Item[],
    minutesAgo: number,
    daysToShip: number,
    rest: Partial<Order> = {},
  ): Order => ({
    id,
    status,
    customer: { name, city },
    items,
    isExpress: false,
    placedAt: ago(minutesAgo),
    shipBy: ago(-daysToShip * day),
    assignee: null,
    watchers: [],
    thread: [],
    ...rest,
  })

  return [
    anOrder(1048, 'new', ['Mara Lindqvist', 'Gothenburg'], [some(2, 'mug'), some(1, 'towel')], 18, 2),
    anOrder(1047, 'new', ['Café Blau', 'Leipzig'], [some(24, 'mug'), some(12, 'plate')], 2 * hour, 6, {
      watchers: ['ann'],
      thread: [
        said(
          'ann',
          95,
          'First order from a café, let us get it right. @dana please tell them it ships on Friday.',
        ),
        said('chen', 70, 'I have 19 mugs on the shelf. The other five come out of the kiln on Thursday.'),
      ],
    }),
    anOrder(1046, 'new', ['Tomás Ferreira', 'Porto'], [some(1, 'lamp')], 5 * hour, 1, {
      isExpress: true,
      assignee: 'chen',
      watchers: ['dana'],
      thread: [
        assigned('ann', 4 * hour, 'chen'),
        said('dana', 3 * hour, 'He asked twice when it ships. It is a birthday present for Saturday.'),
      ],
    }),
    anOrder(1045, 'new', ['Lotte Jansen', 'Utrecht'], [some(2, 'plate'), some(2, 'bowl')], 7 * hour, 2, {
      watchers: ['dana'],
    }),
    anOrder(1044, 'new', ['Ingrid Aas', 'Bergen'], [some(1, 'vase')], 9 * hour, 3),
    anOrder(1042, 'packing', ['Priya Raman', 'London'], [some(4, 'bowl'), some(1, 'jug')], 22 * hour, 0, {
      isExpress: true,
      assignee: 'bob',
      watchers: ['ann', 'dana'],
      thread: [
        assigned('ann', 20 * hour, 'bob'),
        moved('bob', 6 * hour, 'packing'),
        said('bob', 5 * hour, 'One of the bowls has a hairline crack. Chen, can you swap it?'),
        said('chen', 4 * hour, 'Swapped. It is on your bench, already wrapped.'),
        said('dana', 40, 'Customs form is printed. Please put it outside the parcel, not in it.'),
      ],
    }),
    anOrder(1041, 'packing', ['Julien Morel', 'Lyon'], [some(2, 'apron')], 26 * hour, 1, {
      assignee: 'ann',
      thread: [assigned('dana', 25 * hour, 'ann'), moved('ann', 3 * hour, 'packing')],
    }),
    anOrder(
      1040,
      'packing',
      ['Malik Haddad', 'Marseille'],
      [some(1, 'board'), some(2, 'towel')],
      28 * hour,
      2,
      {
        assignee: 'chen',
        thread: [moved('chen', 2 * hour, 'packing')],
      },
    ),
    anOrder(1039, 'packing', ['Sofia Conti', 'Turin'], [some(6, 'plate'), some(6, 'bowl')], 31 * hour, 1, {
      assignee: 'bob',
      watchers: ['chen'],
      thread: [
        moved('bob', 20 * hour, 'packing'),
        said('chen', 19 * hour, 'The green glaze came out darker this time. Ask her before it leaves.'),
        said('dana', 2 * hour, 'She saw the photo and likes it more. Good to go.'),
      ],
    }),
    anOrder(1038, 'shipped', ['Hannah Weiss', 'Vienna'], [some(1, 'jug'), some(2, 'mug')], 2 * day, 0, {
      assignee: 'bob',
      watchers: ['dana'],
      thread: [moved('bob', 5 * hour, 'shipped')],
    }),
    anOrder(1036, 'shipped', ['Elif Demir', 'Izmir'], [some(1, 'lamp'), some(2, 'towel')], 3 * day, -1, {
      assignee: 'dana',
      watchers: ['ann'],
      thread: [
        moved('bob', 26 * hour, 'shipped'),
        said('dana', 90, 'The carrier says it is held at customs. I called, they release it tomorrow.'),
      ],
    }),
    anOrder(1034, 'shipped', ['Grace Otieno', 'Dublin'], [some(3, 'mug')], 3 * day, -1, {
      assignee: 'ann',
      thread: [moved('ann', 30 * hour, 'shipped')],
    }),
    anOrder(1033, 'shipped', ['Noah Brandt', 'Hamburg'], [some(1, 'board')], 4 * day, -2, {
      assignee: 'bob',
      thread: [moved('bob', 2 * day, 'shipped')],
    }),
    anOrder(1031, 'done', ['Aoife Byrne', 'Galway'], [some(3, 'bowl')], 6 * day, -4, {
      assignee: 'dana',
      thread: [moved('dana', 8 * hour, 'done'), said('dana', 7 * hour, 'Arrived, and she sent a photo.')],
    }),
    anOrder(1029, 'done', ['Studio Pommer', 'Basel'], [some(8, 'mug'), some(8, 'plate')], 7 * day, -5, {
      assignee: 'ann',
      thread: [moved('ann', 27 * hour, 'done')],
    }),
    anOrder(1027, 'done', ['Kaito Mori', 'Osaka'], [some(1, 'vase'), some(1, 'towel')], 9 * day, -6, {
      assignee: 'bob',
      thread: [moved('bob', 2 * day, 'done')],
    }),
  ]
}
