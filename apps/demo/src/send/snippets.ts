import type { Sending } from '../api/types'

interface Parts {
  origin: string
  apiKey: string
  sending: Sending
}

/** For a shell: what is between single quotes is taken as it is, but for a single quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

export const toCurl = ({ origin, apiKey, sending }: Parts): string =>
  [
    `curl ${origin}/v3/notifications \\`,
    `  -H ${quoted(`X-ENGAGESPOT-API-KEY: ${apiKey}`)} \\`,
    `  -H "X-ENGAGESPOT-API-SECRET: $INBOXKIT_API_SECRET" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(JSON.stringify(sending, null, 2))}`,
  ].join('\n')

const indented = (text: string): string => text.replaceAll('\n', '\n  ')

export const toNode = ({ origin, apiKey, sending }: Parts): string =>
  `await fetch(${JSON.stringify(`${origin}/v3/notifications`)}, {
  method: 'POST',
  headers: {
    'X-ENGAGESPOT-API-KEY': ${JSON.stringify(apiKey)},
    'X-ENGAGESPOT-API-SECRET': process.env.INBOXKIT_API_SECRET,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify(${indented(JSON.stringify(sending, null, 2))}),
})`
