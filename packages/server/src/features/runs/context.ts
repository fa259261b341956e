import type { Address, OutsideChannel } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'
import { findAddresses } from '../addresses/service.js'
import { findBatches } from '../batches/service.js'
import { findForDelivery, type TemplateRow } from '../templates/service.js'
import { createVariables } from '../templates/variables.js'
import { findTenantProperties } from '../tenants/service.js'
import { type Categories, resolveCategories } from '../triggers/categories.js'
import type { Actor, RecipientRest } from '../triggers/contents.js'
import { findPersons, type Person } from '../triggers/recipients.js'
import { findActor } from '../triggers/said.js'
import { findVersions } from '../workflows/service.js'
import { compileProgram, type Program, type Texts } from './program.js'
import { findTriggers, type RunRow, type RunTrigger } from './queries.js'
import { findSent, type SentStates } from './sent.js'

/** What plans of a run need to know beside the run itself. */
export interface RunContext {
  trigger: RunTrigger
  program: Program
  workflow: { id: number; identifier: string } | null
  person: Person
  /** What the trigger says of this recipient. */
  rest: RecipientRest
  addresses: Partial<Record<OutsideChannel, readonly Address[]>>
  sent: SentStates
  batch: { items: Record<string, unknown>[]; total: number } | null
  tenant: Record<string, unknown> | null
  actor: Actor | null
}

/** What the runs of a page have in common. */
export interface PageContext {
  triggers: ReadonlyMap<number, RunTrigger>
  categoryOf: Categories
  programOf(run: RunRow): Program
  findTemplate(appId: number, name: Extract<Texts, { slug: string }>): TemplateRow | undefined
  /** What templates see, by trigger and tenant, where it is the same for all recipients. */
  variables: Map<string, ReturnType<typeof createVariables>>
}

const nobody: SentStates = new Map()

/** Reads the triggers of some runs, their programs, and the templates that these name. */
export const readPage = async (
  db: Sql,
  runs: readonly RunRow[],
  at: Date,
): Promise<PageContext & Versions> => {
  const rows = await findTriggers(db, [...new Set(runs.map(({ trigger_id }) => trigger_id))])
  const triggers = new Map(rows.map((row) => [row.id, row]))
  const versionIds = [...new Set(runs.flatMap(({ workflow_version_id }) => workflow_version_id ?? []))]
  const versions = new Map((await findVersions(db, versionIds)).map((row) => [row.version_id, row]))

  const programOf = (run: RunRow): Program => {
    if (run.workflow_version_id !== null) {
      const version = versions.get(run.workflow_version_id)
      if (!version) throw new Error(`The run ${run.id} has no workflow`)
      return compileProgram(version.definition)
    }
    const { content } = triggerOf(triggers, run)
    if (!content.steps) throw new Error(`The run ${run.id} has no steps`)
    return compileProgram(content as { steps: NonNullable<typeof content.steps> })
  }
  const templates = await readTemplates(db, runs, triggers, programOf)
  return {
    triggers,
    versions,
    categoryOf: await resolveCategories(db, rows, at),
    programOf,
    findTemplate: (appId, name) => templates.get(nameOf(appId, name)),
    variables: new Map(),
  }
}

interface Versions {
  versions: ReadonlyMap<number, { workflow_id: number; identifier: string }>
}

export const triggerOf = (triggers: ReadonlyMap<number, RunTrigger>, run: RunRow): RunTrigger => {
  const trigger = triggers.get(run.trigger_id)
  if (!trigger) throw new Error(`The run ${run.id} has no trigger`)
  return trigger
}

const nameOf = (appId: number, { slug, version }: { slug: string; version?: number }): string =>
  `${appId}/${slug}@${version ?? 'latest'}`

/** Each template once, as it is now. */
const readTemplates = async (
  db: Sql,
  runs: readonly RunRow[],
  triggers: ReadonlyMap<number, RunTrigger>,
  programOf: (run: RunRow) => Program,
): Promise<Map<string, TemplateRow>> => {
  const found = new Map<string, TemplateRow>()
  const seen = new Set<string>()
  for (const run of runs) {
    const { app_id: appId } = triggerOf(triggers, run)
    const key = `${appId}:${run.workflow_version_id ?? `trigger ${run.trigger_id}`}`
    if (seen.has(key)) continue
    seen.add(key)
    for (const instruction of programOf(run).instructions) {
      if (instruction.op !== 'send' || 'own' in instruction.texts) continue
      const { slug, version } = instruction.texts
      const name = nameOf(appId, instruction.texts)
      const row = found.get(name) ?? (await findForDelivery(db, appId, slug, version))
      if (row) found.set(name, row)
    }
  }
  return found
}

