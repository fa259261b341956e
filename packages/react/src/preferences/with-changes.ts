import type { ChannelId, PageChannel, PreferencePage, PreferencePageChanges } from '@inboxkit/protocol'

type Said = boolean | null

/** What was said of each channel; of two that speak of the same, the later one counts. */
const saidOf = (
  channels: readonly { channel: ChannelId; enabled: boolean | 0 | 1 | null }[] = [],
): Map<ChannelId, Said> =>
  new Map(channels.map(({ channel, enabled }) => [channel, enabled === null ? null : Boolean(enabled)]))

/**
 * The page as it will be once the changes are saved, as far as it can be told here: what a tenant's own defaults say
 * comes with the answer.
 */
export function withChanges(page: PreferencePage, changes: PreferencePageChanges): PreferencePage {
  const { channels, preference = [], digests = [], quietHours } = changes
  const whole = saidOf(channels)
  const wholes = page.channels.map((one): PageChannel => {
    const enabled = whole.get(one.channel)
    return typeof enabled === 'boolean' ? { ...one, enabled, isChosen: true } : one
  })
  const isOn = new Map(wholes.map(({ channel, enabled }) => [channel, enabled]))
  const cellOf = (cell: PageChannel, isRequired: boolean, said: Said | undefined): PageChannel => {
    const { channel } = cell
    if (typeof said === 'boolean') return { channel, enabled: said || isRequired, isChosen: true }
    if (said === undefined && (cell.isChosen || !whole.has(channel))) return cell
    return { channel, enabled: isRequired || isOn.get(channel) !== false, isChosen: false }
  }
  return {
    ...page,
    channels: wholes,
    categories: page.categories.map((line) => {
      const named = preference.filter(({ categoryId }) => String(categoryId) === String(line.category.id))
      const said = saidOf(named.flatMap((one) => one.channels))
      const cells = line.channels.map((cell) => cellOf(cell, line.isRequired, said.get(cell.channel)))
      return { ...line, channels: cells }
    }),
    digests: page.digests.map((one) => {
      const choice = digests.findLast(({ workflow }) => workflow === one.workflow)?.choice
      return choice ? { ...one, choice, isChosen: true } : one
    }),
    quietHours: { ...page.quietHours, ...quietHours },
  }
}
