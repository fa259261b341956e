import { randomUUID } from 'node:crypto'
import { send } from '../kit/api.js'
import type { Random } from '../kit/random.js'
import type { Crowd } from './crowd.js'

/** Sends to many of the same users, in no order. */
export const runSender = async ({ urls, users, isOver, tally }: Crowd, random: Random): Promise<void> => {
  while (!isOver()) {
    const recipients = random.sample(users, random.integer(1, 20))
    await send(random.pick(urls), {
      notification: { title: randomUUID() },
      sendTo: { recipients },
      category: random.pick(['orders', 'team']),
    })
    tally.sends++
    tally.copies += recipients.length
  }
}
