import type { ChannelId } from '@inboxkit/protocol'
import type { Address, Content, OutsideChannel } from '../../channels/types.js'
import { inTurns } from '../../in-turns.js'
import { isTrue } from '../../logic/logic.js'
import type { PageOwner } from '../preferences/page-token.js'
import { renderChannel } from '../templates/channels.js'
import { type InAppContent, RenderProblem, type Variables } from '../templates/in-app.js'
import { languageOf } from '../templates/languages.js'
import type { Links } from '../templates/links.js'
import type { Reason } from '../triggers/outcomes.js'
import { judge, judgeSuccess } from './conditions.js'
import type { RunContext } from './context.js'
import { endOf, type Wait } from './fill.js'
import type { PageContext } from './page.js'
import type { Instruction, SendInstruction } from './program.js'
import type { RunRow, RunVars, TrailEntry } from './queries.js'
import { variablesOf } from './variables.js'

/** What comes after what a plan sends. */
export type Ending =
  | { kind: 'done'; reason: string | null }
  | { kind: 'failed'; reason: string }
  | { kind: 'wait'; wait: Wait }
  | { kind: 'event'; event: string; seconds: number }
  | { kind: 'fetch' }
  | { kind: 'throttle'; key: string; limit: number; perSeconds: number }
  | {
      kind: 'batch'
      key: string
      forSeconds: number
      isSliding: boolean
      maxWaitSeconds: number
      max: number | null
      choices: ReadonlyMap<string, number> | null
    }

/** What is to happen to a run: everything up to its next wait, or its end. */
export interface RunPlan {
  run: RunRow
  context: RunContext
  /** For the inbox. */
  sends: { step: number; words: InAppContent }[]
  /** For everybody else, one for each address. */
  messages: {
    step: number
    channel: OutsideChannel
    address: Address | null
    content: Content
    provider: string | null
  }[]
  /** Changes of in-app items that earlier steps sent. */
  updates: { sentBy: number; title: string | null; state: string | null; isArchived: boolean }[]
  /** Sends that its user does not get. */
  left: { step: number; channel: ChannelId; reason: Reason }[]
  trail: TrailEntry[]
  vars: RunVars | undefined
  /** The step to go on with. */
  nextStep: number
  ending: Ending
}

/** What planning needs of the world outside. */
export interface Reachable {
  /** Whether a channel posts somewhere by itself, without an address of the recipient's. */
  hasOwnAddress: (channel: OutsideChannel) => boolean
  /** What texts of a message can link to; `null` = where this server is reached is not known. */
  linksOf: (of: PageOwner) => Links | null
}

/** A plan in the making. */
interface Walk extends Omit<RunPlan, 'nextStep' | 'ending'> {
  page: PageContext
  reachable: Reachable
  variables: Variables
  language: string | undefined
  links: Links | null
  now: Date
}

/** Plans a run from the step that it is at. */
const planRun = (
  page: PageContext,
  reachable: Reachable,
  run: RunRow,
  context: RunContext,
  now: Date,
): RunPlan => {
  const walk: Walk = {
    page,
    reachable,
    run,
    context,
    now,
    language: context.rest.language ?? languageOf(context.person.profile),
    variables: variablesOf(page, run, context),
    links: linksOf(page, reachable, run, context),
    sends: [],
    messages: [],
    updates: [],
    left: [],
    trail: [],
    vars: undefined,
  }
  const { instructions } = context.program
  let at = run.step
  let ending: Ending | undefined
  while (!ending) {
    const instruction = instructions[at]
    const next: number | Ending = instruction
      ? perform(walk, instruction, at)
      : { kind: 'done', reason: null }
    if (typeof next === 'number') at = next
    else ending = next
  }
  const { sends, messages, updates, left, trail, vars } = walk
  return {
    run,
    context,
    sends,
    messages,
    updates,
    left,
    trail,
    vars,
    ending,
    nextStep: afterEnding(at, ending),
  }
}

/** Whoever is no user has no preferences. */
const linksOf = (
  { categoryOf }: PageContext,
  reachable: Reachable,
  { user_id: userId, tenant_id: tenantId }: RunRow,
  { trigger }: RunContext,
): Links | null => {
  if (userId < 0) return null
  const { app_id: appId, content } = trigger
  const categoryId = categoryOf(appId, content.category)?.id ?? null
  return reachable.linksOf({ appId, userId, categoryId, tenantId })
}

/** Plans runs whose contexts there are, in turns: rendering is work that never waits. */
export const planRuns = async (
  page: PageContext,
  reachable: Reachable,
  runs: readonly RunRow[],
  contexts: ReadonlyMap<number, RunContext>,
  now: () => Date,
): Promise<RunPlan[]> => {
  const plans: RunPlan[] = []
  for await (const run of inTurns(runs)) {
    const context = contexts.get(run.id)
    if (context) plans.push(planRun(page, reachable, run, context, now()))
  }
  return plans
}

/** A delay is behind the run when it begins; what a run waits in, it is still at. */
const afterEnding = (at: number, { kind }: Ending): number => (kind === 'wait' ? at + 1 : at)

const note = ({ trail, now }: Walk, at: number, what: string, reason: string | null): void => {
  trail.push([at, what, reason, now.getTime()])
}

