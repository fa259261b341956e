import type { Sql } from '../../storage/db.js'
import type { Content } from '../triggers/contents.js'
import type { StoredDefinition } from '../workflows/service.js'
import { compileProgram, type Program } from './program.js'

const nothing: Program = { instructions: [], outside: [], places: new Map(), asksBack: false }

/** The program of a send's runs: of the version that it started, or of its own steps. */
export const findProgram = async (db: Sql, triggerId: number): Promise<Program> => {
  const row = await db.one<{ definition: StoredDefinition | null; steps: Content['steps'] | null }>`
    select v.definition, t.content -> 'steps' steps
    from trigger t left join workflow_version v on v.id = t.workflow_version_id where t.id = ${triggerId}`
  const steps = row?.definition?.steps ?? row?.steps
  return steps ? compileProgram({ steps }) : nothing
}
