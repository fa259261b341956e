import fc from 'fast-check'

/**
 * Few names for each kind of thing, so that most requests meet something that is there; some of them are what people
 * call things, and some are what breaks servers.
 */
const odd = [
  'a/b c?d#e',
  'ünï-çødé 🎈',
  "'; drop table app_user; --",
  '100%',
  'x'.repeat(255),
  '__proto__',
  '{{x}}',
]

const some = (...names: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  )

export const users = [
  'ann',
  'bob',
  'chen',
  'dana',
  'eve@shop.test',
  'frank:1',
  'grace',
  'heidi',
  'ivan',
  'judy',
]
export const userName = some(...users)
export const categoryName = some('orders', 'billing', 'social', 'news')
export const topicName = some('shop', 'harbor', 'weather', 'chess')
export const tenantName = some('acme', 'globex', 'initech')
export const templateSlug = fc.constantFrom('welcome', 'order-shipped', 'digest', 'reminder')
export const workflowName = some('onboarding', 'dunning', 'trial')
export const eventName = some('paid', 'opened')
export const cancellationKey = fc.constantFrom('order-1', 'order-2', 'cart-3')
export const deviceId = fc.constantFrom('laptop', 'phone', '0b0f6f0e-4a39-4c2e-9a53-2a1f9d8d7c11')
export const channel = fc.constantFrom('inApp', 'email', 'sms', 'webPush', 'mobilePush', 'slack', 'webhook')

/** Single code units, some of which join with their neighbours. */
const letters = fc.constantFrom(
  ...'abcdefgh XYZ 0123 -_.,:;!?()[]<>&"\'/\\%{}äßñéø漢字かな한국אבعربД\u200d\u0301\t\n'.split(''),
)

/** Text as people write it in any language: no NUL, no halves of surrogate pairs. */
export const text = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.string({
        minLength,
        maxLength: Math.max(minLength, Math.min(maxLength, 24)),
        unit: letters,
      }),
    },
    { weight: 1, arbitrary: fc.constant(maxLength > 8 ? '🎈 👩‍🚀' : 'x'.repeat(maxLength)) },
  )

/** A value of the customer's own, as in `data` and profiles. */
export const ownValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text(0, 20),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('plan', 'amount', 'über', 'a.b', '0', 'constructor'), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value

export const ownData: fc.Arbitrary<object> = fc.dictionary(
  fc.constantFrom('plan', 'amount', 'team', 'ünï', 'order id'),
  ownValue,
  { maxKeys: 3 },
)
