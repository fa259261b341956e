import { compileText } from '../templates/handlebars/compile.js'
import { rendering } from '../templates/handlebars/rendering.js'
import { RenderProblem, type Variables } from '../templates/in-app.js'
import { longestSpan, parseMoment, parseSpan } from '../workflows/span.js'

/** Something of a step that variables have a part in. @throws RenderProblem for what comes out as something else */
export type Fill<Value> = (variables: Variables, language: string | undefined) => Value

/** How long to wait. */
export type Wait = { seconds: number } | { until: Date }

const longestKey = 1_000

export const fillText = (source: string): Fill<string> => {
  const text = compileText(source)
  return (variables, language = 'en') => rendering(language, () => text.render(variables))
}

/** What is collected or counted together; the empty text is a key as well. */
export const fillKey = (source = ''): Fill<string> => {
  const fill = fillText(source)
  return (variables, language) => {
    const key = fill(variables, language).trim()
    if (key.length > longestKey) throw new RenderProblem(`key renders to more than ${longestKey} characters`)
    return key
  }
}

/** Seconds. */
export const fillSpan = (source: number | string, field: string): Fill<number> => {
  const fill = fillText(String(source))
  return (variables, language) => {
    const text = fill(variables, language).trim()
    const seconds = parseSpan(text)
    if (seconds === null)
      throw new RenderProblem(`${field} is no span of 1 second to 366 days: ${text.slice(0, 50)}`)
    return seconds
  }
}

export const fillWait = (step: { for: number | string } | { until: string }): Fill<Wait> => {
  if ('for' in step) {
    const fill = fillSpan(step.for, 'for')
    return (...given) => ({ seconds: fill(...given) })
  }
  const fill = fillText(step.until)
  return (...given) => {
    const text = fill(...given).trim()
    const until = parseMoment(text)
    if (!until) throw new RenderProblem(`until is no date and time: ${text.slice(0, 50)}`)
    return { until }
  }
}

/** When a wait that begins now is over; `null` = it already is. @throws RenderProblem past a year */
export const endOf = (wait: Wait, now: Date): Date | null => {
  if ('seconds' in wait) return new Date(now.getTime() + wait.seconds * 1000)
  const aheadMs = wait.until.getTime() - now.getTime()
  if (aheadMs > longestSpan * 1000) throw new RenderProblem('until is more than a year ahead')
  return aheadMs > 0 ? wait.until : null
}
