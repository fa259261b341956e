import type { Sql } from '../../storage/db.js'
import { findForDelivery, type TemplateRow } from '../templates/service.js'
import type { createVariables } from '../templates/variables.js'
import { type Categories, resolveCategories } from '../triggers/categories.js'
import { findVersions } from '../workflows/service.js'
import { compileProgram, type Program, type Texts } from './program.js'
import { findTriggers, type RunRow, type RunTrigger } from './queries.js'

/** What the runs of a page do, by their triggers and programs. */
export interface PagePrograms {
  triggers: ReadonlyMap<number, RunTrigger>
  versions: ReadonlyMap<number, { workflow_id: number; identifier: string }>
  programOf(run: Started): Program
  /** What templates see, by trigger and tenant: data may have very many keys, and all who see the same share a copy. */
  variables: Map<string, ReturnType<typeof createVariables>>
}

/** What the runs of a page have in common: also what they send. */
export interface PageContext extends PagePrograms {
  categoryOf: Categories
  findTemplate(appId: number, name: Extract<Texts, { slug: string }>): TemplateRow | undefined
}

/** What a run was started with. */
export type Started = Pick<RunRow, 'trigger_id' | 'workflow_version_id'>

/** Reads the triggers of some runs and their programs. */
export const readPrograms = async (db: Sql, runs: readonly Started[]): Promise<PagePrograms> => {
  const rows = await findTriggers(db, [...new Set(runs.map(({ trigger_id }) => trigger_id))])
  const triggers = new Map(rows.map((row) => [row.id, row]))
  const versionIds = [...new Set(runs.flatMap(({ workflow_version_id }) => workflow_version_id ?? []))]
  const versions = new Map((await findVersions(db, versionIds)).map((row) => [row.version_id, row]))

  const compile = (run: Started): Program => {
    if (run.workflow_version_id !== null) {
      const version = versions.get(run.workflow_version_id)
      if (!version) throw new Error(`The trigger ${run.trigger_id} has no workflow`)
      return compileProgram(version.definition)
    }
    const { steps } = triggerOf(triggers, run).content
    if (!steps) throw new Error(`The trigger ${run.trigger_id} has no steps`)
    return compileProgram({ steps })
  }
  const programs = new Map<string, Program>()
  const programOf = (run: Started): Program => {
    const key = sourceOf(run)
    const program = programs.get(key) ?? compile(run)
    programs.set(key, program)
    return program
  }
  return { triggers, versions, programOf, variables: new Map() }
}

/** Where a run's steps stand. */
const sourceOf = ({ trigger_id, workflow_version_id }: Started): string =>
  workflow_version_id === null ? `trigger ${trigger_id}` : `version ${workflow_version_id}`

/** Reads the same, and what the runs send: templates, each once and as it is now, and categories. */
export const readPage = async (db: Sql, runs: readonly RunRow[], at: Date): Promise<PageContext> => {
  const programs = await readPrograms(db, runs)
  const templates = await readTemplates(db, runs, programs)
  return {
    ...programs,
    categoryOf: await resolveCategories(db, [...programs.triggers.values()], at),
    findTemplate: (appId, name) => templates.get(nameOf(appId, name)),
  }
}

export const triggerOf = (triggers: ReadonlyMap<number, RunTrigger>, run: Started): RunTrigger => {
  const trigger = triggers.get(run.trigger_id)
  if (!trigger) throw new Error(`There is no trigger ${run.trigger_id} any more`)
  return trigger
}

const nameOf = (appId: number, { slug, version }: { slug: string; version?: number }): string =>
  `${appId}/${slug}@${version ?? 'latest'}`

const readTemplates = async (
  db: Sql,
  runs: readonly Started[],
  { triggers, programOf }: PagePrograms,
): Promise<Map<string, TemplateRow>> => {
  const found = new Map<string, TemplateRow>()
  const seen = new Set<string>()
  for (const run of runs) {
    const { app_id: appId } = triggerOf(triggers, run)
    const key = `${appId} ${sourceOf(run)}`
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
