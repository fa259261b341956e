import type { ChannelId, Logic, OnlyIf, SmartStep, Step } from '@inboxkit/protocol'
import type { OutsideChannel } from '../../channels/types.js'
import { cachedByContent } from '../../compiled-cache.js'
import { type CompiledChannel, compileChannel } from '../templates/channels.js'
import { parseTemplateName } from '../templates/service.js'
import { parseChoice, parseLength } from '../workflows/span.js'
import { type Fill, fillKey, fillSpan, fillText, fillWait, type Wait } from './fill.js'

/** Texts of a step's own, which are for one channel, or the template that has them: its latest version, or a named one. */
export type Texts = { own: CompiledChannel } | { slug: string; version?: number }

/** Channels that are tried one after the other: where they stand, and what is enough. */
export interface Escalation {
  success: NonNullable<SmartStep['success']>
  /** Places of its sends. */
  sends: readonly number[]
  /** Where to go on after success. */
  end: number
}

export interface SendInstruction {
  op: 'send'
  channels: readonly ChannelId[]
  texts: Texts
  provider: string | null
  onlyIf: OnlyIf | null
  /** All but the first send of an escalation look first whether it is needed. */
  escalation: Escalation | null
}

export interface WaitForInstruction {
  op: 'waitFor'
  event: string
  timeout: Fill<number>
  match: Logic
}

export interface FetchInstruction {
  op: 'fetch'
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: Fill<string>
  headers: readonly (readonly [name: string, value: Fill<string>])[]
  body: Fill<string> | null
  saveAs: string
}

/**
 * One thing that a run does. Its place in the program is what notifications, deliveries and outcomes call their step;
 * in a definition without branches it is the place in `steps`.
 */
export type Instruction = { path: string; id: string | undefined } & (
  | SendInstruction
  | { op: 'delay'; wait: Fill<Wait>; escalation: Escalation | null }
  | {
      op: 'batch'
      span: Fill<number>
      key: Fill<string>
      isSliding: boolean
      maxWait: Fill<number> | null
      max: number | null
      /** Seconds among which its user chooses, by how they are written; `null` = it has no choices. */
      choices: ReadonlyMap<string, number> | null
    }
  | { op: 'throttle'; limit: number; per: Fill<number>; key: Fill<string> }
  | { op: 'branch'; when: Logic; otherwise: number }
  | { op: 'jump'; to: number }
  | WaitForInstruction
  | FetchInstruction
  | { op: 'update'; step: string; title: Fill<string> | null; state: string | null; isArchived: boolean }
)

export interface Program {
  instructions: readonly Instruction[]
  /** Those of its sends, besides the inbox. */
  outside: readonly OutsideChannel[]
  /** Where a step is, by its id. */
  places: ReadonlyMap<string, number>
  /** Whether a step asks what became of what earlier ones sent. */
  asksBack: boolean
}

/** The steps of a published version, or of a send of its own, ready to be performed. */
export const compileProgram = cachedByContent(200, ({ steps }: { steps: readonly Step[] }): Program => {
  const instructions: Instruction[] = []
  flatten(instructions, steps, 'steps')
  const channels = instructions.flatMap((one) => (one.op === 'send' ? one.channels : []))
  return {
    instructions,
    outside: [...new Set(channels)].filter((channel) => channel !== 'inApp'),
    places: new Map(
      instructions.flatMap(({ id }, at) => (id === undefined ? [] : [[id, at] as const])).toReversed(),
    ),
    asksBack: instructions.some(isAskingBack),
  }
})

const isAskingBack = (one: Instruction): boolean =>
  one.op === 'branch' ||
  one.op === 'waitFor' ||
  ((one.op === 'send' || one.op === 'delay') && one.escalation !== null) ||
  (one.op === 'send' && one.onlyIf !== null)

const flatten = (into: Instruction[], steps: readonly Step[], path: string): void => {
  for (const [at, step] of steps.entries()) add(into, step, { path: `${path}[${at}]`, id: step.id })
}

type Placed = Pick<Instruction, 'path' | 'id'>

const add = (into: Instruction[], step: Step, placed: Placed): void => {
  if (step.type === 'branch') return addBranch(into, step, placed)
  if (step.type === 'smart') return addSmart(into, step, placed)
  into.push({ ...placed, ...simple(step) })
}

