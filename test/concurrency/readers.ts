import { asUser } from '../kit/api.js'
import type { Random } from '../kit/random.js'
import { catchUp, isSame, Replica } from '../kit/replica.js'
import type { Crowd } from './crowd.js'
import { pageFaults } from './page-faults.js'

/**
 * Looks at pages, and follows every feed by `changes`.
 * @returns its replicas, by user, as they were when it was over
 */
export const runReader = async (
  { urls, users, isOver, tally }: Crowd,
  random: Random,
): Promise<Map<string, Replica>> => {
  const replicas = new Map(users.map((user) => [user, new Replica()]))
  while (!isOver()) {
    const [user, replica] = random.pick([...replicas])
    const api = asUser(random.pick(urls), user)
    const page = await api.list({ limit: 100 })
    tally.pages++
    if (page.nextCursor === null) tally.wholePages++
    tally.faults.push(...pageFaults(page).map((fault) => `${user}: ${fault}`))

    const { answer, loads } = await catchUp(replica, api)
    tally.replays++
    tally.loads += loads
    if (!isSame(replica.counts(), answer.counts))
      tally.faults.push(
        `${user}: a replica that followed changes to ${answer.seq} counts ${JSON.stringify(replica.counts())}, ` +
          `the answer says ${JSON.stringify(answer.counts)}`,
      )
  }
  return replicas
}
