import type { Texts } from './english.js'

export const french: Texts = {
  header: {
    headerText: 'Notifications',
    preferenceText: 'Préférences',
    dropdownItems: {
      preferences: 'Préférences',
      enableDesktopNotifications: 'Activer les notifications sur le bureau',
      markAllAsRead: 'Tout marquer comme lu',
      deleteAll: 'Tout supprimer',
    },
  },
  notification: { dropdownItems: { delete: 'Supprimer', markAsRead: 'Marquer comme lu' } },
  channels: {
    discord: 'Discord',
    email: 'E-mail',
    inApp: 'Dans l’application',
    mobilePush: 'Push sur mobile',
    slack: 'Slack',
    sms: 'SMS',
    webPush: 'Push dans le navigateur',
    webhook: 'Webhook',
    whatsapp: 'WhatsApp',
    chat: 'Chat',
  },
  preferenceModal: {
    heading: 'Activer les notifications push',
    text: 'Voulez-vous activer les notifications push dans ce navigateur ?',
    yesButtonText: 'Oui',
    noButtonText: 'Plus tard',
    secondaryText: 'Vous pourrez changer d’avis plus tard dans les préférences.',
  },
  notificationFeed: { placeholderText: 'Chut ! Tout est calme par ici…' },
}