/** @returns the next place, or how this stretch of the run ends */
const perform = (walk: Walk, instruction: Instruction, at: number): number | Ending => {
  const { variables, language, context } = walk
  try {
    switch (instruction.op) {
      case 'send':
        return send(walk, instruction, at)
      case 'delay': {
        if (instruction.escalation) {
          const { holds, reason } = judgeSuccess(instruction.escalation, context.sent)
          if (holds) return stop(walk, at, instruction.escalation.end, reason)
        }
        const wait = instruction.wait(variables, language)
        return endOf(wait, walk.now) ? { kind: 'wait', wait } : at + 1
      }
      case 'batch': {
        const forSeconds = instruction.span(variables, language)
        return {
          kind: 'batch',
          key: instruction.key(variables, language),
          forSeconds,
          isSliding: instruction.isSliding,
          maxWaitSeconds: instruction.maxWait?.(variables, language) ?? forSeconds * 10,
          max: instruction.max,
          choices: instruction.choices,
        }
      }
      case 'throttle':
        return {
          kind: 'throttle',
          key: instruction.key(variables, language),
          limit: instruction.limit,
          perSeconds: instruction.per(variables, language),
        }
      case 'branch': {
        const holds = isTrue(instruction.when, variables)
        note(walk, at, holds ? 'then' : 'else', null)
        return holds ? at + 1 : instruction.otherwise
      }
      case 'jump':
        return instruction.to
      case 'waitFor':
        return waitFor(walk, instruction, at)
      case 'fetch':
        return { kind: 'fetch' }
      case 'update':
        return update(walk, instruction, at)
    }
  } catch (cause) {
    if (cause instanceof RenderProblem) return { kind: 'failed', reason: 'render_failed' }
    throw cause
  }
}

const stop = (walk: Walk, at: number, end: number, reason: string): number => {
  note(walk, at, 'stopped', reason)
  return end
}

const send = (walk: Walk, instruction: SendInstruction, at: number): number => {
  const { context, variables } = walk
  const { escalation, onlyIf } = instruction
  if (escalation) {
    const { holds, reason } = judgeSuccess(escalation, context.sent)
    if (holds) return stop(walk, at, escalation.end, reason)
  }
  if (onlyIf) {
    const { holds, reason } = judge(onlyIf, context.program, context.sent, variables)
    if (!holds) {
      for (const channel of instruction.channels) note(walk, at, `${channel} skipped`, reason)
      return at + 1
    }
  }
  for (const channel of instruction.channels) sendOver(walk, instruction, channel, at)
  return at + 1
}

const sendOver = (walk: Walk, instruction: SendInstruction, channel: ChannelId, step: number): void => {
  const { run, context, left } = walk
  if (run.channels && !run.channels.includes(channel)) {
    left.push({ step, channel, reason: 'channel_not_chosen' })
    return
  }
  const addresses = channel === 'inApp' ? [] : addressesOf(walk, channel)
  if (channel === 'inApp' ? run.user_id < 0 : addresses.length === 0) {
    left.push({ step, channel, reason: 'no_address' })
    return
  }
  const content = attempt(() => render(walk, instruction, channel))
  if (!content) {
    left.push({ step, channel, reason: 'render_failed' })
    return
  }
  if (channel === 'inApp')
    walk.sends.push({
      step,
      words: { ...(content as InAppContent), ...(context.trigger.content.inApp as Partial<InAppContent>) },
    })
  else
    for (const address of addresses)
      walk.messages.push({
        step,
        channel,
        address,
        content: content as Content,
        provider: instruction.provider,
      })
}

const addressesOf = ({ context, reachable }: Walk, channel: OutsideChannel): (Address | null)[] => {
  const known = context.addresses[channel] ?? []
  return known.length === 0 && reachable.hasOwnAddress(channel) ? [null] : [...known]
}

const render = (
  { page, context, variables, language, links }: Walk,
  { texts }: SendInstruction,
  channel: ChannelId,
): InAppContent | Content => {
  if ('own' in texts) return texts.own.render(variables, language, links)
  const template = page.findTemplate(context.trigger.app_id, texts)
  if (!template) throw new RenderProblem('the template is gone')
  return renderChannel(template, channel, variables, language, links)
}

/** Whose fault it is, the template's or the data's, is for the sender to find: the outcome says that it failed. */
const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof RenderProblem) return undefined
    throw cause
  }
}

const waitFor = (
  walk: Walk,
  instruction: Extract<Instruction, { op: 'waitFor' }>,
  at: number,
): number | Ending => {
  const { run, variables, language } = walk
  if (run.vars?.waitingAt !== at) {
    walk.vars = { ...run.vars, waitingAt: at }
    const seconds = instruction.timeout(variables, language)
    return { kind: 'event', event: instruction.event, seconds }
  }
  const { event, waitingAt: _, ...vars } = run.vars
  const result = { happened: event !== undefined, data: event?.data ?? null }
  note(walk, at, event ? 'event came' : 'event did not come', event ? instruction.event : null)
  walk.vars =
    instruction.id === undefined ? vars : { ...vars, steps: { ...vars.steps, [instruction.id]: result } }
  if (instruction.id !== undefined)
    variables['steps'] = { ...(variables['steps'] as object), [instruction.id]: result }
  return at + 1
}

const update = (
  walk: Walk,
  { step, title, state, isArchived }: Extract<Instruction, { op: 'update' }>,
  at: number,
): number => {
  const { context, variables, language, sends } = walk
  const sentBy = context.program.places.get(step)
  if (sentBy === undefined) return at + 1
  const shown = title?.(variables, language).slice(0, 1_000) ?? null
  // One that is on its way in this very stretch is changed before it goes.
  const own = sends.find((one) => one.step === sentBy)
  if (own && state === null && !isArchived) own.words = { ...own.words, title: shown ?? own.words.title }
  else walk.updates.push({ sentBy, title: shown, state, isArchived })
  note(walk, at, 'updated', null)
  return at + 1
}
