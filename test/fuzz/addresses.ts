import fc from 'fast-check'

/** Nobody is called there: addresses of this machine are refused before a connection is made. */
const hook = fc.constantFrom('https://127.0.0.1/hook', 'https://[::1]:8443/hook?x=1')
const phoneNumber = fc.constantFrom('+4930123456', '+16502530000')
const email = fc.constantFrom('ann@shop.test', 'ünï@shop.test', 'a+b@sub.shop.test')
const keys = fc.constant({
  p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
  auth: 'tBHItJI5svbpez7KI4CCXg',
})
const token = fc.constantFrom('token-1', 'token-2', 'token-3')

/** What addresses look like, by channel. */
const shapes: Readonly<Record<string, fc.Arbitrary<object>>> = {
  email: fc.record({ email }),
  sms: fc.record({ phoneNumber }),
  whatsapp: fc.record({ phoneNumber }),
  webPush: fc.record({ endpoint: hook, keys }),
  mobilePush: fc.record(
    { token, provider: fc.constantFrom('fcm', 'apns'), bundleId: fc.constant('test.shop') },
    { requiredKeys: ['token', 'provider'] },
  ),
  slack: fc.oneof(
    fc.record({ email }),
    fc.record({ channelId: token, accessToken: token }, { requiredKeys: ['channelId'] }),
    fc.record({ webhookUrl: hook }),
  ),
  chat: fc.oneof(
    fc.record({ webhookUrl: hook }),
    fc.record({ tenantId: token, serviceUrl: hook, userId: token }),
  ),
  discord: fc.record({ webhookUrl: hook }),
  webhook: fc.record({ url: hook }),
}

/** Body of `PUT /v3/users/{identifier}/channels/{channel}`. */
export const addressesOn = ({ channel }: Record<string, unknown>): fc.Arbitrary<object> =>
  fc.record({ addresses: fc.array(shapes[String(channel)] ?? fc.object(), { maxLength: 3 }) })
