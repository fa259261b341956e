import type { Address, OutsideChannel } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'
import { findAddresses } from '../addresses/service.js'
import { findBatches } from '../batches/service.js'
import { findTenantProperties } from '../tenants/service.js'
import type { Actor, RecipientRest } from '../triggers/contents.js'
import { findPersons, type Person } from '../triggers/recipients.js'
import { findActors } from '../triggers/said.js'
import { type PagePrograms, triggerOf } from './page.js'
import type { Program } from './program.js'
import type { RunRow, RunTrigger } from './queries.js'
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

const nobody: SentStates = new Map()

/** Reads what is known of each run's recipient. Runs whose users were deleted are left out. */
export const readRuns = async (
  db: Sql,
  { triggers, programOf, versions }: PagePrograms,
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

const readActors = async (db: Sql, triggers: readonly RunTrigger[]): Promise<Map<number, Actor | null>> => {
  const actors = await findActors(
    db,
    triggers.map(({ app_id, content }) => ({ appId: app_id, actor: content.actor })),
  )
  return new Map(triggers.map(({ id }, place) => [id, actors[place] ?? null]))
}
