import { type Page, type Problem, problem, type Workflow } from '@inboxkit/protocol'
import type { Providers } from '../../channels/types.js'
import type { Db, Sql } from '../../storage/db.js'
import { toPage } from '../../wire/paging.js'
import { checkTexts } from '../templates/texts.js'
import type { FoundWorkflow } from '../triggers/references.js'
import { channelsOf } from './check-steps.js'
import { findNamed, holdNamed, namedTexts } from './named-templates.js'
import { checkPayload, checkSchema } from './payload.js'
import { checkVariables } from './payload-variables.js'
import {
  findWorkflowRow,
  insertVersion,
  listVersionRows,
  listWorkflowRows,
  lockOrInsertWorkflow,
  type StoredDefinition,
  type StoredDigest,
  setDeleted,
  setDigest,
  type WorkflowRow,
} from './queries.js'
import type { WorkflowBody } from './schemas.js'
import { longestSpan, parseChoice, parseLength } from './span.js'
import { stepTexts } from './step-texts.js'
import { fieldOf, type PlacedStep, walkSteps } from './step-tree.js'

export { findVersions, type StoredDefinition, type StoredDigest } from './queries.js'

const toWire = ({ identifier, version, definition, created_at, updated_at }: WorkflowRow): Workflow => ({
  identifier,
  ...definition,
  version,
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
})

const missing = (identifier: string): Problem =>
  problem('workflow_not_found', { detail: `No such workflow: ${identifier}` })

/** The version that a send starts now. @throws Problem `workflow_not_found`, also for one that was deleted */
export const getWorkflowVersion = async (
  db: Sql,
  appId: number,
  identifier: string,
): Promise<WorkflowRow> => {
  const row = await findWorkflowRow(db, appId, identifier)
  if (!row) throw missing(identifier)
  return row
}

export const getWorkflow = async (db: Sql, appId: number, identifier: string): Promise<Workflow> =>
  toWire(await getWorkflowVersion(db, appId, identifier))

/** As sends look for it. */
export const findWorkflow = async (
  db: Sql,
  appId: number,
  identifier: string,
): Promise<FoundWorkflow | undefined> => {
  const row = await findWorkflowRow(db, appId, identifier)
  if (!row) return undefined
  const { category, payload } = row.definition
  return { versionId: row.version_id, category, checkPayload: (data) => checkPayload(payload, data) }
}

/**
 * Publishes a version, which sends start from now on; runs that are under way stay on theirs. The same once more
 * stays the version it was.
 * @throws Problem `invalid_request` that names step and field, `template_not_found`
 */
export const publishWorkflow = async (
  db: Db,
  appId: number,
  identifier: string,
  { identifier: repeated = identifier, name, category = null, payload = null, steps }: WorkflowBody,
  { providers, at }: { providers: Providers; at: Date },
): Promise<Workflow> => {
  if (repeated !== identifier)
    throw problem('invalid_request', {
      fields: [{ field: 'identifier', message: 'must be the one in the path' }],
    })
  const placed = walkSteps(steps)
  checkMoments(placed, at)
  checkProviders(placed, providers)
  if (payload) checkSchema(payload)
  const texts = stepTexts(placed)
  await checkTexts(texts, 'steps')
  const named = await findNamed(db, appId, placed)
  if (payload) await checkVariables(payload, [...texts, ...named.flatMap(namedTexts)])
  const definition: StoredDefinition = { name, category, payload, steps }
  return db.transaction(async (tx) => {
    await holdNamed(tx, appId, placed)
    const id = await lockOrInsertWorkflow(tx, appId, identifier, at)
    await insertVersion(tx, id, definition, at)
    await setDigest(tx, id, digestOf(placed))
    return getWorkflow(tx, appId, identifier)
  })
}

/** Checked when it was parsed: one step at most has choices, and `for` is one of them. */
const digestOf = (placed: readonly PlacedStep[]): StoredDigest | null => {
  for (const { step } of placed) {
    if (step.type !== 'batch' || !step.choices) continue
    const { choices } = step
    const choice = choices.find((text) => parseChoice(text) === parseLength(step.for))
    if (choice !== undefined) return { choices, choice }
  }
  return null
}

/** A step that no provider can carry would fail for everybody, at every send. */
const checkProviders = (placed: readonly PlacedStep[], providers: Providers): void => {
  for (const { step, path } of placed) {
    if (step.type !== 'send' || step.provider === undefined) continue
    for (const channel of channelsOf(step)) {
      const names = channel === 'inApp' ? [] : (providers.get(channel) ?? []).map(({ name }) => name)
      if (names.includes(step.provider)) continue
      const message =
        channel === 'inApp'
          ? 'must be left out: inApp has no providers'
          : `must be a provider of ${channel} that this server has: ${names.join(', ')}`
      throw problem('invalid_request', { fields: [{ field: fieldOf([...path, 'provider']), message }] })
    }
  }
}

const checkMoments = (placed: readonly PlacedStep[], at: Date): void => {
  const latest = at.getTime() + longestSpan * 1000
  for (const { step, path } of placed)
    if (step.type === 'delay' && 'until' in step && Date.parse(step.until) > latest)
      throw problem('invalid_request', {
        fields: [{ field: fieldOf([...path, 'until']), message: 'must be at most a year ahead' }],
      })
}

/** No more runs start; those that are under way go on. */
export const deleteWorkflow = async (db: Sql, appId: number, identifier: string, at: Date): Promise<void> => {
  if ((await setDeleted(db, appId, identifier, at)) === 0) throw missing(identifier)
}

export const listWorkflows = async (
  db: Sql,
  appId: number,
  { after, limit }: { after: number; limit: number },
): Promise<Page<Workflow>> => {
  const rows = await listWorkflowRows(db, appId, { after, limit: limit + 1 })
  return toPage(rows, limit, ({ workflow_id }) => workflow_id, toWire)
}

export const listVersions = async (
  db: Sql,
  appId: number,
  identifier: string,
  { before, limit }: { before: number; limit: number },
): Promise<Page<Workflow>> => {
  const { workflow_id } = await getWorkflowVersion(db, appId, identifier)
  const rows = await listVersionRows(db, workflow_id, { before, limit: limit + 1 })
  return toPage(rows, limit, ({ version }) => version, toWire)
}
