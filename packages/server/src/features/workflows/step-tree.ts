import type { Step } from '@inboxkit/protocol'

/** One step of a definition. */
export interface PlacedStep {
  step: Step
  /** Such as `['steps', 2, 'then', 0]`, without the first. */
  path: readonly (string | number)[]
  /** How many branches it is in. */
  depth: number
  /** Steps that may have been performed before: not those of a branch's other side. */
  earlier: readonly Step[]
}

/** All steps, branches included, in the order in which they are written. */
export const walkSteps = (
  steps: readonly Step[],
  path: readonly (string | number)[] = [],
  depth = 0,
  before: readonly Step[] = [],
): PlacedStep[] => {
  const placed: PlacedStep[] = []
  const earlier = [...before]
  for (const [at, step] of steps.entries()) {
    const own = [...path, at]
    placed.push({ step, path: own, depth, earlier: [...earlier] })
    earlier.push(step)
    if (step.type !== 'branch') continue
    const inside = [
      ...walkSteps(step.then, [...own, 'then'], depth + 1, earlier),
      ...walkSteps(step.else ?? [], [...own, 'else'], depth + 1, earlier),
    ]
    placed.push(...inside)
    earlier.push(...inside.map((one) => one.step))
  }
  return placed
}

/** `[2, 'then', 0]` is `steps[2].then[0]`. */
export const fieldOf = (path: readonly (string | number)[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${part}`),
    'steps',
  )
