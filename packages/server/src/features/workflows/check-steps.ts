import type { ChannelId, Step } from '@inboxkit/protocol'
import { fieldOf, type PlacedStep, walkSteps } from './step-tree.js'

const mostSteps = 100
const mostDepth = 10

export interface StepFault {
  path: readonly (string | number)[]
  message: string
}

/** The channels that a step sends to. */
export const channelsOf = (step: Step): readonly ChannelId[] => {
  if (step.type === 'smart') return [...step.channels, ...(step.mandatoryChannels ?? [])]
  if (step.type !== 'send') return []
  return 'channel' in step ? [step.channel] : step.channels
}

/** The step that a field asks about. */
const askedBy = (step: Step): { id: string; field: string[] } | null => {
  if (step.type === 'update') return { id: step.step, field: ['step'] }
  if (step.type === 'send' && step.onlyIf && 'step' in step.onlyIf)
    return { id: step.onlyIf.step, field: ['onlyIf', 'step'] }
  return null
}

const referenceFault = ({ step, path, earlier }: PlacedStep): StepFault[] => {
  const asked = askedBy(step)
  if (!asked) return []
  const isThere = earlier.some((one) => one.id === asked.id && channelsOf(one).includes('inApp'))
  return isThere
    ? []
    : [{ path: [...path, ...asked.field], message: 'must be the id of an earlier step that sends to inApp' }]
}

/** What later steps find under `steps`: a step's id, and the name that it saves under. */
const nameFaults = (placed: readonly PlacedStep[]): StepFault[] => {
  const faults: StepFault[] = []
  const owners = new Map<string, PlacedStep>()
  for (const one of placed) {
    const { step, path } = one
    const names = [
      ...(step.id === undefined ? [] : [{ name: step.id, field: 'id' }]),
      ...(step.type === 'fetch' ? [{ name: step.saveAs, field: 'saveAs' }] : []),
    ]
    for (const { name, field } of names) {
      const owner = owners.get(name)
      if (owner === undefined || owner === one) owners.set(name, one)
      else faults.push({ path: [...path, field], message: `must not be that of ${fieldOf(owner.path)}` })
    }
  }
  return faults
}

/** Users choose for a workflow as a whole. */
const choiceFaults = (placed: readonly PlacedStep[]): StepFault[] => {
  const [owner, ...others] = placed.filter(({ step }) => step.type === 'batch' && step.choices !== undefined)
  return others.map(({ path }) => ({
    path: [...path, 'choices'],
    message: `must be left out: ${fieldOf(owner?.path ?? [])} has choices already`,
  }))
}

const countSteps = (steps: readonly Step[]): number =>
  steps.reduce(
    (sum, step) =>
      sum + 1 + (step.type === 'branch' ? countSteps(step.then) + countSteps(step.else ?? []) : 0),
    0,
  )

/** What steps have to do with each other: how many there are, what they are called, and what they refer to. */
export const stepFaults = (steps: readonly Step[]): StepFault[] => {
  if (countSteps(steps) > mostSteps)
    return [{ path: [], message: `must have at most ${mostSteps} entries, branches included` }]
  const placed = walkSteps(steps)
  const tooDeep = placed.find(({ depth }) => depth > mostDepth)
  if (tooDeep)
    return [{ path: tooDeep.path, message: `must not be inside of more than ${mostDepth} branches` }]
  return [...nameFaults(placed), ...choiceFaults(placed), ...placed.flatMap(referenceFault)]
}
