import type { Links } from '../links.js'

/** A text that could not be rendered: the rules of `compile.ts` were broken, or its result is of no use. */
export class RenderProblem extends Error {
  /** What is wrong, without the field. */
  readonly said: string
  /** The text that it is about, such as `title` or `blocks[0].link`, where that is known. */
  readonly field: string | undefined
  constructor(said: string, { field, ...options }: ErrorOptions & { field?: string } = {}) {
    super(field === undefined ? said : `${field} ${said}`, options)
    this.name = 'RenderProblem'
    this.said = said
    this.field = field
  }
}

/** Characters that one rendering may write. */
export const mostOutput = 65_536

/** What one rendering may do: an expression, a block and a round of a loop are a step each. */
const mostSteps = 100_000

interface Rendering {
  /** BCP 47, for dates and plurals. */
  language: string
  links: Links | null
  stepsLeft: number
  charactersLeft: number
}

// Rendering never waits, so there is one at a time; helpers find it here, where templates cannot.
let current: Rendering | undefined

const running = (): Rendering => {
  if (!current) throw new Error('A helper was called outside a rendering')
  return current
}

/**
 * Renders within bounds that depend on template and values alone: what renders today renders tomorrow, on a busy
 * machine too. The costliest template ends in well under a second.
 * @param links what `preferencesUrl` and `unsubscribeUrl` are; `null` = no variables
 * @throws RenderProblem past 100,000 steps or 65,536 characters
 */
export const rendering = <T>(language: string, render: () => T, links: Links | null = null): T => {
  const outer = current
  current = { language, links, stepsLeft: mostSteps, charactersLeft: mostOutput }
  try {
    return render()
  } finally {
    current = outer
  }
}

export const languageOfRendering = (): string => running().language

/** Rules read variables without a rendering. */
export const linksOfRendering = (): Links | null => current?.links ?? null

/** @throws RenderProblem when there are none left */
export const spendSteps = (steps: number): void => {
  const now = running()
  now.stepsLeft -= steps
  if (now.stepsLeft < 0)
    throw new RenderProblem(`takes more than ${mostSteps.toLocaleString('en')} steps to render`)
}

/** @throws RenderProblem when there are none left */
export const spendCharacters = (characters: number): void => {
  const now = running()
  now.charactersLeft -= characters
  if (now.charactersLeft < 0) throw tooLong()
}

export const tooLong = (): RenderProblem =>
  new RenderProblem(`renders to more than ${mostOutput.toLocaleString('en')} characters`)
