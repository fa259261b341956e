import { type ChannelId, type PreferenceChanges, Problem } from '@inboxkit/protocol'
import type { Account, CategoryName } from './account.js'

/** Both resolve to what undoes them. */
export interface Muting {
  mute(category: CategoryName): Promise<() => Promise<void>>
  unmute(category: CategoryName): Promise<() => Promise<void>>
}

type Channels = PreferenceChanges['preference'][number]['channels']

/** A record, so that a channel that is new is missed by the compiler. */
const everyChannel: Record<ChannelId, false> = {
  inApp: false,
  webPush: false,
  email: false,
  mobilePush: false,
  sms: false,
  whatsapp: false,
  slack: false,
  chat: false,
  discord: false,
  webhook: false,
}
const channelIds = Object.keys(everyChannel) as ChannelId[]

export const createMuting = ({
  preferences,
  setPreferences,
  categories,
}: Pick<Account, 'preferences' | 'setPreferences' | 'categories'>): Muting => {
  const idOf = async (name: CategoryName): Promise<number> => {
    if (typeof name === 'object') return name.id
    if (typeof name === 'number') return name
    const found = (await categories()).find(({ identifier }) => identifier === name)
    if (found) return found.id
    const kind = { status: 404, title: 'No such category', retryable: false }
    throw new Problem('category_not_found', kind, { detail: `There is no category ${name}` })
  }

  /** Sets every channel to what `next` makes of what was chosen before; `null` = nothing was, or shall be. */
  const change = async (
    name: CategoryName,
    next: (before: boolean | null) => boolean | null,
  ): Promise<() => Promise<void>> => {
    const [categoryId, chosen] = await Promise.all([idOf(name), preferences()])
    const known = chosen.find(({ category }) => category.id === categoryId)?.channelPreferences ?? []
    const before = channelIds.map((channel) => ({
      channel,
      enabled: known.find((one) => one.channel === channel)?.enabled ?? null,
    }))
    const put = async (channels: Channels): Promise<void> => {
      await setPreferences([{ categoryId, channels }])
    }
    const after = before.map(({ channel, enabled }) => ({ channel, enabled: next(enabled) }))
    await put(after)
    return () => put(before)
  }

  return {
    mute: (name) => change(name, () => false),
    unmute: (name) => change(name, (before) => before || null),
  }
}
