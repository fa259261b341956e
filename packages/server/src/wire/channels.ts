import type { ChannelId } from '@inboxkit/protocol'
import { z } from 'zod'

/** In the order in which screens list them. */
export const channelIds = [
  'inApp',
  'webPush',
  'email',
  'mobilePush',
  'sms',
  'whatsapp',
  'slack',
  'chat',
  'discord',
  'webhook',
] as const satisfies ChannelId[]

export const channelShape = z.enum(channelIds).meta({ id: 'Channel' })
