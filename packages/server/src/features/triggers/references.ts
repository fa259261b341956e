import { type ChannelId, Problem, problem } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import type { Acceptance } from './accept.js'
import type { Content } from './contents.js'
import type { NewTrigger } from './queries.js'

/** What a send names, in the customer's words. */
export interface Names {
  /** Our id, a slug, or `slug@version`. */
  template: number | string | null
  workflow: string | null
  topics: readonly string[]
}

export interface FoundWorkflow {
  versionId: number
  /** For triggers that name none. */
  category: string | null
  /** @throws Problem `invalid_request` that names the field which is wrong by the workflow's schema */
  checkPayload: (data: Record<string, unknown>) => void
}

export interface FoundTemplate {
  templateId: number
  version: number
  slug: string
  /** Those that it has texts for. */
  channels: readonly ChannelId[]
}

/** Finds what sends name, in the app's own things and no others. */
export interface Directory {
  findTemplate(db: Sql, appId: number, name: number | string): Promise<FoundTemplate | undefined>
  findWorkflow(db: Sql, appId: number, identifier: string): Promise<FoundWorkflow | undefined>
  /** Our ids of those that exist. */
  findTopics(db: Sql, appId: number, identifiers: readonly string[]): Promise<ReadonlyMap<string, number>>
}

/**
 * What a group of sends names, each thing looked for once. It happens where the trigger is written: a send whose key
 * was used is answered as before, also when what it names is no longer there.
 * @returns for each send its trigger, or why it is refused
 */
export const resolveNames = async (
  tx: Sql,
  directory: Directory,
  members: readonly Acceptance[],
): Promise<Map<Acceptance, NewTrigger | Problem>> => {
  const known = new Map<string, Promise<unknown>>()
  const once = <Found>(name: unknown[], find: () => Promise<Found>): Promise<Found> => {
    const key = JSON.stringify(name)
    const finding = (known.get(key) as Promise<Found> | undefined) ?? find()
    known.set(key, finding)
    return finding
  }
  const finder: Directory = {
    findTemplate: (db, appId, name) =>
      once(['template', appId, name], () => directory.findTemplate(db, appId, name)),
    findWorkflow: (db, appId, name) =>
      once(['workflow', appId, name], () => directory.findWorkflow(db, appId, name)),
    findTopics: (db, appId, names) =>
      once(['topics', appId, names], () => directory.findTopics(db, appId, names)),
  }
  const resolved = new Map<Acceptance, NewTrigger | Problem>()
  for (const member of members) resolved.set(member, await resolveOne(tx, finder, member))
  return resolved
}

const resolveOne = async (
  tx: Sql,
  directory: Directory,
  member: Acceptance,
): Promise<NewTrigger | Problem> => {
  const { names, isForEveryone = false, idempotency: _, ...trigger } = member
  if (!names) return trigger
  try {
    const { template, workflow } = names
    const { appId, content } = trigger
    const topicIds = await topicsOf(tx, directory, appId, names.topics)
    const found = workflow === null ? null : await workflowOf(tx, directory, appId, workflow)
    found?.checkPayload(content.data ?? {})
    return {
      ...trigger,
      content: {
        ...content,
        category: content.category ?? found?.category ?? null,
        ...(template === null ? {} : await templateOf(tx, directory, appId, template)),
        ...(content.steps ? { steps: content.steps } : {}),
      },
      audience: topicIds.length > 0 || isForEveryone ? { topicIds, isEveryone: isForEveryone } : null,
      workflowVersionId: found?.versionId ?? null,
    }
  } catch (cause) {
    if (cause instanceof Problem) return cause
    throw cause
  }
}

const topicsOf = async (
  tx: Sql,
  directory: Directory,
  appId: number,
  identifiers: readonly string[],
): Promise<number[]> => {
  if (identifiers.length === 0) return []
  const ids = await directory.findTopics(tx, appId, identifiers)
  return identifiers.map((identifier, at) => {
    const id = ids.get(identifier)
    if (id === undefined)
      throw problem('topic_not_found', {
        detail: `No such topic: ${identifier}`,
        fields: [{ field: `sendTo.topics[${at}]`, message: 'must be the identifier of a topic' }],
      })
    return id
  })
}

const workflowOf = async (
  tx: Sql,
  directory: Directory,
  appId: number,
  identifier: string,
): Promise<FoundWorkflow> => {
  const found = await directory.findWorkflow(tx, appId, identifier)
  if (!found) throw problem('workflow_not_found', { detail: `No such workflow: ${identifier}` })
  return found
}

/** A template with texts for other channels than the inbox is sent over all of them, by runs. */
const templateOf = async (
  tx: Sql,
  directory: Directory,
  appId: number,
  name: number | string,
): Promise<Pick<Content, 'template' | 'steps'>> => {
  const found = await directory.findTemplate(tx, appId, name)
  if (!found) throw problem('template_not_found', { detail: `No such template: ${name}` })
  const { templateId, version, slug, channels } = found
  const isInAppOnly = channels.every((channel) => channel === 'inApp')
  return {
    template: { templateId, version },
    ...(isInAppOnly ? {} : { steps: [{ type: 'send', channels, template: `${slug}@${version}` }] }),
  }
}
