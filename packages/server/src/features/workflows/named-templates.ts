import { type ChannelId, type FieldProblem, problem, type Step } from '@inboxkit/protocol'
import type { Sql, Tx } from '../../storage/db.js'
import { findTemplate, holdTemplates, parseTemplateName, type TemplateRow } from '../templates/service.js'
import { type Text, textsOf } from '../templates/texts.js'
import { channelsOf } from './check-steps.js'
import { fieldOf, type PlacedStep } from './step-tree.js'

/** A template that a step names. */
export interface NamedTemplate {
  /** Where it is named. */
  field: string
  name: string
  channels: readonly ChannelId[]
  template: TemplateRow
}

const nameIn = (step: Step): string | null =>
  (step.type === 'send' || step.type === 'smart') && typeof step.template === 'string' ? step.template : null

const namesIn = (placed: readonly PlacedStep[]) =>
  placed.flatMap(({ step, path }) => {
    const name = nameIn(step)
    const parsed = name === null ? null : parseTemplateName(name)
    return name === null || !parsed
      ? []
      : [{ field: fieldOf([...path, 'template']), name, parsed, channels: channelsOf(step) }]
  })

/**
 * The templates that steps name, which have to be there with the channels that are asked of them.
 * @throws Problem `template_not_found`, or `invalid_request` for channels that are missing; both name the field
 */
export const findNamed = async (
  db: Sql,
  appId: number,
  placed: readonly PlacedStep[],
): Promise<NamedTemplate[]> => {
  const found = new Map<string, TemplateRow | undefined>()
  const named: NamedTemplate[] = []
  for (const { field, name, parsed, channels } of namesIn(placed)) {
    const template = found.has(name) ? found.get(name) : await findTemplate(db, appId, parsed)
    found.set(name, template)
    if (!template)
      throw problem('template_not_found', {
        detail: `No such template: ${name}`,
        fields: [{ field, message: `must name a template: there is no ${name}` }],
      })
    named.push({ field, name, channels, template })
  }
  const fields = named.flatMap(missingChannels)
  if (fields.length > 0) throw problem('invalid_request', { fields: fields.slice(0, 20) })
  return named
}

/** The same, and they stay until the transaction ends. */
export const holdNamed = async (tx: Tx, appId: number, placed: readonly PlacedStep[]): Promise<void> => {
  await holdTemplates(
    tx,
    appId,
    namesIn(placed).map(({ parsed }) => parsed.slug),
  )
  await findNamed(tx, appId, placed)
}

const missingChannels = ({ field, name, channels, template }: NamedTemplate): FieldProblem[] => {
  const missing = channels.filter((channel) => !template.channels[channel])
  return missing.length === 0
    ? []
    : [
        {
          field,
          message: `must name a template with texts for ${[...new Set(missing)].join(', ')}: ${name} has none`,
        },
      ]
}

/** The texts that a step can deliver of a template, in all languages, as texts of the field that names it. */
export const namedTexts = ({ field, channels, template }: NamedTemplate): Text[] =>
  [template.channels, ...Object.values(template.locales ?? {})].flatMap((byChannel) =>
    channels.flatMap((channel) =>
      textsOf(byChannel[channel] ?? {}, channel).map((text) => ({ ...text, field })),
    ),
  )
