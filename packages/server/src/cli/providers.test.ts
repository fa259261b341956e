import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { readConfig } from './config.js'
import { Refusal } from './refusal.js'

const smtp = { type: 'smtp', url: 'smtp://u:s3cret@mail.test', from: 'shop@shop.test' }
const webPush = { type: 'web-push', subject: 'mailto:ops@shop.test' }

const read = async (providers: unknown, env: Record<string, string> = {}) => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'inboxkit.config.json'), JSON.stringify({ providers }))
  return readConfig({ flags: {}, env, cwd }).providers
}

const refusalOf = async (providers: unknown, env: Record<string, string> = {}): Promise<string> => {
  const error: unknown = await read(providers, env).then(
    () => expect.fail('the providers were taken'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Refusal)
  const { message } = error as Refusal
  expect(message).not.toMatch(/\n|s3cret/)
  return message
}

describe('providers in the config file', () => {
  it('are taken by channel and in order', async () => {
    const providers = { email: [{ ...smtp, name: 'main' }, smtp, { type: 'console' }], webPush: [webPush] }
    expect(await read(providers)).toEqual(providers)
    expect(await read({ email: [] })).toEqual({ email: [] })
    expect(await read(undefined)).toBeUndefined()
  })

  it('have their secrets in the environment', async () => {
    const env = { MAIL: smtp.url, WHO: 'shop@shop.test' }
    expect(await read({ email: [{ ...smtp, url: 'env:MAIL', from: 'env:WHO' }] }, env)).toEqual({
      email: [smtp],
    })
  })

  it.each([
    [[], '"providers" in inboxkit.config.json must be an object with lists of providers by channel'],
    [{ fax: [] }, /^"providers\.fax" in inboxkit\.config\.json is no channel: there are webPush, email, /],
    [{ inApp: [] }, /^"providers\.inApp" in inboxkit\.config\.json is no channel/],
    [{ email: smtp }, '"providers.email" in inboxkit.config.json must be a list of providers'],
    [{ email: ['smtp'] }, /^"providers\.email\[0\]" in .* must be an object with a "type" and its settings$/],
    [{ email: [{}] }, '"providers.email[0].type" in inboxkit.config.json must be one of "smtp", "console"'],
    [{ sms: [smtp] }, '"providers.sms[0].type" in inboxkit.config.json must be one of "twilio", "console"'],
    [{ email: [{ type: 'toString' }] }, /^"providers\.email\[0\]\.type" in .* must be one of/],
    [{ email: [{ ...smtp, name: 'a b' }] }, /^"providers\.email\[0\]\.name" in .* must be 1 to 64 letters/],
    [{ email: [smtp, smtp] }, /^"providers\.email\[1\]\.name" in .* must be one that no other provider of/],
    [
      { email: [{ ...smtp, url: 'http://u:s3cret@mail.test' }] },
      /^"providers\.email\[0\]\.url" in inboxkit\.config\.json must be smtp:\/\/user:password@host:587 \(STARTTLS/,
    ],
    [
      { email: [{ type: 'smtp', from: 'a@b.c' }] },
      /^"providers\.email\[0\]\.url" in inboxkit\.config\.json must be text \(The mail server: smtp:\/\/ or smtps:/,
    ],
    [
      { email: [{ ...smtp, colour: 'red' }] },
      /^"providers\.email\[0\]\.colour" in .* is no setting of smtp: there are type, name, url, from, replyTo, /,
    ],
    [{ email: [{ ...smtp, pool: 'yes' }] }, /^"providers\.email\[0\]\.pool" in .* must be true or false \(/],
    [{ email: [{ ...smtp, maxConnections: 0 }] }, /\.maxConnections" in .* must be at least 1 \(How many/],
    [{ webPush: [{ ...webPush, urgency: 'x' }] }, /\.urgency" in .* must be one of "very-low", "low"/],
    [{ webhook: [{ type: 'webhook', secret: '' }] }, /\.secret" in .* must be at least 1 characters long \(/],
    [
      { webhook: [{ type: 'webhook', secret: 's', url: 'x' }] },
      /\.url" in .* must be an http:\/\/ or https:/,
    ],
    [{ mobilePush: [{ type: 'fcm', serviceAccount: {} }] }, /^"providers\.mobilePush\[0\]\.serviceAccount\./],
    [
      { email: [smtp, { ...smtp, name: 'two', url: 'env:MAIL' }] },
      '"providers.email[1].url" in inboxkit.config.json must be in the environment variable MAIL, which is not set',
    ],
    [{ email: [{ ...smtp, url: 'env:' }] }, /\.url" in .* must be env: and the name of a variable$/],
  ])('are refused as %j', async (providers, message) => {
    expect(await refusalOf(providers)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    )
  })
})

describe('one mail server by variables', () => {
  const env = { INBOXKIT_SMTP_URL: smtp.url, INBOXKIT_SMTP_FROM: smtp.from }

  it('stands beside other channels of the file', async () => {
    expect(await read({ webPush: [webPush], email: [] }, env)).toEqual({ webPush: [webPush], email: [smtp] })
  })

  it('is said whole and once', async () => {
    const together = 'INBOXKIT_SMTP_URL and INBOXKIT_SMTP_FROM must be set together'
    expect(await refusalOf({}, { INBOXKIT_SMTP_URL: smtp.url })).toBe(together)
    expect(await refusalOf({}, { INBOXKIT_SMTP_FROM: smtp.from })).toBe(together)
    expect(await refusalOf({ email: [smtp] }, env)).toBe(
      'Give INBOXKIT_SMTP_URL or "providers.email" in inboxkit.config.json, not both',
    )
  })
})
