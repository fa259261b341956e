import type { Sql } from '../../storage/db.js'

export interface AppSettings {
  secureMode?: boolean
  hmac?: boolean
}

export interface AppRow {
  id: number
  name: string
  api_key: string
  settings: AppSettings
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
