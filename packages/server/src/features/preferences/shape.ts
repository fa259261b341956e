import { type ChannelPreference, channelIds, type Preference } from '@inboxkit/protocol'
import { z } from 'zod'
import { channelShape } from '../../wire/channels.js'
import { categoryShape } from '../../wire/notification.js'
import { idText } from '../../wire/query.js'
import { wireId } from '../../wire/values.js'
import type { PreferenceRow } from './queries.js'

/** More than any screen has; its product with the channels is what one statement takes. */
const mostCategories = 100
const mostChannels = 10

const categoryId = z.union([wireId, idText.meta({ type: 'string' })])
const enabled = z.union([z.boolean(), z.literal([0, 1])]).transform(Boolean)

const channels = z.array(z.object({ channel: channelShape, enabled })).max(mostChannels)
const choices = z
  .array(
    z.object({
      channel: channelShape,
      enabled: enabled.nullable().describe('`null` = as if it was never chosen'),
    }),
  )
  .max(mostChannels)

export const preferencesBody = z.object({
  preference: z
    .array(z.object({ categoryId: categoryId.describe('Also as text'), channels: choices }))
    .max(mostCategories),
})
export type PreferencesBody = z.output<typeof preferencesBody>

export const channelsBody = z.object({ channels })
export type ChannelsBody = z.output<typeof channelsBody>

export const channelPreferenceShape: z.ZodType<ChannelPreference> = z
  .object({ channel: channelShape, enabled: z.boolean() })
  .meta({ id: 'ChannelPreference' })

export const preferenceShape: z.ZodType<Preference> = z
  .object({
    category: categoryShape,
    channelPreferences: z.array(channelPreferenceShape),
  })
  .meta({ id: 'Preference' })

/** One entry per category that the user chose something about. */
export const toWire = (rows: readonly PreferenceRow[]): Preference[] => {
  const byCategory = new Map<number, Preference>()
  for (const { id, identifier, name, channel, is_enabled: enabled } of rows) {
    const one = byCategory.get(id) ?? { category: { id, identifier, name }, channelPreferences: [] }
    one.channelPreferences.push({ channel, enabled })
    byCategory.set(id, one)
  }
  const placeOf = ({ channel }: Preference['channelPreferences'][number]): number =>
    channelIds.indexOf(channel)
  for (const one of byCategory.values()) one.channelPreferences.sort((a, b) => placeOf(a) - placeOf(b))
  return [...byCategory.values()]
}
