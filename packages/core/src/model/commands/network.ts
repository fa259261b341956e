import * as fc from 'fast-check'
import { type Kind, kind, pick, tabKind } from '../command.js'
import { setNetwork, tabsOf } from '../world.js'

/** What a network does to what is under way. */
export const networkKinds: readonly Kind[] = [
  tabKind(
    170,
    'a request goes on',
    fc.record({
      which: fc.nat(5),
      how: fc.constantFrom('is answered', 'is answered', 'is answered', 'arrives', 'is lost'),
    }),
    async ({ road }, { which, how }) => {
      const call = pick(road.calls, which)
      if (!call) return undefined
      const { path, query } = call.request
      if (how === 'is answered') await call.answer()
      else if (how === 'arrives') await call.arrive()
      else call.lose()
      return `${path}?${query} ${how}`
    },
  ),

  tabKind(40, 'all requests are answered', fc.constant(null), async ({ road }) => {
    if (road.calls.length === 0) return undefined
    const before = [...road.calls]
    for (const call of before) await call.answer()
    return `${before.length} requests are answered`
  }),

  tabKind(
    170,
    'an event goes on',
    fc.record({
      which: fc.nat(9),
      how: fc.constantFrom('comes', 'comes', 'comes', 'comes late', 'comes twice', 'is lost'),
    }),
    ({ road }, { which, how }) => {
      const [wire] = road.wires
      if (!wire || wire.waiting() === 0) return undefined
      const index = which % wire.waiting()
      if (!wire.hasJoined() || how === 'comes') wire.deliver(0)
      else if (how === 'is lost') wire.lose(index)
      else wire.deliver(index, how === 'comes twice')
      return `an event ${how}`
    },
  ),

  tabKind(40, 'all events come', fc.constant(null), ({ road }) => {
    const waiting = road.wires.filter((wire) => wire.waiting() > 0)
    if (waiting.length === 0) return undefined
    for (const wire of waiting) while (wire.waiting() > 0) wire.deliver(0)
    return 'all events come'
  }),

  tabKind(10, 'the socket breaks', fc.constant(null), ({ road }) => {
    const [wire] = road.wires
    wire?.cut()
    return wire && 'its socket breaks'
  }),

  tabKind(10, 'is quick, or not', fc.boolean(), ({ road }, isInstant) => {
    road.isInstant = isInstant
    return isInstant ? 'has a quick network from here on' : 'has a slow network from here on'
  }),

  kind(30, 'online, or not', fc.boolean(), (world, isOnline) => {
    if (world.isOnline === isOnline) return undefined
    world.isOnline = isOnline
    for (const tab of tabsOf(world)) setNetwork(world, tab)
    return isOnline ? 'the machine is online' : 'the machine goes offline'
  }),

  kind(12, 'websockets are blocked, or not', fc.boolean(), (world, areBlocked) => {
    if (world.areSocketsBlocked === areBlocked) return undefined
    world.areSocketsBlocked = areBlocked
    for (const tab of tabsOf(world)) setNetwork(world, tab)
    return areBlocked ? 'websockets are blocked' : 'websockets get through'
  }),
]
