import type { DelayStep, InAppTemplate, SendStep } from '@inboxkit/protocol'
import { cachedByContent } from '../../compiled-cache.js'
import { compileText } from '../templates/handlebars/compile.js'
import { rendering } from '../templates/handlebars/rendering.js'
import { type CompiledInApp, compileInApp, RenderProblem, type Variables } from '../templates/in-app.js'
import { parseTemplateName } from '../templates/service.js'
import type { StoredDefinition } from '../workflows/service.js'
import { longestSpan, parseMoment, parseSpan } from '../workflows/span.js'

/** Texts of a step's own, or the template that has them: its latest version, unless one is named. */
export type Words = { own: CompiledInApp } | { slug: string; version?: number }

/** How long to wait. */
export type Wait = { seconds: number } | { until: Date }

export type CompiledStep =
  | { type: 'send'; words: Words }
  /** @throws RenderProblem for what is no span or no instant when it is filled in */
  | { type: 'delay'; wait: (variables: Variables, language: string | undefined) => Wait }

const compileSend = ({ template }: SendStep): CompiledStep => {
  if (typeof template !== 'string')
    return { type: 'send', words: { own: compileInApp(template as InAppTemplate) } }
  const name = parseTemplateName(template)
  if (!name) throw new Error(`A step was published with the template ${template}`)
  return { type: 'send', words: name }
}

const compileDelay = (step: DelayStep): CompiledStep => {
  const read = 'for' in step ? readSpan : readMoment
  const text = compileText(String('for' in step ? step.for : step.until))
  return {
    type: 'delay',
    wait: (variables, language = 'en') => read(rendering(language, () => text.render(variables)).trim()),
  }
}

const readSpan = (text: string): Wait => {
  const seconds = parseSpan(text)
  if (seconds === null)
    throw new RenderProblem(`for is no span of 1 second to 366 days: ${text.slice(0, 50)}`)
  return { seconds }
}

const readMoment = (text: string): Wait => {
  const until = parseMoment(text)
  if (!until) throw new RenderProblem(`until is no date and time: ${text.slice(0, 50)}`)
  return { until }
}

/** When a wait that begins now is over; `null` = it already is. @throws RenderProblem past a year */
export const endOf = (wait: Wait, now: Date): Date | null => {
  if ('seconds' in wait) return new Date(now.getTime() + wait.seconds * 1000)
  const aheadMs = wait.until.getTime() - now.getTime()
  if (aheadMs > longestSpan * 1000) throw new RenderProblem('until is more than a year ahead')
  return aheadMs > 0 ? wait.until : null
}

/** The steps of a published version, ready to be performed. */
export const compileSteps = cachedByContent(200, ({ steps }: StoredDefinition): CompiledStep[] =>
  steps.map((step) => {
    if (step.type === 'send') return compileSend(step)
    if (step.type === 'delay') return compileDelay(step)
    throw new Error(`A step was published that nobody performs: ${step.type}`)
  }),
)
