const operationId = '7d1c4d3e-0b0f-4f0e-8a39-4c2e9a532a1f'

const profile = { firstName: 'Ann', email: 'ann@shop.test', plan: 'pro' }
const preference = {
  preference: [{ categoryId: 3, channels: [{ channel: 'inApp', enabled: false }] }],
}

const channels = [{ channel: 'email', enabled: false }]
const quietHours = {
  timeZone: 'Europe/Berlin',
  schedule: { mon: [{ from: '22:00', to: '07:00' }], sun: [{ from: '00:00', to: '24:00' }] },
  enabled: true,
}

/** Bodies that make sense, by route: what a schema alone suggests would often be refused. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v3/notifications': {
    notification: { title: 'Order 77 shipped', message: 'Arrives Friday', url: 'https://shop.test/o/77' },
    sendTo: { recipients: ['ann', { identifier: 'bob', email: 'bob@shop.test' }] },
    category: 'orders',
    data: { orderId: 77 },
  },
  'POST /v3/sdk/connect': { deviceType: 'browser', browserType: 'chrome', feed: { limit: 25 } },
  'POST /v3/notifications/batch': { operations: [{ operationId, verb: 'read', id: 5012 }] },
  'PATCH /v3/notifications/:id/click': { read: true },
  'POST /v3/notifications/:id/snooze': { until: '2030-01-02T08:00:00Z' },
  'PUT /v3/notifications/:id/state': { state: 'accepted' },
  'POST /v3/users': { identifier: 'ann', profile },
  'POST /v3/users/bulk': { users: [{ identifier: 'ann', profile }, { identifier: 'bob' }] },
  'PUT /v3/users/:identifier': profile,
  'PUT /v3/users/:identifier/channels/:channel': { addresses: [{ email: 'ann@home.test' }] },
  'PUT /v3/profile': { plan: 'pro' },
  'PATCH /v3/profile': [{ op: 'add', path: '/plan', value: 'pro' }],
  'PATCH /v3/preferences': preference,
  'PATCH /v3/users/:identifier/preferences': preference,
  'PATCH /v3/preferences/channels': { channels },
  'PATCH /v3/users/:identifier/preferences/channels': { channels },
  'PUT /v3/preferences/quiet-hours': quietHours,
  'PUT /v3/users/:identifier/preferences/quiet-hours': quietHours,
  'PATCH /v3/preferences/page': { ...preference, quietHours },
  'PATCH /v3/preference-page': { ...preference, quietHours },
  'PUT /v3/tenants/:identifier': {
    name: 'Acme',
    properties: { logo: 'https://acme.test/logo.png' },
    preferences: { categories: { news: { inApp: false } }, channels: { sms: false } },
  },
  'POST /v3/categories': { identifier: 'orders', name: 'Orders' },
  'PATCH /v3/categories/:id': { name: 'Your orders' },
  'POST /v3/topics': { name: 'Harbor news' },
  'PATCH /v3/topics/:id': { name: 'News of the harbor' },
  'POST /v3/topics/:id/users': { users: [{ identifier: 'ann' }, { identifier: 'bob', channels: ['inApp'] }] },
  'POST /v3/topics/:id/detachUsers': { users: ['bob'] },
  'PUT /v3/topics/:id/users/:identifier': { channels: ['inApp', 'email'] },
  'PUT /v3/templates/:slug': {
    name: 'Order shipped',
    channels: { inApp: { title: 'Order {{data.orderId}} shipped', url: '/orders/{{data.orderId}}' } },
  },
  'POST /v3/templates/:slug/preview': {
    channels: ['inApp', 'email'],
    recipient: 'ann',
    data: { orderId: 77 },
  },
  'POST /v3/templates/preview': {
    template: { name: 'Order shipped', channels: { sms: { text: 'Order {{data.orderId}} is on its way' } } },
    recipient: { firstName: 'Ann' },
    data: { orderId: 77 },
  },
  'PUT /v3/workflows/:identifier': {
    name: 'Welcome',
    category: 'news',
    steps: [
      { type: 'send', channel: 'inApp', template: { title: 'Welcome, {{recipient.firstName}}' } },
      { type: 'waitFor', id: 'order', event: 'order.placed', timeout: '2d' },
      {
        type: 'branch',
        when: { '!': { var: 'steps.order.happened' } },
        then: [
          { type: 'send', channel: 'email', template: { subject: 'Our guide', text: 'Did you see it?' } },
        ],
      },
    ],
  },
  'PATCH /v3/workflows/:identifier/cancel-run': {
    cancellationKey: 'order-77',
    cancelFor: { recipients: ['ann'] },
  },
  'POST /v3/events': { event: 'order.paid', recipient: 'ann', data: { orderId: 77 } },
  'POST /v3/devices/:deviceId/webPushSubscription': {
    endpoint: 'https://push.example.test/send/abc',
    expirationTime: null,
    keys: {
      p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
      auth: 'tBHItJI5svbpez7KI4CCXg',
    },
  },
  'PATCH /v3/app': {
    name: 'Shop',
    channels: ['inApp', 'email'],
    webhooks: [{ url: 'https://shop.test/hooks/inboxkit', events: ['delivery.failed'] }],
  },
}
