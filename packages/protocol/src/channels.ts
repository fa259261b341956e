/** The roads to a user (contract, section 4.5). */
export type ChannelId =
  | 'inApp'
  | 'webPush'
  | 'email'
  | 'mobilePush'
  | 'sms'
  | 'whatsapp'
  | 'slack'
  | 'chat'
  | 'discord'
  | 'webhook'
