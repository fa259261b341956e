import { beaconIntervalMs } from '@inboxkit/protocol'
import { open, setNetwork, tabsOf, type World } from './world.js'

/**
 * So long after everything is well again every tab is where the server is, at the latest: the next beacon says where
 * that is, who hears that it is behind asks within half a second, and a tab may have to take the socket over first.
 * With the same beacon the tab that has the socket sends what tabs have left that died.
 */
const boundMs = beaconIntervalMs + 5000

/** Everything that was under way arrives, in order. */
const flush = async (world: World): Promise<void> => {
  for (const { road } of tabsOf(world)) {
    for (let call = road.calls[0]; call; call = road.calls[0]) {
      await call.answer()
      await world.server.idle()
    }
    for (const wire of [...road.wires]) while (wire.waiting() > 0) wire.deliver(0)
  }
  await world.server.idle()
}

/** All is well again: pages are awake and looked at, the network is quick; and time passes. */
export const settle = async (world: World): Promise<void> => {
  if (tabsOf(world).length === 0) for (const slot of world.slots.slice(0, 1)) open(world, slot)
  world.isOnline = true
  world.areSocketsBlocked = false
  for (const tab of tabsOf(world)) {
    tab.page.thaw()
    if (tab.standing === 'put away') tab.page.setShown(true)
    tab.standing = 'shown'
    tab.road.isInstant = true
    setNetwork(world, tab)
    tab.platform.setVisible(true)
  }
  world.log.push('all is well again')
  await world.server.idle()
  await flush(world)
  await world.server.pass(boundMs)
}
