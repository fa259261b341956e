import { demoUsers } from '../demo/users.js'
import type { ServerOptions } from '../options.js'
import type { RunningServer } from './world.js'

type App = RunningServer['app']

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** A warning when strangers could read anybody's feed: in open mode the API key, which pages carry, is enough. */
export const openModeWarning = ({ host, secureMode, hmac, role }: ServerOptions): string[] =>
  isLoopback(host) || secureMode || hmac || role === 'worker'
    ? []
    : [
        `Warning: open mode on ${host}. Whoever reaches this address can act as any user of the app.`,
        'Open mode is for trying out on one machine. Turn on --secure-mode (INBOXKIT_SECURE_MODE); see "inboxkit keys make".',
      ]

/** A warning when e-mails really leave, and nobody can unsubscribe: large mail services refuse such senders. */
export const unsubscribeWarning = ({ providers, publicUrl }: ServerOptions): string[] =>
  publicUrl !== undefined || !providers?.email?.some(({ type }) => type !== 'console')
    ? []
    : [
        'Warning: e-mails carry no link to unsubscribe. Say where people reach this server: --public-url (INBOXKIT_PUBLIC_URL).',
      ]

/** Key and secret that were made just now: this is the only time they are shown. */
export const newKeys = ({ apiKey, apiSecret }: App, { apiSecret: given }: ServerOptions): string[] =>
  apiSecret === undefined || given !== undefined
    ? []
    : [
        'First start: these are made and will not be shown again. The secret belongs in your back end only.',
        `  API key     ${apiKey}`,
        `  API secret  ${apiSecret}`,
      ]

/** Where to look, the demo's users, and a command that notifies one of them: the real call where its secret is at hand. */
export const demoNotes = (
  { apiKey, apiSecret: made }: App,
  { demo, apiSecret: given }: ServerOptions,
  url: string,
): string[] => {
  if (!demo) return []
  const apiSecret = made ?? given
  const base = reachable(url)
  const [first] = demoUsers
  const body = JSON.stringify({
    notification: { title: 'Hello from your terminal', message: 'It arrived without a reload.' },
    sendTo: { recipients: [first?.identifier] },
  })
  const call =
    apiSecret === undefined
      ? [`curl -X POST ${base}/demo/send`]
      : [
          `curl -X POST ${base}/v3/notifications`,
          `-H 'X-ENGAGESPOT-API-KEY: ${apiKey}'`,
          `-H 'X-ENGAGESPOT-API-SECRET: ${apiSecret}'`,
        ]
  return [
    `HTTP API, to try out: ${base}/docs`,
    `Demo: open ${base}/ as ${demoUsers.map(({ identifier, name }) => `${identifier} (${name})`).join(', ')}.`,
    'Then notify one of them:',
    '',
    `  ${[...call, `-H 'Content-Type: application/json'`, `-d '${body}'`].join(' \\\n    ')}`,
    '',
  ]
}

/** A server that listens on all addresses is reached by this one from here. */
const reachable = (url: string): string =>
  url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
