import type { Texts } from './english.js'

export const japanese: Texts = {
  header: {
    headerText: '通知',
    preferenceText: '通知設定',
    dropdownItems: {
      preferences: '通知設定',
      enableDesktopNotifications: 'デスクトップ通知を有効にする',
      markAllAsRead: 'すべて既読にする',
      deleteAll: 'すべて削除',
    },
  },
  notification: { dropdownItems: { delete: '削除', markAsRead: '既読にする' } },
  channels: {
    discord: 'Discord',
    email: 'メール',
    inApp: 'アプリ内',
    mobilePush: 'モバイルプッシュ',
    slack: 'Slack',
    sms: 'SMS',
    webPush: 'Webプッシュ',
    webhook: 'Webhook',
    whatsapp: 'WhatsApp',
    chat: 'チャット',
  },
  preferenceModal: {
    heading: 'Webプッシュ通知を有効にする',
    text: 'このブラウザーでプッシュ通知を有効にしますか？',
    yesButtonText: 'はい',
    noButtonText: 'あとで',
    secondaryText: '通知設定からいつでも変更できます。',
  },
  notificationFeed: { placeholderText: '新しいお知らせはありません' },
}