/** Reads what is known of each run's recipient. Runs whose users were deleted are left out. */
export const readRuns = async (
  db: Sql,
  { triggers, programOf, versions }: PageContext & Versions,
  runs: readonly RunRow[],
): Promise<Map<number, RunContext>> => {
  const userIds = [...new Set(runs.map(({ user_id }) => user_id))].filter((id) => id > 0)
  const persons = await findPersons(db, userIds)
  const outside = [...new Set(runs.flatMap((run) => programOf(run).outside))]
  const addresses = outside.length === 0 ? new Map() : await findAddresses(db, userIds, outside)
  const batches = await readBatches(db, runs)
  const sent = await readSent(db, runs, programOf)
  const tenants = await readTenants(db, runs)
  const actors = await readActors(db, [...triggers.values()])
  const contexts = new Map<number, RunContext>()
  for (const run of runs) {
    const trigger = triggerOf(triggers, run)
    const { person, rest } = recipientOf(run, trigger, persons) ?? {}
    if (!person || !rest) continue
    const version = run.workflow_version_id === null ? undefined : versions.get(run.workflow_version_id)
    contexts.set(run.id, {
      trigger,
      program: programOf(run),
      workflow: version ? { id: version.workflow_id, identifier: version.identifier } : null,
      person,
      rest,
      addresses: rest.addresses ?? addresses.get(run.user_id) ?? {},
      sent: sent.get(run.id) ?? nobody,
      batch: (run.bucket_id !== null && batches.get(run.bucket_id)) || null,
      tenant: (run.tenant_id !== null && tenants.get(run.tenant_id)) || null,
      actor: actors.get(trigger.id) ?? null,
    })
  }
  return contexts
}

const recipientOf = (
  { user_id }: RunRow,
  { content }: RunTrigger,
  persons: ReadonlyMap<number, Person>,
): { person: Person; rest: RecipientRest } | undefined => {
  if (user_id > 0) {
    const person = persons.get(user_id)
    return person && { person, rest: content.perRecipient?.[person.identifier] ?? {} }
  }
  const place = -user_id - 1
  const transient = content.transients?.[place]
  if (!transient) return undefined
  // Only what it brings along: nobody is known by this name.
  return {
    person: { identifier: `transient:${place}`, profile: transient.properties },
    rest: { ...transient, addresses: transient.addresses ?? {} },
  }
}

const readBatches = (db: Sql, runs: readonly RunRow[]): ReturnType<typeof findBatches> => {
  const ids = [...new Set(runs.flatMap(({ bucket_id }) => bucket_id ?? []))]
  return ids.length === 0 ? Promise.resolve(new Map()) : findBatches(db, ids)
}

const readSent = (
  db: Sql,
  runs: readonly RunRow[],
  programOf: (run: RunRow) => Program,
): Promise<Map<number, SentStates>> => {
  const asking = runs.filter((run) => run.step > 0 && programOf(run).asksBack)
  if (asking.length === 0) return Promise.resolve(new Map())
  return findSent(
    db,
    asking.map((run) => ({
      ...run,
      places: programOf(run)
        .instructions.slice(0, run.step)
        .flatMap(({ op }, at) => (op === 'send' ? at : [])),
    })),
  )
}

const readTenants = (db: Sql, runs: readonly RunRow[]): ReturnType<typeof findTenantProperties> => {
  const ids = [...new Set(runs.flatMap(({ tenant_id }) => tenant_id ?? []))]
  return ids.length === 0 ? Promise.resolve(new Map()) : findTenantProperties(db, ids)
}

const readActors = async (db: Sql, triggers: readonly RunTrigger[]): Promise<Map<number, Actor>> => {
  const actors = new Map<number, Actor>()
  for (const { id, app_id, content } of triggers) {
    const actor = await findActor(db, app_id, content.actor)
    if (actor) actors.set(id, actor)
  }
  return actors
}
