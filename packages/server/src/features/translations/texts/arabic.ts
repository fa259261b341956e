import type { Texts } from './english.js'

export const arabic: Texts = {
  header: {
    headerText: 'الإشعارات',
    preferenceText: 'التفضيلات',
    dropdownItems: {
      preferences: 'التفضيلات',
      enableDesktopNotifications: 'تفعيل إشعارات سطح المكتب',
      markAllAsRead: 'تحديد الكل كمقروء',
      deleteAll: 'حذف الكل',
    },
  },
  notification: { dropdownItems: { delete: 'حذف', markAsRead: 'تحديد كمقروء' } },
  channels: {
    discord: 'Discord',
    email: 'البريد الإلكتروني',
    inApp: 'داخل التطبيق',
    mobilePush: 'إشعارات الهاتف',
    slack: 'Slack',
    sms: 'رسائل SMS',
    webPush: 'إشعارات المتصفح',
    webhook: 'Webhook',
    whatsapp: 'واتساب',
    chat: 'الدردشة',
  },
  preferenceModal: {
    heading: 'تفعيل إشعارات المتصفح',
    text: 'هل تريد تفعيل إشعارات المتصفح؟',
    yesButtonText: 'نعم',
    noButtonText: 'ربما لاحقًا',
    secondaryText: 'يمكنك تغيير ذلك لاحقًا في التفضيلات.',
  },
  notificationFeed: { placeholderText: 'الهدوء يعمّ المكان هنا…' },
}
