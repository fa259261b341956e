import type { Sql } from '../../storage/db.js'
import { type InAppContent, RenderProblem, renderInApp, type Variables } from '../templates/in-app.js'
import { languageOf } from '../templates/languages.js'
import { findForDelivery, type TemplateRow } from '../templates/service.js'
import { createVariables } from '../templates/variables.js'
import type { Person } from '../triggers/recipients.js'
import { findVersions } from '../workflows/service.js'
import type { RunRow, RunTrigger } from './queries.js'
import { type CompiledStep, compileSteps, endOf, type Wait, type Words } from './steps.js'

/** What is to happen to a run: everything up to its next delay, or its end. */
export interface RunPlan {
  run: RunRow
  person: Person
  sends: { step: number; words: InAppContent }[]
  /** Sends that its user does not get. */
  left: { step: number; reason: 'channel_not_chosen' | 'render_failed' }[]
  /** The step to go on with. */
  nextStep: number
  /** Before it goes on; `failed` = it cannot. */
  ending: { wait: Wait } | 'done' | 'failed'
}

/** Makes the plan of one run after the other. */
export interface Planner {
  /** Most sends up to the run's next delay, and the bytes of data that go along with each. */
  weigh(run: RunRow): { sends: number; bytes: number }
  plan(run: RunRow, person: Person, now: Date): RunPlan
}

type Render = (variables: Variables, language: string | undefined) => InAppContent

/** Reads what the plans of some runs need: their definitions, and the templates that these name. */
export const createPlanner = async (
  db: Sql,
  runs: readonly RunRow[],
  triggers: ReadonlyMap<number, RunTrigger>,
): Promise<Planner> => {
  const versionIds = [...new Set(runs.map(({ workflow_version_id }) => workflow_version_id))]
  const versions = await findVersions(db, versionIds)
  const steps = new Map(versions.map(({ version_id, definition }) => [version_id, compileSteps(definition)]))
  const templates = await findTemplates(db, runs, triggers, steps)
  const variables = new Map<number, ReturnType<typeof createVariables>>()
  const bytes = new Map(
    [...triggers.values()].map(({ id, content }) => [id, JSON.stringify(content.data).length]),
  )

  const stepsOf = (run: RunRow): readonly CompiledStep[] => {
    const list = steps.get(run.workflow_version_id)
    if (!list) throw new Error(`The run ${run.id} has no workflow`)
    return list
  }

  return {
    weigh(run) {
      const ahead = stepsOf(run).slice(run.step)
      const delay = ahead.findIndex(({ type }) => type === 'delay')
      return { sends: delay < 0 ? ahead.length : delay, bytes: bytes.get(run.trigger_id) ?? 0 }
    },
    plan(run, person, now) {
      const trigger = triggers.get(run.trigger_id)
      if (!trigger) throw new Error(`The run ${run.id} has no trigger`)
      const variablesOf = variables.get(trigger.id) ?? createVariables({ data: trigger.content.data })
      variables.set(trigger.id, variablesOf)
      const renderOf = (words: Words): Render =>
        'own' in words
          ? words.own.render
          : (...given) => {
              const template = templates.get(nameOf(trigger.app_id, words))
              if (!template) throw new RenderProblem('the template is gone')
              return renderInApp(template, ...given)
            }
      return planRun(run, person, stepsOf(run), renderOf, variablesOf(person), now)
    },
  }
}

const planRun = (
  run: RunRow,
  person: Person,
  steps: readonly CompiledStep[],
  renderOf: (words: Words) => Render,
  variables: Variables,
  now: Date,
): RunPlan => {
  const language = languageOf(person.profile)
  const plan: RunPlan = { run, person, sends: [], left: [], nextStep: run.step, ending: 'done' }
  for (const step of steps.slice(run.step)) {
    const at = plan.nextStep++
    if (step.type === 'delay') {
      const wait = attempt(() => {
        const asked = step.wait(variables, language)
        return endOf(asked, now) ? asked : null
      })
      if (wait === null) continue
      return { ...plan, ending: wait === undefined ? 'failed' : { wait } }
    }
    if (run.channels && !run.channels.includes('inApp')) {
      plan.left.push({ step: at, reason: 'channel_not_chosen' })
      continue
    }
    const words = attempt(() => renderOf(step.words)(variables, language))
    if (words) plan.sends.push({ step: at, words })
    else plan.left.push({ step: at, reason: 'render_failed' })
  }
  return plan
}

/** Whose fault it is, the template's or the data's, is for the sender to find: the outcome says that it failed. */
const attempt = <T>(render: () => T): T | undefined => {
  try {
    return render()
  } catch (cause) {
    if (cause instanceof RenderProblem) return undefined
    throw cause
  }
}

const nameOf = (appId: number, { slug, version }: { slug: string; version?: number }): string =>
  `${appId}/${slug}@${version ?? 'latest'}`

/** Each template once, as it is now. */
const findTemplates = async (
  db: Sql,
  runs: readonly RunRow[],
  triggers: ReadonlyMap<number, RunTrigger>,
  steps: ReadonlyMap<number, readonly CompiledStep[]>,
): Promise<Map<string, TemplateRow>> => {
  const found = new Map<string, TemplateRow>()
  const seen = new Set<string>()
  for (const { trigger_id, workflow_version_id } of runs) {
    const appId = triggers.get(trigger_id)?.app_id
    if (appId === undefined || seen.has(`${appId}:${workflow_version_id}`)) continue
    seen.add(`${appId}:${workflow_version_id}`)
    for (const step of steps.get(workflow_version_id) ?? []) {
      if (step.type !== 'send' || 'own' in step.words) continue
      const name = nameOf(appId, step.words)
      const row = found.get(name) ?? (await findForDelivery(db, appId, step.words.slug, step.words.version))
      if (row) found.set(name, row)
    }
  }
  return found
}
