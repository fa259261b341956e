import { type ChannelId, type FieldProblem, problem, type TemplateDefinition } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import { findTenantIds, findTenantProperties } from '../tenants/service.js'
import { findPersons, type Person } from '../triggers/recipients.js'
import { findUserIds } from '../users/service.js'
import { type RenderedOf, renderChannel } from './channels.js'
import type { RenderedTemplate } from './compiled-templates.js'
import type { Variables } from './handlebars/compile.js'
import { RenderProblem } from './handlebars/rendering.js'
import { languageOf } from './languages.js'
import { exampleLinks, type Links } from './links.js'
import type { Preview, PreviewVariables } from './preview-schemas.js'
import { getTemplateVersion } from './service.js'
import { checkTemplate } from './texts.js'
import { createVariables } from './variables.js'

/**
 * What a published template says to somebody, and why it would not reach them.
 * @throws Problem `template_not_found`, `user_not_found`, `tenant_not_found`
 */
export const previewTemplate = async (
  db: Sql,
  appId: number,
  slug: string,
  { version, ...asked }: PreviewVariables & { version?: number | undefined },
  publicUrl?: string,
): Promise<Preview> =>
  preview(db, appId, await getTemplateVersion(db, appId, slug, version), asked, publicUrl)

/**
 * The same for one that is being written.
 * @throws Problem `invalid_request` that names the texts which cannot be compiled
 */
export const previewUnsaved = async (
  db: Sql,
  appId: number,
  { template, ...asked }: PreviewVariables & { template: TemplateDefinition },
  publicUrl?: string,
): Promise<Preview> => {
  await checkTemplate(template, 'template.')
  const { channels, locales = null } = template
  return preview(db, appId, { channels, locales }, asked, publicUrl)
}

const preview = async (
  db: Sql,
  appId: number,
  template: RenderedTemplate,
  { channels, language, data = {}, recipient = {}, actor, tenant, batch, steps }: PreviewVariables,
  publicUrl: string | undefined,
): Promise<Preview> => {
  const person = await findSomebody(db, appId, 'recipient', recipient)
  const acting = actor === undefined ? null : await findSomebody(db, appId, 'actor', actor)
  const variablesOf = createVariables({
    data,
    actor: acting && { identifier: acting.identifier, properties: acting.profile },
    tenant: tenant === undefined ? null : await findTenant(db, appId, tenant),
    batch: batch && { items: batch, total: batch.length },
    steps,
  })
  const all = Object.keys(template.channels) as ChannelId[]
  return render(template, channels ?? all, {
    variables: variablesOf(person),
    language: language ?? languageOf(person.profile),
    links: exampleLinks(publicUrl),
  })
}

const render = (
  template: RenderedTemplate,
  channels: readonly ChannelId[],
  { variables, language, links }: { variables: Variables; language: string | undefined; links: Links },
): Preview => {
  const rendered: Partial<Record<ChannelId, RenderedOf[ChannelId]>> = {}
  const problems: FieldProblem[] = []
  for (const channel of new Set(channels))
    try {
      rendered[channel] = renderChannel(template, channel, variables, language, links)
    } catch (cause) {
      if (!(cause instanceof RenderProblem)) throw cause
      const { field, said } = cause
      const path = field === undefined ? channel : `${channel}.${field}`
      problems.push({ field: `channels.${path}`, message: said })
    }
  return { channels: rendered as Preview['channels'], problems }
}

const findSomebody = async (
  db: Sql,
  appId: number,
  field: string,
  given: string | Record<string, unknown>,
): Promise<Person> => {
  if (typeof given !== 'string') {
    const { identifier, ...profile } = given
    return { identifier: typeof identifier === 'string' ? identifier : '', profile }
  }
  const [id] = (await findUserIds(db, appId, [given])).values()
  const person = id === undefined ? undefined : (await findPersons(db, [id])).get(id)
  if (!person)
    throw problem('user_not_found', {
      detail: `No such user: ${given}`,
      fields: [{ field, message: 'must be the identifier of a user, or attributes' }],
    })
  return person
}

const findTenant = async (
  db: Sql,
  appId: number,
  given: string | Record<string, unknown>,
): Promise<Record<string, unknown>> => {
  if (typeof given !== 'string') return given
  const id = (await findTenantIds(db, appId, [given])).get(given)
  const properties = id === undefined ? undefined : (await findTenantProperties(db, [id])).get(id)
  if (!properties)
    throw problem('tenant_not_found', {
      detail: `No such tenant: ${given}`,
      fields: [{ field: 'tenant', message: 'must be the identifier of a tenant, or its properties' }],
    })
  return properties
}