type Simple = Exclude<Step, { type: 'branch' | 'smart' }>
type OneInstruction = Instruction extends infer One
  ? One extends Instruction
    ? Omit<One, keyof Placed>
    : never
  : never

const simple = (step: Simple): OneInstruction => {
  switch (step.type) {
    case 'send': {
      const channels = 'channel' in step ? [step.channel] : step.channels
      return {
        op: 'send',
        channels,
        texts: textsOf(step.template, channels),
        provider: step.provider ?? null,
        onlyIf: step.onlyIf ?? null,
        escalation: null,
      }
    }
    case 'delay':
      return { op: 'delay', wait: fillWait(step), escalation: null }
    case 'batch':
      return {
        op: 'batch',
        span: step.choices ? () => parseLength(step.for) ?? 0 : fillSpan(step.for, 'for'),
        key: fillKey(step.key),
        isSliding: step.window === 'sliding',
        maxWait: step.maxWait === undefined ? null : fillSpan(step.maxWait, 'maxWait'),
        max: step.max ?? null,
        choices: step.choices ? new Map(step.choices.map((text) => [text, parseChoice(text) ?? 0])) : null,
      }
    case 'throttle':
      return { op: 'throttle', limit: step.limit, per: fillSpan(step.per, 'per'), key: fillKey(step.key) }
    case 'waitFor':
      return {
        op: 'waitFor',
        event: step.event,
        timeout: fillSpan(step.timeout, 'timeout'),
        match: step.match ?? true,
      }
    case 'fetch':
      return {
        op: 'fetch',
        method: step.method,
        url: fillText(step.url),
        headers: Object.entries(step.headers ?? {}).map(([name, value]) => [name, fillText(value)] as const),
        body: step.body === undefined ? null : fillText(step.body),
        saveAs: step.saveAs,
      }
    case 'update':
      return {
        op: 'update',
        step: step.step,
        title: step.title === undefined ? null : fillText(step.title),
        state: step.state ?? null,
        isArchived: step.archive ?? false,
      }
  }
}

const textsOf = (template: string | object, channels: readonly ChannelId[]): Texts => {
  if (typeof template !== 'string') {
    const [channel] = channels
    if (channel === undefined) throw new Error('A step was published without a channel')
    return { own: compileChannel(channel, template) }
  }
  const name = parseTemplateName(template)
  if (!name) throw new Error(`A step was published with the template ${template}`)
  return name
}

const addBranch = (into: Instruction[], step: Extract<Step, { type: 'branch' }>, placed: Placed): void => {
  const branch = { ...placed, op: 'branch' as const, when: step.when, otherwise: 0 }
  into.push(branch)
  flatten(into, step.then, `${placed.path}.then`)
  if (!step.else || step.else.length === 0) {
    branch.otherwise = into.length
    return
  }
  const jump = { path: placed.path, id: undefined, op: 'jump' as const, to: 0 }
  into.push(jump)
  branch.otherwise = into.length
  flatten(into, step.else, `${placed.path}.else`)
  jump.to = into.length
}

/** Its channels share the time to live evenly; the mandatory ones go out together with the first. */
const addSmart = (into: Instruction[], step: SmartStep, placed: Placed): void => {
  const { channels, success = 'seen', mandatoryChannels = [] } = step
  const isMandatory = (channel: ChannelId): boolean => mandatoryChannels.includes(channel)
  const [first, ...later] = channels.filter((channel) => !isMandatory(channel))
  const rounds = [
    [...(first === undefined ? [] : [first]), ...mandatoryChannels],
    ...later.map((one) => [one]),
  ]
  const sends: number[] = []
  const escalation = { success, sends, end: 0 }
  const timeToLive = fillSpan(step.timeToLive, 'timeToLive')
  const wait: Fill<Wait> = (...given) => ({
    seconds: Math.max(1, Math.floor(timeToLive(...given) / rounds.length)),
  })
  for (const [nth, round] of rounds.entries()) {
    const own = { path: placed.path, id: nth === 0 ? placed.id : undefined }
    if (nth > 0) into.push({ ...own, op: 'delay', wait, escalation })
    sends.push(into.length)
    into.push({
      ...own,
      op: 'send',
      channels: round,
      texts: textsOf(step.template, round),
      provider: null,
      onlyIf: null,
      escalation: nth === 0 ? null : escalation,
    })
  }
  escalation.end = into.length
}
