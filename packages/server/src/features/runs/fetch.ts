import type { Engine, Job } from '../../engine/types.js'
import { type Outbound, OutboundFailure } from '../../outbound/types.js'
import type { Db } from '../../storage/db.js'
import { RenderProblem } from '../templates/in-app.js'
import { type RunContext, readRuns } from './context.js'
import { type PagePrograms, readPrograms } from './page.js'
import type { FetchInstruction } from './program.js'
import { type Advance, advanceRuns, findRuns, lockRuns, type RunRow, type TrailEntry } from './queries.js'
import { type RunPage, runQueue } from './start.js'
import { variablesOf } from './variables.js'

export interface Fetching {
  db: Db
  engine: Engine
  now: () => Date
  outbound: Outbound
}

/** Calls that are under way at a time, and how often one is tried: 5 s, then 30 s apart. */
const atATime = 20
const waitsMs = [5_000, 30_000]
const timeoutMs = 10_000
const mostBytes = 100_000

type Result =
  | { kind: 'answered'; value: { status: number; body: unknown } }
  | { kind: 'again'; reason: string }
  | { kind: 'failed'; reason: string }

/**
 * Calls the addresses that runs are at, outside of any transaction, and hands them on with the answers. May run again
 * for the same runs: an address is then called again, and the run goes on once.
 */
export const fetchForRuns = async (fetching: Fetching, jobs: readonly Job<RunPage>[]): Promise<undefined> => {
  const { db } = fetching
  const runs = await findRuns(db, [...new Set(jobs.flatMap(({ data }) => data.runIds))], 'fetching')
  if (runs.length === 0) return undefined
  const page = await readPrograms(db, runs)
  const contexts = await readRuns(db, page, runs)
  for (let from = 0; from < runs.length; from += atATime)
    await Promise.all(
      runs.slice(from, from + atATime).map((run) => fetchForRun(fetching, page, run, contexts.get(run.id))),
    )
  return undefined
}

const fetchForRun = async (
  fetching: Fetching,
  page: PagePrograms,
  run: RunRow,
  context: RunContext | undefined,
): Promise<void> => {
  const { db, engine, now } = fetching
  const instruction = page.programOf(run).instructions[run.step]
  const result: Result =
    context && instruction?.op === 'fetch'
      ? await call(fetching.outbound, page, run, context, instruction)
      : { kind: 'failed', reason: 'user_deleted' }
  await db.transaction(async (tx) => {
    const [held] = await lockRuns(tx, [run.id], 'fetching')
    if (held?.step !== run.step) return
    const advance = advanceOf(run, instruction?.op === 'fetch' ? instruction.saveAs : '', result, now())
    await advanceRuns(tx, [advance], now())
    if (advance.state === 'ready') await engine.enqueue(tx, runQueue, [{ data: { runIds: [run.id] } }])
  })
}

const call = async (
  outbound: Outbound,
  page: PagePrograms,
  run: RunRow,
  context: RunContext,
  { method, url, headers, body }: FetchInstruction,
): Promise<Result> => {
  const { trigger } = context
  const variables = variablesOf(page, run, context)
  try {
    const answer = await outbound({
      method,
      url: url(variables, undefined),
      headers: {
        'idempotency-key': `${trigger.request_id}:${run.user_id}:${run.step}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...Object.fromEntries(
          headers.map(([name, value]) => [name.toLowerCase(), value(variables, undefined)]),
        ),
      },
      ...(body ? { body: body(variables, undefined) } : {}),
      timeoutMs,
      mostBytes,
      redirects: 3,
    })
    if (answer.status === 429 || answer.status >= 500)
      return { kind: 'again', reason: `answered ${answer.status}` }
    return { kind: 'answered', value: { status: answer.status, body: parsed(answer.body.toString()) } }
  } catch (cause) {
    if (cause instanceof RenderProblem) return { kind: 'failed', reason: 'render_failed' }
    if (!(cause instanceof OutboundFailure)) throw cause
    return cause.kind === 'refused'
      ? { kind: 'failed', reason: cause.message }
      : { kind: 'again', reason: cause.message }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever is no JSON is text.
    return text
  }
}

/** After the last try the run goes on without an answer: `status` 0 tells a branch so. */
const advanceOf = (run: RunRow, saveAs: string, result: Result, at: Date): Advance => {
  const entry = (what: string, reason: string | null): TrailEntry => [run.step, what, reason, at.getTime()]
  const next = { runId: run.id, step: run.step, wakeAt: null, waitEvent: null, reason: null, trail: [] }
  const saved = (value: unknown) => ({
    ...run.vars,
    tries: 0,
    steps: { ...run.vars?.steps, [saveAs]: value },
  })
  if (result.kind === 'answered')
    return {
      ...next,
      state: 'ready',
      step: run.step + 1,
      vars: saved(result.value),
      trail: [entry('fetched', `answered ${result.value.status}`)],
    }
  const tries = run.vars?.tries ?? 0
  const waitMs = waitsMs[tries]
  if (result.kind === 'again' && waitMs !== undefined)
    return {
      ...next,
      state: 'waiting',
      wakeAt: new Date(at.getTime() + waitMs),
      vars: { ...run.vars, tries: tries + 1 },
      trail: [entry('fetch failed, to be tried again', result.reason)],
    }
  return {
    ...next,
    state: 'ready',
    step: run.step + 1,
    vars: saved({ status: 0, body: null, error: result.reason }),
    trail: [entry('fetch failed', result.reason)],
  }
}
