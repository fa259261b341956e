import * as fc from 'fast-check'
import { type Kind, pick, tabKind, text } from '../command.js'
import { count, watch } from '../tab.js'
import type { World } from '../world.js'
import { aFilter } from './arbitraries.js'

const slotOf = ({ slots }: World, tab: object): World['slots'][number] | undefined =>
  slots.find((slot) => slot.tab === tab)

/** What somebody looks at. */
export const viewKinds: readonly Kind[] = [
  tabKind(20, 'watches', aFilter, (tab, filter, world) => {
    if (!watch(tab, filter)) return undefined
    slotOf(world, tab)?.filters.push(filter)
    return `watches ${text(filter)}`
  }),

  tabKind(10, 'counts', aFilter, (tab, filter) =>
    count(tab, filter) ? `counts ${text(filter)}` : undefined,
  ),

  tabKind(10, 'leaves', fc.nat(5), (tab, which, world) => {
    const feed = pick([...tab.feeds.keys()], which)
    if (!feed) return undefined
    tab.feeds.get(feed)?.()
    tab.feeds.delete(feed)
    const filters = slotOf(world, tab)?.filters
    filters?.splice(
      filters.findIndex((one) => text(one) === text(feed.filter)),
      1,
    )
    return `leaves ${text(feed.filter)}`
  }),

  tabKind(
    60,
    'looks',
    fc.record({
      which: fc.nat(5),
      how: fc.constantFrom('more', 'more', 'refresh', 'hold', 'hold', 'let go', 'let in'),
    }),
    ({ feeds }, { which, how }) => {
      const feed = pick([...feeds.keys()], which)
      if (!feed) return undefined
      if (how === 'more') void feed.loadMore()
      else if (how === 'refresh') void feed.refresh()
      else if (how === 'let in') feed.showWaiting()
      else feed.hold(how === 'hold')
      return `${text(feed.filter)}: ${how}`
    },
  ),

  tabKind(12, 'is looked at, or not', fc.boolean(), ({ platform }, isVisible) => {
    platform.setVisible(isVisible)
    return isVisible ? 'is looked at' : 'is hidden'
  }),
]
