import { createECDH } from 'node:crypto'
import { type ReadProvider, readProviders } from '../../channels/read-config.js'
import type { ConfigSmtp } from '../../channels/smtp/config.js'
import { tryMailServer } from '../../channels/smtp/try.js'
import type { ServerOptions } from '../../options.js'
import { type Finding, failed, ok, warning } from './finding.js'

/** What is wrong with a setting that the configuration takes, and its vendor would not. */
interface Shape {
  type: string
  setting: string
  pattern: RegExp
  says: string
}

const shapes: readonly Shape[] = [
  {
    type: 'twilio',
    setting: 'accountSid',
    pattern: /^AC[\da-f]{32}$/i,
    says: 'is AC and 32 hexadecimal digits',
  },
  {
    type: 'twilio',
    setting: 'apiKeySid',
    pattern: /^SK[\da-f]{32}$/i,
    says: 'is SK and 32 hexadecimal digits',
  },
  {
    type: 'twilio',
    setting: 'from',
    pattern: /^(\+[1-9]\d{6,14}|MG[\da-f]{32}|[\w .&-]{3,11})$/i,
    says: 'is a number such as +15005550006, a messaging service (MG…) or a name of 3 to 11 letters',
  },
  { type: 'apns', setting: 'teamId', pattern: /^[A-Z\d]{10}$/, says: 'has 10 letters and digits' },
  { type: 'apns', setting: 'keyId', pattern: /^[A-Z\d]{10}$/, says: 'has 10 letters and digits' },
  { type: 'slack', setting: 'token', pattern: /^xox[abp]-/, says: 'begins with xoxb-' },
]

/** Each provider that is configured: mail servers by connecting and signing in, the others by the look of their keys. */
export const checkProviders = async ({ providers }: ServerOptions): Promise<Finding[]> => {
  if (providers === undefined)
    return [ok('providers', 'none: channels beside the inbox are written to the log.')]
  const findings: Finding[] = []
  for (const provider of readProviders(providers)) findings.push(await checkOne(provider))
  return findings
}

const checkOne = async ({ channel, name, type, settings }: ReadProvider): Promise<Finding> => {
  const about = `${channel} ${name}`
  if (type === 'smtp') return checkSmtp(about, { ...settings, name } as ConfigSmtp)
  const given = settings as Readonly<Record<string, unknown>>
  const wrong = shapes.find((one) => {
    const value = given[one.setting]
    return one.type === type && typeof value === 'string' && !one.pattern.test(value)
  })
  if (wrong) return warning(about, `its "${wrong.setting}" does not look right: it ${wrong.says}.`)
  if (type === 'web-push' && !isPair(given['publicKey'], given['privateKey']))
    return failed(
      about,
      'its "privateKey" is not the other half of its "publicKey": no browser would take a message.',
    )
  if (type === 'console') return ok(about, 'is written to the log.')
  return ok(about, `${type}: its settings look right; nothing was sent.`)
}

/** VAPID keys are points of P-256 in base64url. Without both of them the server makes its own. */
const isPair = (publicKey: unknown, privateKey: unknown): boolean => {
  if (typeof publicKey !== 'string' || typeof privateKey !== 'string') return true
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(Buffer.from(privateKey, 'base64url'))
  return pair.getPublicKey('base64url') === publicKey
}

const checkSmtp = async (about: string, config: ConfigSmtp): Promise<Finding> => {
  const { protocol, username, hostname } = new URL(config.url)
  const trouble = await tryMailServer(config)
  if (trouble !== undefined)
    return failed(
      about,
      `${trouble.replace(/\.$/, '')}: see that the address, user and password of ${hostname} are right.`,
    )
  if (protocol === 'smtp:' && !config.requireTls && username !== '')
    return warning(
      about,
      `${hostname} takes the user, and the connection is encrypted only if it offers that: set "requireTls", or use smtps://.`,
    )
  return ok(about, username === '' ? `${hostname} answers.` : `${hostname} answers and takes the user.`)
}
