import type { Block } from '@inboxkit/protocol'
import type { Notice } from './acts.js'
import { glazes } from './names.js'
import { findDemoUser, nameOf } from './users.js'

const from = (by: string, category: string, title: string, message: string, orderId: number) => ({
  title,
  message,
  icon: findDemoUser(by)?.avatar ?? null,
  url: `/?order=${orderId}`,
  category,
  data: { orderId, actor: nameOf(by) },
})

const fromShop = (icon: string, category: string, title: string, message: string) => ({
  title,
  message,
  icon: `/icons/${icon}.svg`,
  url: null,
  category,
  data: {},
})

/** The same as a question, which is answered where it is read. */
const asks = (
  by: string,
  title: string,
  message: string,
  orderId: number,
  ...answers: [id: string, text: string][]
) => ({
  ...from(by, 'comments', title, message, orderId),
  blocks: answers.map(
    ([id, text], at): Block => ({ id, type: 'button', text, ...(at === 0 && { variant: 'primary' }) }),
  ),
})

/** What is in a bell that nobody has opened yet, oldest first. It tells of the orders of seed-orders.ts. */
const welcomes: Record<string, Omit<Notice, 'recipients'>[]> = {
  ann: [
    fromShop(
      'report',
      'reports',
      'Your week at Harbor',
      '23 orders shipped, 1.4 days from order to parcel, two fewer than last week.',
    ),
    from(
      'dana',
      'comments',
      'Dana Petrova commented on #1042',
      'Customs form is printed. Please put it outside the parcel, not in it.',
      1042,
    ),
    asks(
      'chen',
      'Chen Wei asks about #1047',
      '19 mugs are on the shelf, the other five come out of the kiln on Thursday. Send a part now?',
      1047,
      ['part', 'Send 19 now'],
      ['whole', 'Wait for all 24'],
    ),
  ],
  bob: [
    fromShop('truck', 'shipping', 'Pick-up moved to 16:30', 'The carrier comes half an hour later today.'),
    from(
      'ann',
      'assignments',
      'Ann Keller assigned you #1042',
      'Priya Raman, London: 4 × Dune bowl, Lighthouse jug',
      1042,
    ),
    from(
      'chen',
      'comments',
      'Chen Wei commented on #1042',
      'Swapped. It is on your bench, already wrapped.',
      1042,
    ),
    asks(
      'dana',
      'Dana Petrova asks about #1042',
      'She would like a card in the parcel. Is there still time?',
      1042,
      ['yes', 'Yes, it is open'],
      ['no', 'No, it has left'],
    ),
  ],
  chen: [
    fromShop('stock', 'stock', 'Tide mugs are running low', '19 left, 26 are ordered. Plan the next firing.'),
    from(
      'ann',
      'assignments',
      'Ann Keller assigned you #1046',
      'Tomás Ferreira, Porto: Buoy table lamp',
      1046,
    ),
    from(
      'dana',
      'comments',
      'Dana Petrova commented on #1046',
      'He asked twice when it ships. It is a birthday present for Saturday.',
      1046,
    ),
  ],
  dana: [
    from('bob', 'status', '#1038 is now shipped', 'Bob Okafor moved the order of Hannah Weiss.', 1038),
    fromShop(
      'truck',
      'shipping',
      'Held at customs',
      'The parcel of Elif Demir waits in Izmir. The carrier expects it to move tomorrow.',
    ),
    from(
      'ann',
      'comments',
      'Ann Keller mentioned you on #1047',
      'First order from a café, let us get it right. @dana please tell them it ships on Friday.',
      1047,
    ),
  ],
}

/** Stands first in everybody's inbox. */
export const pinned = {
  to: 'everyone',
  ...fromShop('report', 'team', 'Stocktaking on Friday at 17:00', 'Everything but what is in the kiln.'),
}

/** What goes to many at once, oldest first; `to` is a topic, or everyone. */
export const sharedWelcomes: readonly (Omit<Notice, 'recipients'> & { to: string })[] = [
  pinned,
  {
    to: glazes,
    ...fromShop('stock', 'workshop', 'Sea fog is out of the kiln', 'The new glaze, on three test mugs.'),
    blocks: [
      {
        id: 'picture',
        type: 'image',
        src: '/pictures/sea-fog.svg',
        text: 'Three mugs in grey, green and blue',
      },
    ],
  },
]

export const welcomesFor = (identifier: string): Notice[] =>
  (welcomes[identifier] ?? []).map((notice) => ({ ...notice, recipients: [identifier] }))
