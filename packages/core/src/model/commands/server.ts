import type { AllVerb, ItemVerb, Operation } from '@inboxkit/protocol'
import * as fc from 'fast-check'
import { type Kind, kind, pick, text } from '../command.js'
import type { Upset } from '../server.js'
import { anItem, answers, aSnooze, perhapsAFilter, toItem } from './arbitraries.js'

const itemVerbs: ItemVerb[] = [
  'read',
  'unread',
  'seen',
  'unseen',
  'delete',
  'restore',
  'state',
  'archive',
  'unarchive',
  'snooze',
  'unsnooze',
  'pin',
  'unpin',
]

/** What happens to a feed without the tabs of ours. */
export const serverKinds: readonly Kind[] = [
  kind(90, 'a notification arrives', anItem, async ({ server }, item) => {
    await server.create([toItem(item, server.clock.now())])
    return `a notification arrives: ${text(item)}`
  }),

  kind(
    80,
    'elsewhere',
    fc.record({
      verb: fc.constantFrom(...itemVerbs),
      which: fc.nat(60),
      ageMs: fc.nat(3000),
      snoozeMs: aSnooze,
    }),
    async ({ server }, { verb, which, ageMs, snoozeMs }) => {
      const id = pick(await server.ids(), which)
      if (id === undefined) return undefined
      await server.actElsewhere([
        {
          operationId: crypto.randomUUID(),
          verb,
          id,
          ageMs: which % 5 === 0 ? ageMs : 0,
          ...(verb === 'state' && (which % 2 === 0 ? { state: 'other' } : { answer: pick(answers, which) })),
          ...(verb === 'snooze' && { until: new Date(server.clock.now() + snoozeMs).toISOString() }),
        },
      ])
      return `elsewhere: ${verb} ${id}`
    },
  ),

  kind(
    20,
    'elsewhere, to all',
    fc.record({
      verb: fc.constantFrom<AllVerb[]>('readAll', 'seenAll', 'deleteAll', 'archiveAll'),
      back: fc.nat(7),
      filter: perhapsAFilter,
      isUndone: fc.boolean(),
    }),
    async ({ server }, { verb, back, filter, isUndone }) => {
      const { head } = await server.truth()
      const throughSeq = Math.max(0, head.seq - back)
      const of = crypto.randomUUID()
      const act: Operation = { operationId: of, verb, throughSeq, filter }
      await server.actElsewhere([act])
      if (isUndone) await server.actElsewhere([{ operationId: crypto.randomUUID(), verb: 'undo', of }])
      return `elsewhere: ${verb} of ${text(filter)} through ${throughSeq}${isUndone ? ', undone' : ''}`
    },
  ),

  kind(
    4,
    'the server is upset',
    fc.constantFrom<Upset[]>(
      'a new epoch',
      'old tombstones are forgotten',
      'contents of deleted ones are purged',
    ),
    async ({ server }, what) => {
      return (await server.upset(what)) ? what : undefined
    },
  ),

  kind(1, 'a flood', fc.constant(505), async ({ server }, many) => {
    await server.create(Array.from({ length: many }, () => ({})))
    return `${many} notifications arrive`
  }),

  kind(10, 'the server refuses', fc.option(fc.nat(2)), ({ server }, third) => {
    if (!server.refuse(third)) return undefined
    return third === null
      ? 'the server refuses nothing'
      : `the server refuses what is done to every third, ${third}`
  }),

  kind(
    110,
    'time passes',
    fc.oneof(
      { weight: 60, arbitrary: fc.constantFrom(1, 100, 300, 1000) },
      { weight: 15, arbitrary: fc.nat(40_000) },
      // The content of what was deleted is gone after ten minutes, and nothing can be undone any more.
      { weight: 1, arbitrary: fc.constant(601_000) },
    ),
    async ({ server }, ms) => {
      await server.pass(ms)
      return `${ms} ms pass`
    },
  ),
]
