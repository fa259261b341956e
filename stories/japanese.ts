import type { Notification } from '@inboxkit/protocol'
import { approval, comment, link, notification } from './sample.js'

/** An ordinary day, in Japanese. */
export const japaneseNotifications: readonly Notification[] = [
  {
    ...comment,
    title: '高橋美咲さんが請求書2041にコメントしました',
    message: '支払期日を12月4日に変更できますか。仕入先からの依頼です。',
    data: { actor: '高橋美咲' },
  },
  notification({
    id: 8,
    age: 2_400_000,
    title: '注文3318を発送しました',
    message: '配送状況: https://example.com/orders/3318',
    data: { actor: '注文' },
  }),
  {
    ...approval,
    title: 'リスボン支店の予算が承認を待っています',
    message: '佐藤健さんが3月末までの予算として12,400 €を申請しています。',
    data: { actor: '佐藤健' },
    blocks: [link('承認', '#/budgets/12/approve', 'primary'), link('先に読む', '#/budgets/12')],
  },
  notification({
    id: 6,
    age: 100_000_000,
    is: 'read',
    title: 'リリース4.17を公開しました',
    message: 'すべての検査に合格しました。',
    data: { actor: 'リリース' },
  }),
]
