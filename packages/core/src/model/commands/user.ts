import type { AllVerb, Filter, ItemVerb } from '@inboxkit/protocol'
import * as fc from 'fast-check'
import type { Inbox, Undoable } from '../../inbox.js'
import { type Kind, pick, tabKind, text } from '../command.js'
import { awaitAnswer, type Deed, type Tab } from '../tab.js'
import type { World } from '../world.js'
import { answers, aSnooze, perhapsAFilter, stateBy } from './arbitraries.js'

/** Notes an act before anybody answers it. Nobody does two things in one millisecond. */
const note = (tab: Tab, world: World, deeds: readonly Deed[], act: Promise<void> | Undoable): void => {
  world.server.clock.sleep(1)
  world.deeds.push(...deeds)
  awaitAnswer(tab, act, deeds)
  if ('undo' in act) tab.done.push({ act, deeds })
}

const deedsOf = (tab: Tab, { server }: World, verb: Deed['verb'], ids: readonly number[]): Deed[] =>
  ids.map((id) => ({ verb, id, by: tab.name, at: server.clock.now(), answer: 'open' }))

/** What a verb of items is called. */
const itemVerbs: [verb: ItemVerb, act: (inbox: Inbox, ids: number[]) => Promise<void> | Undoable][] = [
  ['read', ({ markRead }, ids) => markRead(ids)],
  ['read', ({ markRead }, ids) => markRead(ids)],
  ['unread', ({ markUnread }, ids) => markUnread(ids)],
  ['seen', ({ markSeen }, ids) => markSeen(ids)],
  ['unseen', ({ markUnseen }, ids) => markUnseen(ids)],
  ['delete', ({ remove }, ids) => remove(ids)],
  ['archive', ({ archive }, ids) => archive(ids)],
  ['unarchive', ({ unarchive }, ids) => unarchive(ids)],
  ['unsnooze', ({ unsnooze }, ids) => unsnooze(ids)],
  ['pin', ({ pin }, ids) => pin(ids)],
  ['unpin', ({ unpin }, ids) => unpin(ids)],
]
const allVerbs: [verb: AllVerb, act: (inbox: Inbox, filter: Filter) => Undoable][] = [
  ['readAll', ({ markAllRead }, filter) => markAllRead(filter)],
  ['seenAll', ({ markAllSeen }, filter) => markAllSeen(filter)],
  ['archiveAll', ({ archiveAll }, filter) => archiveAll(filter)],
  ['deleteAll', ({ removeAll }, filter) => removeAll(filter)],
]

/** Most often of what is shown, else of what is there. */
const idAt = async ({ feeds }: Tab, { server }: World, which: number): Promise<number | undefined> => {
  const shown = [...feeds.keys()].flatMap(({ get }) => get().ids)
  return which % 5 > 0 && shown.length > 0 ? pick(shown, which) : pick(await server.ids(), which)
}

/** What a user does in one of our tabs. */
export const userKinds: readonly Kind[] = [
  tabKind(
    120,
    'acts on some',
    fc.record({ act: fc.constantFrom(...itemVerbs), which: fc.nat(60), more: fc.constantFrom(0, 0, 3) }),
    async (tab, { act: [verb, act], which, more }, world) => {
      const id = await idAt(tab, world, which)
      if (id === undefined) return undefined
      const [first] = tab.feeds.keys()
      const ids = [...new Set([id, ...(first?.get().ids.slice(0, more) ?? [])])]
      for (const one of ids) tab.acted.add(one)
      // What is seen already is not said again.
      const isSaid = (one: number): boolean => verb !== 'seen' || !tab.inbox.item(one).get()?.seenAt
      note(tab, world, deedsOf(tab, world, verb, ids.filter(isSaid)), act(tab.inbox, ids))
      return `${verb} ${text(ids)}`
    },
  ),

  tabKind(
    12,
    'snoozes',
    fc.record({ which: fc.nat(60), snoozeMs: aSnooze }),
    async (tab, { which, snoozeMs }, world) => {
      const id = await idAt(tab, world, which)
      if (id === undefined) return undefined
      tab.acted.add(id)
      const until = new Date(world.server.clock.now() + snoozeMs)
      note(tab, world, deedsOf(tab, world, 'snooze', [id]), tab.inbox.snooze(id, until))
      return `snooze ${id} for ${snoozeMs} ms`
    },
  ),

  tabKind(16, 'sets a state', fc.nat(60), async (tab, which, world) => {
    const id = await idAt(tab, world, which)
    if (id === undefined) return undefined
    tab.acted.add(id)
    const state = `${tab.name}, act ${world.deeds.length}`
    note(tab, world, deedsOf(tab, world, 'state', [id]), tab.inbox.setState(id, state))
    return `state of ${id} becomes "${state}"`
  }),

  tabKind(
    16,
    'answers',
    fc.record({ which: fc.nat(60), answer: fc.constantFrom(...answers) }),
    async (tab, { which, answer }, world) => {
      const id = await idAt(tab, world, which)
      if (id === undefined) return undefined
      tab.acted.add(id)
      const deeds = deedsOf(tab, world, 'state', [id])
      note(tab, world, deeds, tab.inbox.setState(id, stateBy(answer), answer))
      return `answers ${id} with ${text(answer)}`
    },
  ),

  tabKind(20, 'restores', fc.nat(60), (tab, which, world) => {
    const id = pick([...tab.acted], which)
    if (id === undefined) return undefined
    note(tab, world, deedsOf(tab, world, 'restore', [id]), tab.inbox.restore(id))
    return `restore ${id}`
  }),

  tabKind(
    20,
    'acts on all',
    fc.record({ act: fc.constantFrom(...allVerbs), filter: perhapsAFilter }),
    (tab, { act: [verb, act], filter }, world) => {
      tab.hasMarkedAll = true
      note(tab, world, [], act(tab.inbox, filter))
      return `${verb} of ${text(filter)}`
    },
  ),

  tabKind(30, 'undoes', fc.constantFrom(0, 0, 0, 1, 2, 3, 4), (tab, back, world) => {
    const done = tab.done.at(-1 - back)
    if (!done) return undefined
    tab.hasMarkedAll = true
    // Whatever was not sent yet need not be.
    for (const deed of done.deeds) deed.answer = 'taken back'
    world.undoneAt.add(world.server.clock.now())
    note(tab, world, [], done.act.undo())
    return `undoes what it did ${back + 1} acts ago`
  }),
]
