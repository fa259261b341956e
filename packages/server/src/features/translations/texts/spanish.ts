import type { Texts } from './english.js'

export const spanish: Texts = {
  header: {
    headerText: 'Notificaciones',
    preferenceText: 'Preferencias',
    dropdownItems: {
      preferences: 'Preferencias',
      enableDesktopNotifications: 'Activar notificaciones de escritorio',
      markAllAsRead: 'Marcar todo como leído',
      deleteAll: 'Eliminar todo',
    },
  },
  notification: { dropdownItems: { delete: 'Eliminar', markAsRead: 'Marcar como leída' } },
  channels: {
    discord: 'Discord',
    email: 'Correo electrónico',
    inApp: 'En la aplicación',
    mobilePush: 'Push en el móvil',
    slack: 'Slack',
    sms: 'SMS',
    webPush: 'Push en el navegador',
    webhook: 'Webhook',
    whatsapp: 'WhatsApp',
    chat: 'Chat',
  },
  preferenceModal: {
    heading: 'Activar las notificaciones push',
    text: '¿Quiere activar las notificaciones push en este navegador?',
    yesButtonText: 'Sí',
    noButtonText: 'Quizás más tarde',
    secondaryText: 'Podrá cambiarlo más tarde en las preferencias.',
  },
  notificationFeed: { placeholderText: '¡Chis! Por aquí está todo tranquilo…' },
}
