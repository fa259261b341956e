import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'
import type { StoredDigest } from '../workflows/service.js'

/** Whose choice, and of what. */
export interface Asked {
  workflowId: number
  userId: number
  /** 0 = none */
  tenantId: number
}

/** What the user chose for the tenant, and without one; `null` = nothing. */
export type Chosen = readonly [here: string | null, everywhere: string | null]

/** For each, in order. @param asked at most 1,000 */
export const findChosen = async (db: Sql, asked: readonly Asked[]): Promise<Chosen[]> =>
  rowsIn(
    await db.one<JsonRows>`
      select json_agg(json_build_array(
        (select d.choice from digest_choice d
          where d.workflow_id = a.workflow_id and d.user_id = a.user_id and d.tenant_id = a.tenant_id),
        (select d.choice from digest_choice d
          where d.workflow_id = a.workflow_id and d.user_id = a.user_id and d.tenant_id = 0)
      ) order by a.place)::text json
      from unnest(
        ${asked.map(({ workflowId }) => workflowId)}::bigint[], ${asked.map(({ userId }) => userId)}::bigint[],
        ${asked.map(({ tenantId }) => tenantId)}::bigint[]
      ) with ordinality as a(workflow_id, user_id, tenant_id, place)`,
  )

/** A workflow whose latest version lets users choose. */
export interface DigestRow {
  id: number
  identifier: string
  name: string
  category_id: number | null
  digest: StoredDigest
}

/** Oldest first. */
export const listDigestRows = (db: Sql, appId: number, most: number): Promise<DigestRow[]> =>
  db.many<DigestRow>`
    select w.id, w.identifier, v.definition ->> 'name' name, w.digest,
      (select c.id from category c where c.app_id = w.app_id and c.identifier = v.definition ->> 'category')
        category_id
    from workflow w cross join lateral (
      select definition from workflow_version where workflow_id = w.id order by version desc limit 1
    ) v
    where w.app_id = ${appId} and w.deleted_at is null and w.digest is not null
    order by w.id limit ${most}`

export const findDigests = (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<Pick<DigestRow, 'id' | 'identifier' | 'digest'>[]> =>
  db.many<Pick<DigestRow, 'id' | 'identifier' | 'digest'>>`
    select id, identifier, digest from workflow
    where app_id = ${appId} and identifier = any(${identifiers}::text[]) and deleted_at is null
      and digest is not null`

/** @param choices of different workflows; `choice` `null` = as if it was never chosen */
export const writeChoices = (
  tx: Sql,
  userId: number,
  tenantId: number,
  choices: readonly { workflowId: number; choice: string | null }[],
  at: Date,
): Promise<unknown> => tx.one`
  with given as materialized (
    select * from unnest(
      ${choices.map(({ workflowId }) => workflowId)}::bigint[], ${choices.map(({ choice }) => choice)}::text[]
    ) as given(workflow_id, choice)
  ),
  put as (
    insert into digest_choice (workflow_id, user_id, tenant_id, choice, updated_at)
    select g.workflow_id, ${userId}::bigint, ${tenantId}::bigint, g.choice, ${at}::timestamptz
    from given g where g.choice is not null order by g.workflow_id
    on conflict (workflow_id, user_id, tenant_id) do update
      set choice = excluded.choice, updated_at = excluded.updated_at
  ),
  forgotten as (
    delete from digest_choice f using given g
    where f.workflow_id = g.workflow_id and f.user_id = ${userId} and f.tenant_id = ${tenantId}
      and g.choice is null
  )
  select 1`
