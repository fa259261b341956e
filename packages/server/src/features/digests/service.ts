import { type FieldProblem, type PageDigest, problem } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import { type Chosen, findChosen, findDigests, listDigestRows, writeChoices } from './queries.js'

/** More than any screen has. */
const mostDigests = 50
/** Of one question. */
const mostAsked = 1000

/** Whose page. */
export interface Chooser {
  appId: number
  userId: number
  tenantId: number | null
}

/** What counts: for the tenant before what holds without one, of what is still offered. */
const effective = (chosen: Chosen | undefined, isOffered: (choice: string) => boolean): string | undefined =>
  chosen?.find((choice): choice is string => choice !== null && isOffered(choice))

/** The latest versions of an app's workflows that let users choose how often, oldest first, at most 50. */
export const listDigests = async (db: Sql, { appId, userId, tenantId }: Chooser): Promise<PageDigest[]> => {
  const rows = await listDigestRows(db, appId, mostDigests)
  if (rows.length === 0) return []
  const asked = rows.map(({ id }) => ({ workflowId: id, userId, tenantId: tenantId ?? 0 }))
  const chosen = await findChosen(db, asked)
  return rows.map(({ identifier, name, category_id: categoryId, digest }, place) => {
    const choices = [...digest.choices]
    const choice = effective(chosen[place], (one) => choices.includes(one))
    return {
      workflow: identifier,
      name,
      categoryId,
      choices,
      choice: choice ?? digest.choice,
      isChosen: choice !== undefined,
    }
  })
}

export interface DigestChange {
  /** Its identifier. */
  workflow: string
  /** `null` = as if it was never chosen. */
  choice: string | null
}

/**
 * Changes how often a user wants what workflows collect, all that are named or none; of two that name the same one, the
 * later counts. Batches that are open stay as they are.
 * @throws Problem `unprocessable` for what no workflow lets users choose
 */
export const chooseDigests = async (
  tx: Sql,
  chooser: Chooser,
  changes: readonly DigestChange[],
  at: Date,
): Promise<void> => {
  if (changes.length === 0) return
  const { appId, userId, tenantId } = chooser
  const rows = await findDigests(tx, appId, [...new Set(changes.map(({ workflow }) => workflow))])
  const known = new Map(rows.map((row) => [row.identifier, row]))
  const faults: FieldProblem[] = []
  const choices = new Map<number, string | null>()
  for (const [place, { workflow, choice }] of changes.entries()) {
    const row = known.get(workflow)
    if (!row) {
      const message = await sayAllowed(tx, appId)
      faults.push({ field: `digests[${place}].workflow`, message })
    } else if (choice !== null && !row.digest.choices.includes(choice)) {
      const message = `must be null or one of ${row.digest.choices.join(', ')}`
      faults.push({ field: `digests[${place}].choice`, message })
    } else choices.set(row.id, choice)
  }
  if (faults.length > 0) throw problem('unprocessable', { fields: faults.slice(0, 20) })
  const written = [...choices].map(([workflowId, choice]) => ({ workflowId, choice }))
  await writeChoices(tx, userId, tenantId ?? 0, written, at)
}

const sayAllowed = async (db: Sql, appId: number): Promise<string> => {
  const rows = await listDigestRows(db, appId, mostDigests)
  return rows.length === 0
    ? 'must be left out: no workflow lets users choose how often'
    : `must be a workflow that lets users choose: ${rows.map(({ identifier }) => identifier).join(', ')}`
}

/** A run that comes to a batch. */
interface Joining {
  /** `null` = its steps are no workflow's. */
  workflowId: number | null
  /** Below 0 = a recipient who is no user. */
  userId: number
  tenantId: number | null
  forSeconds: number
  /** Seconds by how the workflow's version writes them; `null` = its user has no choice. */
  choices: ReadonlyMap<string, number> | null
}

/** The same runs, with the lengths that their users chose, where a batch of theirs opens now. */
export const asChosen = async <Run extends Joining>(tx: Sql, joining: readonly Run[]): Promise<Run[]> => {
  const asking = joining.flatMap((run) => {
    const { workflowId, userId, tenantId, choices } = run
    return choices && workflowId !== null && userId > 0
      ? [{ run, choices, asked: { workflowId, userId, tenantId: tenantId ?? 0 } }]
      : []
  })
  const lengths = new Map<Run, number>()
  for (let from = 0; from < asking.length; from += mostAsked) {
    const page = asking.slice(from, from + mostAsked)
    const chosen = await findChosen(
      tx,
      page.map(({ asked }) => asked),
    )
    for (const [place, { run, choices }] of page.entries()) {
      const choice = effective(chosen[place], (one) => choices.has(one))
      const seconds = choice === undefined ? undefined : choices.get(choice)
      if (seconds !== undefined) lengths.set(run, seconds)
    }
  }
  return joining.map((run) => {
    const forSeconds = lengths.get(run)
    return forSeconds === undefined ? run : { ...run, forSeconds }
  })
}
