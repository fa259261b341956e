import type { Texts } from './english.js'

export const german: Texts = {
  header: {
    headerText: 'Benachrichtigungen',
    preferenceText: 'Einstellungen',
    dropdownItems: {
      preferences: 'Einstellungen',
      enableDesktopNotifications: 'Desktop-Benachrichtigungen aktivieren',
      markAllAsRead: 'Alle als gelesen markieren',
      deleteAll: 'Alle löschen',
    },
  },
  notification: { dropdownItems: { delete: 'Löschen', markAsRead: 'Als gelesen markieren' } },
  channels: {
    discord: 'Discord',
    email: 'E-Mail',
    inApp: 'In der App',
    mobilePush: 'Push auf dem Handy',
    slack: 'Slack',
    sms: 'SMS',
    webPush: 'Push im Browser',
    webhook: 'Webhook',
    whatsapp: 'WhatsApp',
    chat: 'Chat',
  },
  preferenceModal: {
    heading: 'Push-Benachrichtigungen im Browser aktivieren',
    text: 'Möchten Sie Push-Benachrichtigungen im Browser aktivieren?',
    yesButtonText: 'Ja',
    noButtonText: 'Vielleicht später',
    secondaryText: 'Sie können das später in den Einstellungen ändern.',
  },
  notificationFeed: { placeholderText: 'Pst! Hier ist es gerade ganz ruhig …' },
}
