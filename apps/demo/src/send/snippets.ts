import type { Sending } from '../api/types'

interface Parts {
  origin: string
  apiKey: string
  sending: Sending
}

/** JSON as one writes it by hand: lists on one line. Inside of texts there are no line ends, those are escaped. */
const toJson = (sending: Sending): string =>
  JSON.stringify(sending, null, 2).replaceAll(
    /\[\n\s*([^\]]*?)\n\s*\]/g,
    (_list, entries: string) => `[${entries.replaceAll(/\n\s*/g, ' ')}]`,
  )

/** For a shell: what is between single quotes is taken as it is, but for a single quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

export const toCurl = ({ origin, apiKey, sending }: Parts): string =>
  [
    `curl ${origin}/v3/notifications \\`,
    `  -H ${quoted(`X-ENGAGESPOT-API-KEY: ${apiKey}`)} \\`,
    `  -H "X-ENGAGESPOT-API-SECRET: $INBOXKIT_API_SECRET" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(toJson(sending))}`,
  ].join('\n')

/** JavaScript needs no quotes around names. */
const toLiteral = (sending: Sending): string =>
  toJson(sending)
    .replaceAll(/^(\s*)"(\w+)":/gm, '$1$2:')
    .replaceAll('\n', '\n  ')

export const toNode = ({ origin, apiKey, sending }: Parts): string =>
  `await fetch("${origin}/v3/notifications", {
  method: "POST",
  headers: {
    "X-ENGAGESPOT-API-KEY": ${JSON.stringify(apiKey)},
    "X-ENGAGESPOT-API-SECRET": process.env.INBOXKIT_API_SECRET,
    "Content-Type": "application/json",
  },
  body: JSON.stringify(${toLiteral(sending)}),
})`
