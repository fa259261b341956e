import type { Access } from '../routes.js'

export const description = `Notifications for the users of your product: send them from your back end, show them in an inbox.

**Who calls.** Your back end calls with the app’s key and secret, and may do everything. A user’s browser calls with a
user token (\`Authorization: Bearer …\`, signed by your back end with the app’s signing key), or, for trying out, with
the app’s key and the user’s id; an app may ask for a signature of that id. Each operation says who may call it.

**Errors.** Every answer that is not 2xx is a \`Problem\`: \`code\` is for programs, \`message\` is for people, \`fields\`
names what is not valid in a request. \`requestId\`, also in the header \`x-request-id\`, finds the request in the
server’s log.

**Repeating a write.** Any write may carry an \`Idempotency-Key\`. Within 24 hours the same key from the same caller, on
the same path and with the same body, repeats the first answer and does nothing else; \`idempotent-replayed: true\` says
so. A failed write does not use its key up.

**Lists.** Long lists come in pages: \`limit\` says how much, and \`nextCursor\` goes into \`cursor\` for the next page;
\`null\` is the end.

**Limits.** A body has at most 819,200 bytes. Neither NUL nor half of a surrogate pair is taken in any text. Over the
rate limit the answer is 429, and \`Retry-After\` says when to come back.`

/** The groups of operations, in the order in which they are shown. */
export const tags: Readonly<Record<string, string>> = {
  Sends: 'From your back end to the inboxes of users.',
  Inbox: 'One user’s notifications: lists, changes, and what the user does with them.',
  Users: 'The people your app knows, by the identifier you give them.',
  Profile: 'What a user may read and write of their own attributes.',
  Preferences: 'What a user wants to hear about, and over which channels.',
  Tenants: 'Your own customers, each with defaults for its users.',
  Categories: 'What notifications are about; preferences hang on them.',
  Topics: 'Named groups of users who asked to hear about something.',
  Templates: 'Texts with holes for every channel and language, filled in for each recipient.',
  Workflows: 'Published lists of steps: send, wait, collect, decide, send again.',
  Requests: 'What became of a send, for each recipient and step.',
  Deliveries: 'Messages to addresses outside the inbox, and every attempt at them.',
  Devices: 'The browsers and phones that a user connected with.',
  App: 'Settings of the app itself.',
}

const header = (name: string, about: string) => ({
  type: 'apiKey',
  in: 'header',
  name,
  description: about,
})

export const securitySchemes = {
  apiKey: header('X-ENGAGESPOT-API-KEY', 'The app’s key. It is no secret: pages carry it.'),
  apiSecret: header('X-ENGAGESPOT-API-SECRET', 'The app’s secret. It belongs in your back end only.'),
  userId: header('X-ENGAGESPOT-USER-ID', 'The identifier of the user who calls.'),
  userSignature: header(
    'X-ENGAGESPOT-USER-SIGNATURE',
    'HMAC-SHA256 of the user’s identifier under the app’s secret, in base64; for apps that ask for it.',
  ),
  userToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A token with `sub` = `user:` and the identifier, and `apiKey`, signed (RS256 or ES256) with a signing key of the app. It is sent without the other headers.',
  },
}

type Requirement = Partial<Record<keyof typeof securitySchemes, never[]>>

const asApp: Requirement = { apiKey: [], apiSecret: [] }
const asUser: Requirement[] = [
  { userToken: [] },
  { apiKey: [], userId: [] },
  { apiKey: [], userId: [], userSignature: [] },
]

/** Each entry is one way to call. */
export const security: Readonly<Record<Access, readonly Requirement[]>> = {
  app: [asApp],
  user: asUser,
  either: [asApp, ...asUser],
  anyone: [],
}
