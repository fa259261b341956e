import { channelIds } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import type { Person } from '../triggers/recipients.js'
import type { FoundTemplate } from '../triggers/references.js'
import type { Said } from '../triggers/said.js'
import { type InAppContent, renderInApp } from './in-app.js'
import { languageOf } from './languages.js'
import { findVersion } from './queries.js'
import { findTemplate, parseTemplateName } from './service.js'
import { createVariables } from './variables.js'

/** The version that a send names: by our id, as `slug`, or as `slug@version`. */
export const findSendTemplate = async (
  db: Sql,
  appId: number,
  name: number | string,
): Promise<FoundTemplate | undefined> => {
  const asked = typeof name === 'number' ? { id: name } : parseTemplateName(name)
  const found = asked && (await findTemplate(db, appId, asked))
  if (!found) return undefined
  const { id, version, slug, channels } = found
  return { templateId: id, version, slug, channels: channelIds.filter((channel) => channel in channels) }
}

/** Fills a version in for one recipient after the other, in their languages. @throws RenderProblem */
export type RenderFor = (recipient: Person, said: Said) => InAppContent

export const findRenderFor = async (
  db: Sql,
  { templateId, version }: { templateId: number; version: number },
): Promise<RenderFor | undefined> => {
  const template = await findVersion(db, templateId, version)
  if (!template) return undefined
  let last: { said: Said; variablesOf: ReturnType<typeof createVariables> } | undefined
  return (recipient, said) => {
    if (last?.said !== said) last = { said, variablesOf: createVariables(said) }
    return renderInApp(template, last.variablesOf(recipient), languageOf(recipient.profile))
  }
}
