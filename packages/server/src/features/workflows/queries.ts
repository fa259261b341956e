import type { WorkflowDefinition } from '@inboxkit/protocol'
import sql from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'

/** What is kept of a version; the identifier is the workflow's. */
export type StoredDefinition = Omit<WorkflowDefinition, 'identifier' | 'category' | 'payload'> & {
  category: string | null
  payload: Record<string, unknown> | null
}

export interface WorkflowRow {
  workflow_id: number
  version_id: number
  identifier: string
  version: number
  definition: StoredDefinition
  created_at: Date
  /** When this version was published. */
  updated_at: Date
}

const columns = sql`
  w.id workflow_id, v.id version_id, w.identifier, v.version, v.definition, w.created_at, v.created_at updated_at`

/** The version that counts beside its workflow. */
const latest = sql`
  workflow w join lateral (
    select * from workflow_version v where v.workflow_id = w.id order by v.version desc limit 1
  ) v on true`

/** Makes a workflow, or brings a deleted one back, and holds it: one version is published at a time. */
export const lockOrInsertWorkflow = async (
  tx: Sql,
  appId: number,
  identifier: string,
  at: Date,
): Promise<number> => {
  const row = await tx.one<{ id: number }>`
    insert into workflow (app_id, identifier, created_at) values (${appId}, ${identifier}, ${at})
    on conflict (app_id, identifier) do update set deleted_at = null
    returning id`
  if (!row) throw new Error('an upsert returned no row')
  return row.id
}

/** A version, unless the latest says the same. @returns how many were made: 0 or 1 */
export const insertVersion = (
  tx: Sql,
  workflowId: number,
  definition: StoredDefinition,
  at: Date,
): Promise<number> => tx.run`
  insert into workflow_version (workflow_id, version, definition, created_at)
  select ${workflowId}::bigint, coalesce(latest.version, 0) + 1, given.definition, ${at}::timestamptz
  from (select ${definition}::jsonb) as given(definition)
  left join (
    select * from workflow_version where workflow_id = ${workflowId} order by version desc limit 1
  ) latest on true
  where latest.definition is distinct from given.definition`

/** What the latest version lets users choose; `null` = nothing. */
export interface StoredDigest {
  choices: readonly string[]
  /** What those have who have not chosen. */
  choice: string
}

export const setDigest = (
  tx: Sql,
  workflowId: number,
  digest: StoredDigest | null,
): Promise<number> => tx.run`
  update workflow set digest = ${digest}::jsonb where id = ${workflowId} and digest is distinct from ${digest}::jsonb`

export const findWorkflowRow = (
  db: Sql,
  appId: number,
  identifier: string,
): Promise<WorkflowRow | undefined> => db.one<WorkflowRow>`
  select ${columns} from ${latest}
  where w.app_id = ${appId} and w.identifier = ${identifier} and w.deleted_at is null`

/** Versions that runs are on: also of workflows that were deleted meanwhile. */
export const findVersions = (db: Sql, versionIds: readonly number[]): Promise<WorkflowRow[]> =>
  db.many<WorkflowRow>`
    select ${columns} from workflow_version v join workflow w on w.id = v.workflow_id
    where v.id = any(${versionIds}::bigint[])`

/** By id, so that a page stays where it is when workflows are published. */
export const listWorkflowRows = (
  db: Sql,
  appId: number,
  { after, limit }: { after: number; limit: number },
): Promise<WorkflowRow[]> => db.many<WorkflowRow>`
  select ${columns} from ${latest}
  where w.app_id = ${appId} and w.deleted_at is null and w.id > ${after} order by w.id limit ${limit}`

/** Newest first. */
export const listVersionRows = (
  db: Sql,
  workflowId: number,
  { before, limit }: { before: number; limit: number },
): Promise<WorkflowRow[]> => db.many<WorkflowRow>`
  select ${columns} from workflow w join workflow_version v on v.workflow_id = w.id
  where w.id = ${workflowId} and v.version < ${before}::bigint order by v.version desc limit ${limit}`

/** @returns how many were deleted: 0 or 1 */
export const setDeleted = (db: Sql, appId: number, identifier: string, at: Date): Promise<number> => db.run`
  update workflow set deleted_at = ${at}
  where app_id = ${appId} and identifier = ${identifier} and deleted_at is null`
