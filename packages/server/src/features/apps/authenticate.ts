import { problem } from '@inboxkit/protocol'
import { type Credentials, refuseMismatch, type TokenCredentials } from '../../auth/credentials.js'
import { isLiveSecret, isUserSignature } from '../../auth/signatures.js'
import { unprovenApiKey, verifyUserToken } from '../../auth/tokens.js'
import type { Db } from '../../storage/db.js'
import { getOrCreateUser, getUser } from '../users/service.js'
import { secretKeyId } from './key-ids.js'
import type { App } from './service.js'

/**
 * Who is asking, once proven. `expiresAt` comes with user tokens, `keyId` with tokens and signatures: the key behind
 * them.
 */
export type Principal =
  | { kind: 'app'; app: App }
  | { kind: 'user'; app: App; userId: number; identifier: string; expiresAt?: Date; keyId?: string }

export interface Authentication {
  db: Db
  findApp: (apiKey: string) => Promise<App | null>
  /** Settings of the whole server; an app's own can only be stricter. */
  secureMode: boolean
  hmac: boolean
  now: () => Date
}

/** @throws Problem with status 401 that says what is missing or wrong */
export const authenticate = async (how: Authentication, credentials: Credentials): Promise<Principal> => {
  switch (credentials.kind) {
    case 'none':
      throw problem('missing_credentials')
    case 'app':
      return asApp(how, credentials)
    case 'user':
      return asUser(how, credentials)
    case 'token':
      return byToken(how, credentials)
  }
}

const appOf = async ({ findApp }: Authentication, apiKey: string): Promise<App> => {
  const app = await findApp(apiKey)
  if (!app) throw problem('invalid_credentials')
  return app
}

const asApp = async (
  how: Authentication,
  { apiKey, secret }: Credentials & { kind: 'app' },
): Promise<Principal> => {
  const app = await appOf(how, apiKey)
  if (
    !isLiveSecret(
      secret,
      app.secrets.map(({ value }) => value),
    )
  )
    throw problem('invalid_credentials')
  return { kind: 'app', app }
}

const asUser = async (
  how: Authentication,
  { apiKey, userIdentifier, signature }: Credentials & { kind: 'user' },
): Promise<Principal> => {
  const app = await appOf(how, apiKey)
  if (how.secureMode || app.settings.secureMode) throw problem('secure_mode_required')
  if (!how.hmac && !app.settings.hmac) {
    const { id, identifier } = await getOrCreateUser(how.db, app.id, userIdentifier, how.now())
    return { kind: 'user', app, userId: id, identifier }
  }
  const secretId = signature === undefined ? undefined : signerOf(app, userIdentifier, signature)
  if (secretId === undefined) throw problem('invalid_signature')
  const { id, identifier } = await getUser(how.db, app.id, userIdentifier)
  return { kind: 'user', app, userId: id, identifier, keyId: secretKeyId(secretId) }
}

/** Which of the app's live secrets signed a user's identifier. Looks at all of them, whichever it is. */
const signerOf = ({ secrets }: App, userIdentifier: string, signature: string): number | undefined =>
  secrets.filter(({ value }) => isUserSignature(signature, userIdentifier, [value])).at(0)?.id

const byToken = async (how: Authentication, credentials: TokenCredentials): Promise<Principal> => {
  const { token } = credentials
  const app = await how.findApp(unprovenApiKey(token))
  if (!app)
    throw problem('invalid_token', { detail: 'The user token is not valid: its claim apiKey names no app' })
  const { userIdentifier, expiresAt, keyId } = await verifyUserToken(token, {
    apiKey: app.apiKey,
    keys: app.keys,
    now: how.now(),
  })
  refuseMismatch(credentials, { apiKey: app.apiKey, userIdentifier })
  const user = await getUser(how.db, app.id, userIdentifier)
  return {
    kind: 'user',
    app,
    userId: user.id,
    identifier: user.identifier,
    keyId,
    ...(expiresAt ? { expiresAt } : {}),
  }
}
