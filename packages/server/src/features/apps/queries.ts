import type { ChannelId } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import { json } from '../../storage/parameters.js'
import type { Webhook } from '../status-webhooks/webhooks.js'

/** What an app has set for itself; what is missing is as the server has it. */
export interface OwnSettings {
  secureMode?: boolean
  hmac?: boolean
  channels?: ChannelId[]
  hideBranding?: boolean
  /** Of templates, for users who have none or one that a template does not have. */
  language?: string
  /** Pages that may call, out of those that the server lets in. */
  origins?: string[]
  webhooks?: Webhook[]
}

export interface AppFacts {
  id: number
  name: string
  api_key: string
  settings: OwnSettings
}

export interface AppRow extends AppFacts {
  secrets: { id: number; sealed: string }[]
  keys: { id: number; kid: string | null; public_key: string }[]
}

/** An app with its live secrets and signing keys. */
export const findApp = (db: Sql, apiKey: string): Promise<AppRow | undefined> => db.one<AppRow>`
  select a.id, a.name, a.api_key, a.settings,
    coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'sealed', s.sealed) order by s.id)
      from app_secret s where s.app_id = a.id and s.revoked_at is null), '[]') secrets,
    coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'kid', k.kid, 'public_key', k.public_key) order by k.id)
      from signing_key k where k.app_id = a.id and k.revoked_at is null), '[]') keys
  from app a where a.api_key = ${apiKey}`

export const findAppFacts = (db: Sql, appId: number): Promise<AppFacts | undefined> =>
  db.one<AppFacts>`select id, name, api_key, settings from app where id = ${appId}`

/** The same, held until the end of the transaction. */
export const lockAppFacts = (tx: Sql, appId: number): Promise<AppFacts | undefined> =>
  tx.one<AppFacts>`select id, name, api_key, settings from app where id = ${appId} for no key update`

/** @param changes `null` takes a setting back, `undefined` leaves it */
export const updateApp = (
  db: Sql,
  appId: number,
  name: string | undefined,
  changes: { [Key in keyof OwnSettings]?: OwnSettings[Key] | null | undefined },
): Promise<AppFacts | undefined> => db.one<AppFacts>`
  update app set name = coalesce(${name}, name), settings = jsonb_strip_nulls(settings || ${json(changes)}::jsonb)
  where id = ${appId} returning id, name, api_key, settings`

export const hasSigningKey = async (db: Sql, appId: number): Promise<boolean> =>
  (await db.one`select 1 from signing_key where app_id = ${appId} and revoked_at is null limit 1`) !==
  undefined

export interface LiveKeys {
  id: number
  settings: OwnSettings
  secret_ids: number[]
  /** Under the name that tokens know each by; those without one, by the key itself. */
  kids: string[]
  unnamed: string[]
}

/** What users of these apps may prove themselves with at this moment. */
export const findLiveKeys = (db: Sql, appIds: readonly number[]): Promise<LiveKeys[]> => db.many<LiveKeys>`
  select a.id, a.settings,
    array(select s.id from app_secret s where s.app_id = a.id and s.revoked_at is null) secret_ids,
    array(select k.kid from signing_key k
      where k.app_id = a.id and k.revoked_at is null and k.kid is not null) kids,
    array(select k.public_key from signing_key k
      where k.app_id = a.id and k.revoked_at is null and k.kid is null) unnamed
  from app a where a.id = any(${appIds}::bigint[])`

export const findFirstApp = (db: Sql): Promise<{ id: number; name: string; api_key: string } | undefined> =>
  db.one<{ id: number; name: string; api_key: string }>`select id, name, api_key from app order by id limit 1`

export const findApps = (
  db: Sql,
): Promise<{ name: string; api_key: string; secrets: number; users: number; created_at: Date }[]> =>
  db.many<{ name: string; api_key: string; secrets: number; users: number; created_at: Date }>`
    select a.name, a.api_key, a.created_at,
      (select count(*) from app_secret s where s.app_id = a.id and s.revoked_at is null) secrets,
      (select count(*) from app_user u where u.app_id = a.id) users
    from app a order by a.id`

export const insertApp = (
  tx: Sql,
  name: string,
  apiKey: string,
  at: Date,
): Promise<{ id: number } | undefined> =>
  tx.one<{ id: number }>`
    insert into app (name, api_key, created_at) values (${name}, ${apiKey}, ${at})
    on conflict (api_key) do nothing returning id`

export const insertSecret = (
  tx: Sql,
  appId: number,
  sealed: string,
  at: Date,
): Promise<{ id: number } | undefined> =>
  tx.one<{ id: number }>`
    insert into app_secret (app_id, sealed, created_at) values (${appId}, ${sealed}, ${at}) returning id`

export const insertSigningKey = (
  tx: Sql,
  appId: number,
  kid: string,
  publicKey: string,
  at: Date,
): Promise<number> =>
  tx.run`
    insert into signing_key (app_id, kid, public_key, created_at)
    select ${appId}, ${kid}, ${publicKey}, ${at}
    where not exists (select from signing_key where app_id = ${appId} and kid = ${kid} and revoked_at is null)`

export const revokeSecretRow = (tx: Sql, appId: number, secretId: number, at: Date): Promise<number> =>
  tx.run`update app_secret set revoked_at = ${at} where app_id = ${appId} and id = ${secretId} and revoked_at is null`

export const revokeSigningKeyRow = (tx: Sql, appId: number, kid: string, at: Date): Promise<number> =>
  tx.run`update signing_key set revoked_at = ${at} where app_id = ${appId} and kid = ${kid} and revoked_at is null`

/** Serialises whoever makes keys. */
export const lockKeys = (tx: Sql): Promise<number> => tx.run`select pg_advisory_xact_lock(4625177043)`
