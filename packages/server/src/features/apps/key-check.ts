import { type Problem, problem } from '@inboxkit/protocol'
import { readPublicKey } from '../../auth/public-keys.js'
import { createOnceMore } from '../../once-more.js'
import type { Opening, Realtime } from '../../realtime/types.js'
import type { Sql } from '../../storage/db.js'
import { isSecretKeyId, secretKeyId } from './key-ids.js'
import { findLiveKeys, type LiveKeys } from './queries.js'
import type { ServerRules } from './settings.js'

/** How often sockets are compared with the keys that are live. See `appCacheMs`. */
export const keyCheckMs = 2000

export interface KeyCheck {
  db: Sql
  rules: ServerRules
  realtime: Pick<Realtime, 'openings' | 'disconnectKey'>
  /** Drops what is remembered of apps, so that nobody comes back with what was just taken away. */
  forgetApps: () => void
}

/**
 * Closes the sockets of this node that could not be opened any more: their key was revoked, or their app has asked
 * for tokens or signatures since. One query for all apps that have sockets, none without any. Whoever asks while it is
 * at work may know of something newer: then it looks once more.
 */
export const createKeyCheck = ({ db, rules, realtime, forgetApps }: KeyCheck): (() => Promise<void>) => {
  const check = async (): Promise<void> => {
    const openings = realtime.openings()
    if (openings.length === 0) return
    const apps = await findLiveKeys(db, [...new Set(openings.map(({ appId }) => appId))])
    const doors = new Map(apps.map((app) => [app.id, doorOf(app, rules)]))
    for (const opening of openings) {
      const refusal = doors.has(opening.appId)
        ? doors.get(opening.appId)?.(opening)
        : problem('credentials_revoked')
      if (!refusal) continue
      forgetApps()
      realtime.disconnectKey(opening.appId, opening.keyId, refusal)
    }
  }

  return createOnceMore(check).ask
}

/** What an app would say now to who was let in before: a problem, or nothing. */
const doorOf = ({ settings, secret_ids, kids, unnamed }: LiveKeys, rules: ServerRules) => {
  const live = new Set([
    ...secret_ids.map(secretKeyId),
    ...kids,
    ...unnamed.map((pem) => readPublicKey(pem).keyId),
  ])
  const isSecure = rules.secureMode || settings.secureMode
  const isSigned = rules.hmac || settings.hmac
  return ({ keyId }: Opening): Problem | undefined => {
    if (isSecure && (keyId === undefined || isSecretKeyId(keyId))) return problem('secure_mode_required')
    if (keyId === undefined) return isSigned ? problem('invalid_signature') : undefined
    return live.has(keyId) ? undefined : problem('credentials_revoked')
  }
}
