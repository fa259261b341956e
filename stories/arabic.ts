import type { Notification } from '@inboxkit/protocol'
import { approval, comment, link, notification } from './sample.js'

/** An ordinary day, in Arabic. */
export const arabicNotifications: readonly Notification[] = [
  {
    ...comment,
    title: 'علّقت مريم الحداد على الفاتورة 2041',
    message: 'هل يمكن تأجيل موعد الدفع إلى 4 ديسمبر؟ طلب المورّد ذلك.',
    data: { actor: 'مريم الحداد' },
  },
  notification({
    id: 8,
    age: 2_400_000,
    title: 'تم شحن الطلب 3318',
    message: 'تتبّعه هنا: https://example.com/orders/3318',
    data: { actor: 'الطلبات' },
  }),
  {
    ...approval,
    title: 'ميزانية مكتب لشبونة بانتظار موافقتك',
    message: 'يطلب سامي 12,400 € حتى نهاية مارس.',
    data: { actor: 'سامي' },
    blocks: [link('موافقة', '#/budgets/12/approve', 'primary'), link('اقرأها أولاً', '#/budgets/12')],
  },
  notification({
    id: 6,
    age: 100_000_000,
    is: 'read',
    title: 'الإصدار 4.17 متاح الآن',
    message: 'اجتازت كل الفحوص.',
    data: { actor: 'الإصدارات' },
  }),
]
