import { problem } from '@inboxkit/protocol'
import { isSameSecret } from '../../auth/signatures.js'
import type { App } from '../../features/apps/service.js'
import type { AttemptLimit } from '../../http/failed-attempts.js'
import type { Workspaces } from './keys.js'
import { isRecent, isSigned, type SignedRequest } from './signature.js'

/** What a request says of who sent it. */
interface Asking extends SignedRequest {
  /** Empty = there is none. */
  authorization: string
  /** Where it comes from. */
  address: string
  /** The key in its path, where the path has one. */
  workspaceKey?: string
}

export interface Authentication {
  workspaces: Workspaces
  limitAttempts: AttemptLimit
  now: () => Date
}

/** Both of the vendor's schemes (contract, section 3). @throws Problem with status 401 */
export const authenticate = (how: Authentication, asking: Asking): Promise<App> => {
  const [, token] = /^Bearer +(\S+)\s*$/i.exec(asking.authorization) ?? []
  if (token !== undefined) return byToken(how, asking, token)
  const [, workspaceKey, signature] = /^([^\s:]+):(\S+)$/.exec(asking.authorization.trim()) ?? []
  if (workspaceKey === undefined || signature === undefined)
    throw problem('missing_credentials', {
      detail: 'Send Authorization: <workspace key>:<signature>, or Bearer <API key>',
    })
  return bySignature(how, asking, workspaceKey, signature)
}

const refuseOther = (asked: string | undefined, names: readonly (string | undefined)[]): void => {
  if (asked !== undefined && !names.includes(asked))
    throw problem('invalid_credentials', { detail: 'The key in the path is not the one that was proven' })
}

const byToken = (
  { workspaces, limitAttempts }: Authentication,
  { address, workspaceKey }: Asking,
  token: string,
): Promise<App> =>
  limitAttempts(address, { kind: 'app', apiKey: 'suprsend bearer', secret: token }, async () => {
    const { bearerKey } = workspaces
    if (bearerKey === null)
      throw problem('invalid_credentials', { detail: 'API keys are off: set SUPRSEND_API_KEY' })
    const app = isSameSecret(token, bearerKey) ? await workspaces.findFirst() : null
    if (!app) throw problem('invalid_credentials', { detail: 'The API key is not valid' })
    if (workspaceKey !== undefined) {
      const named = await workspaces.find(workspaceKey)
      refuseOther(workspaceKey, [named?.app.id === app.id ? workspaceKey : undefined])
    }
    return app
  })

const bySignature = (
  { workspaces, limitAttempts, now }: Authentication,
  asking: Asking,
  workspaceKey: string,
  signature: string,
): Promise<App> =>
  // Signatures are new each time: who was let in before is known by key and address.
  limitAttempts(asking.address, { kind: 'app', apiKey: workspaceKey, secret: asking.address }, async () => {
    const found = await workspaces.find(workspaceKey)
    if (!found || !isSigned(asking, signature, found.secrets))
      throw problem('invalid_credentials', {
        detail: 'The workspace key or the signature is not valid: compare key, secret and the signed URI',
      })
    if (!isRecent(asking.date, now()))
      throw problem('invalid_credentials', {
        detail: 'The Date header must be an RFC 1123 or ISO 8601 date at most 15 minutes from now',
      })
    refuseOther(asking.workspaceKey, [workspaceKey])
    return found.app
  })
