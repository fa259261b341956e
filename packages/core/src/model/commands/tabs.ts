import * as fc from 'fast-check'
import { type Kind, kind, pick } from '../command.js'
import type { Tab } from '../tab.js'
import { open, type Slot, vanish, type World } from '../world.js'

/** Of a slot where a page stands so. */
const slotKind = (
  weight: number,
  name: string,
  standing: Tab['standing'] | 'none',
  happen: (slot: Slot, world: World, arrives: boolean) => string | Promise<string>,
): Kind =>
  kind(
    weight,
    name,
    fc.record({ which: fc.nat(2), arrives: fc.boolean() }),
    async (world, { which, arrives }) => {
      const slot = pick(
        world.slots.filter(({ tab }) => (tab?.standing ?? 'none') === standing),
        which,
      )
      return slot && `${slot.name}: ${await happen(slot, world, arrives)}`
    },
  )

/** It is told before, and what it then does is done. */
const hide = async ({ tab }: Slot, { server }: World): Promise<void> => {
  tab?.page.setShown(false)
  await server.idle()
}
const close = async (slot: Slot, world: World, arrives: boolean): Promise<void> => {
  await hide(slot, world)
  vanish(world, slot, arrives)
}

/** How pages come and go. */
export const tabKinds: readonly Kind[] = [
  slotKind(40, 'opens', 'none', (slot, world) => {
    open(world, slot)
    return 'is opened'
  }),

  slotKind(12, 'closes', 'shown', async (slot, world, arrives) => {
    await close(slot, world, arrives)
    return `is closed; what it has sent ${arrives ? 'arrives' : 'is lost'}`
  }),

  slotKind(10, 'crashes', 'shown', (slot, world, arrives) => {
    vanish(world, slot, arrives)
    return `crashes; what it has sent ${arrives ? 'arrives' : 'is lost'}`
  }),

  slotKind(16, 'is reloaded', 'shown', async (slot, world, arrives) => {
    await close(slot, world, arrives)
    open(world, slot)
    return `is reloaded; what it has sent ${arrives ? 'arrives' : 'is lost'}`
  }),

  slotKind(10, 'freezes', 'shown', ({ tab }) => {
    tab?.page.freeze()
    if (tab) tab.standing = 'frozen'
    return 'freezes'
  }),

  slotKind(30, 'thaws', 'frozen', ({ tab }) => {
    if (tab) tab.standing = 'shown'
    tab?.page.thaw()
    return 'thaws'
  }),

  slotKind(3, 'dies frozen', 'frozen', (slot, world, arrives) => {
    vanish(world, slot, arrives)
    return 'is thrown away, frozen'
  }),

  slotKind(10, 'is put away', 'shown', async (slot, world) => {
    const { tab } = slot
    await hide(slot, world)
    tab?.page.freeze()
    if (tab) tab.standing = 'put away'
    return 'goes into the back/forward cache'
  }),

  slotKind(30, 'comes back', 'put away', ({ tab }) => {
    if (tab) tab.standing = 'shown'
    tab?.page.thaw()
    tab?.page.setShown(true)
    return 'comes back from the back/forward cache'
  }),
]
