import { beforeAll, describe, expect, it } from 'vitest'
import { nextTurn } from '../../next-turn.js'
import { testDatabase } from '../../testing/test-db.js'
import { expanded } from '../../testing/test-server.js'
import { eventually, say, type WorkflowTest } from '../../testing/workflows.js'
import { delay, minuteMs, openRuns } from './testing/open-runs.js'

/** More of them by hand: `RACES=300`. */
const rounds = Number(process.env['RACES'] ?? 12)
const names = Array.from({ length: 20 }, (_, n) => `racer-${n}`)

const { test, work, got } = await openRuns()
beforeAll(async () => {
  await work.users(...names)
  await work.publish('race', [say('Before'), delay({ for: '1m' }), say('After'), say('Last')])
})

/** Lets others go ahead a little. */
const pause = async (turns: number): Promise<void> => {
  for (let n = 0; n < turns; n++) await nextTurn()
}

/** As soon as the send is on disk, which may be before its caller hears of it. */
const cancelOnceKnown = async (
  cancellationKey: string,
  chosen: string[] | undefined,
): ReturnType<WorkflowTest['cancel']> => {
  for (;;) {
    const answer = await work.cancel('race', cancellationKey, chosen)
    if (answer.status !== 404) return answer
    await pause(1)
  }
}

const settled = (requestId: string) =>
  eventually(async () => {
    const open = await test.db.one`
      select 1 from trigger t left join run r on r.trigger_id = t.id
      where t.request_id = ${requestId}::uuid and (t.expanded_at is null or r.state in ('ready', 'waiting'))`
    if (open) throw new Error('Some runs are not over')
  })

const states = async (requestId: string) => {
  const rows = await test.db.many<{ identifier: string; state: string }>`
    select u.identifier, r.state from run r join trigger t on t.id = r.trigger_id join app_user u on u.id = r.user_id
    where t.request_id = ${requestId}::uuid order by u.id`
  const of = (state: string) => rows.filter((row) => row.state === state).map(({ identifier }) => identifier)
  return { done: of('done'), cancelled: of('cancelled') }
}

describe('cancelling while a page is claimed', () => {
  it.each([
    ['everybody', undefined],
    ['some', names.filter((_, n) => n % 3 === 0)],
  ])(
    'of %s: either the cancellation or the delivery wins, for each run',
    async (_who, chosen) => {
      let cancelledInAll = 0
      for (let round = 0; round < rounds; round++) {
        const cancellationKey = `claim-${chosen?.length ?? 'all'}-${round}`
        const id = await work.trigger('race', names, { cancellationKey })
        await work.reach(
          id,
          names.map(() => 'waiting'),
        )
        const ahead = testDatabase() === 'pglite' ? (round % 8) - 2 : 2 - ((round * 5) % 60)
        const waking = pause(Math.max(0, ahead)).then(() => test.clock.advance(minuteMs + 500))
        await pause(Math.max(0, -ahead))
        const answer = await work.cancel('race', cancellationKey, chosen)
        await waking
        const atAnswer = await states(id)
        await settled(id)
        const { done, cancelled } = await states(id)
        expect(answer).toMatchObject({ status: 200, cancelled: cancelled.length, pending: false })
        expect(atAnswer.cancelled).toEqual(cancelled)
        expect([...done, ...cancelled].sort()).toEqual([...names].sort())
        expect(await got(id, 0)).toEqual(names)
        expect(await got(id, 2)).toEqual(done)
        expect(await got(id, 3)).toEqual(done)
        if (chosen) expect(chosen).toEqual(expect.arrayContaining(cancelled))
        cancelledInAll += cancelled.length
      }
      console.log(`${rounds} races with a claim: ${cancelledInAll} runs were cancelled, the others performed`)
    },
    600_000,
  )
})

describe('cancelling while a send is expanded', () => {
  it.each([
    ['everybody', undefined],
    ['some', names.filter((_, n) => n % 3 === 0)],
  ])(
    'of %s: nobody gets anything after the answer',
    async (_who, chosen) => {
      let early = 0
      for (let round = 0; round < rounds; round++) {
        const cancellationKey = `expand-${chosen?.length ?? 'all'}-${round}`
        const sending = work.trigger('race', names, { cancellationKey })
        if (round % 3 === 2) await sending
        await pause(round % 8)
        const answer = await cancelOnceKnown(cancellationKey, chosen)
        const id = await sending
        const before = await got(id, 0)
        await expanded(test.db, id)
        const kept = names.filter((name) => chosen && !chosen.includes(name))
        await eventually(async () => {
          const waiting = (await work.runs(id)).filter(({ state }) => state === 'waiting')
          if (waiting.length !== kept.length) throw new Error('Some runs are still to be performed')
        })
        const lost = names.filter((name) => !kept.includes(name))
        expect(answer).toMatchObject({ status: 200, cancelled: lost.length, pending: false })
        const { done, cancelled } = await states(id)
        const left = (await work.outcomes(id)).map((one) => (one as { recipient: string }).recipient)
        expect(done).toEqual([])
        expect([...cancelled, ...left].sort()).toEqual([...lost].sort())
        expect((await got(id, 0)).filter((name) => lost.includes(name))).toEqual(
          before.filter((name) => lost.includes(name)),
        )
        if (cancelled.length === 0) early++
        if (kept.length > 0) {
          test.clock.advance(minuteMs + 500)
          await settled(id)
        }
        expect(await got(id, 2)).toEqual(kept)
      }
      console.log(`${rounds} races with an expansion: ${early} were cancelled before it`)
    },
    600_000,
  )
})
