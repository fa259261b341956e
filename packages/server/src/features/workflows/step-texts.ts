import type { Step } from '@inboxkit/protocol'
import { type Text, textsOf } from '../templates/texts.js'
import { fieldOf, type PlacedStep } from './step-tree.js'

/** The fields of a step that are templates. What is no text in them, such as a number of seconds, is none. */
const templatesIn = (step: Step): Record<string, unknown> => {
  switch (step.type) {
    case 'send':
      return typeof step.template === 'string' ? {} : { template: step.template }
    case 'delay':
      return 'for' in step ? { for: step.for } : { until: step.until }
    case 'batch':
      return { for: step.for, key: step.key, maxWait: step.maxWait }
    case 'throttle':
      return { per: step.per, key: step.key }
    case 'waitFor':
      return { timeout: step.timeout }
    case 'fetch':
      return { url: step.url, headers: step.headers, body: step.body }
    case 'smart':
      return { timeToLive: step.timeToLive }
    case 'update':
      return { title: step.title }
    case 'branch':
      return {}
  }
}

/** The texts of steps that are filled in when they are performed, with the fields where they stand. */
export const stepTexts = (placed: readonly PlacedStep[]): Text[] =>
  placed.flatMap(({ step, path }) => textsOf(templatesIn(step), fieldOf(path)))
