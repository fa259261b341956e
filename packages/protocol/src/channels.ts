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
] as const

/** The roads to a user (contract, section 4.5). */
export type ChannelId = (typeof channelIds)[number]
