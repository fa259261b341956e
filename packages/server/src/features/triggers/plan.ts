import { inTurns } from '../../in-turns.js'
import type { Sql } from '../../storage/db.js'
import type { CategoryRow } from './categories.js'
import { type Content, isForInbox, labelsOf, type Words } from './contents.js'
import type { Delivery, DeliveryContent } from './deliver.js'
import type { NewOutcome } from './outcomes.js'
import type { TriggerRow } from './queries.js'
import { findPersons, type Person, type Reached } from './recipients.js'
import { findActor, findReason, findTenant, type Said } from './said.js'

/** Fills one version of a template in for a recipient. @throws when it cannot be rendered for them */
export type Render = (recipient: Person, said: Said) => Words

/** Finds the version of a template that a trigger was accepted with; `undefined` = it is gone. */
export type FindRender = (
  db: Sql,
  template: { templateId: number; version: number },
) => Promise<Render | undefined>

/** What is to be done for some users of a trigger: what they get, or why they do not. */
export interface Plan {
  items: Delivery[]
  contents: DeliveryContent[]
  outcomes: (NewOutcome & { userId: number })[]
}

/**
 * Who of those that a trigger reaches gets what. Opting out of the category is looked at later, in the statement that
 * delivers.
 */
export const planDelivery = async (
  db: Sql,
  trigger: TriggerRow,
  reached: readonly Reached[],
  { category, tenantId }: { category: CategoryRow | undefined; tenantId: number | null },
  findRender: FindRender,
): Promise<Plan> => {
  const { id: triggerId, content } = trigger
  const reason = await findReason(db, trigger)
  const isRequired = category?.is_required ?? false
  const isChosen = ({ channels }: Reached): boolean =>
    isForInbox(content) && (isRequired || (channels?.includes('inApp') ?? true))
  const outcomeOf =
    (reason: NewOutcome['reason']) =>
    ({ userId }: { userId: number }): Plan['outcomes'][number] => ({ triggerId, step: 0, userId, reason })

  const chosen = reached.filter(isChosen)
  const written = content.template
    ? await render(db, content.template, trigger, tenantId, chosen, findRender)
    : { words: [wordsOf(content)], placed: chosen.map(({ userId }) => ({ userId, place: 0 })), failed: [] }
  return {
    items: written.placed.map(({ userId, place }) => ({ triggerId, step: 0, userId, content: place })),
    contents:
      written.placed.length === 0
        ? []
        : written.words.map((words) => ({
            ...words,
            data: content.data,
            ...labelsOf(content),
            categoryId: category?.id ?? null,
            isRequired,
            tenantId,
            reason,
          })),
    outcomes: [
      ...(chosen.length === reached.length
        ? []
        : reached.filter((one) => !isChosen(one)).map(outcomeOf('channel_not_chosen'))),
      ...written.failed.map(outcomeOf('render_failed')),
    ],
  }
}

const wordsOf = ({ title, message, icon, url, blocks }: Content): Words => ({
  title: title ?? '',
  message,
  icon,
  url,
  blocks,
})

interface Written {
  words: Words[]
  /** Who gets which of them. */
  placed: { userId: number; place: number }[]
  failed: { userId: number }[]
}

/** Fills a template in for users, one after the other. Words that come out the same for several are written once. */
const render = async (
  db: Sql,
  template: NonNullable<Content['template']>,
  { app_id: appId, content: { data, inApp, actor } }: TriggerRow,
  tenantId: number | null,
  users: readonly Reached[],
  findRender: FindRender,
): Promise<Written> => {
  const written: Written = { words: [], placed: [], failed: [] }
  const fill = users.length === 0 ? undefined : await findRender(db, template)
  if (!fill) return { ...written, failed: [...users] }
  const persons = await findPersons(
    db,
    users.map(({ userId }) => userId),
  )
  const said: Said = {
    data: data ?? {},
    actor: await findActor(db, appId, actor),
    tenant: await findTenant(db, tenantId),
  }
  const places = new Map<string, number>()
  for await (const { userId } of inTurns(users)) {
    const person = persons.get(userId)
    // Deleted meanwhile, and their notifications with them.
    if (!person) continue
    const words = attempt(() => ({ ...fill(person, said), ...inApp }))
    if (!words) {
      written.failed.push({ userId })
      continue
    }
    const key = JSON.stringify(words)
    const place = places.get(key) ?? written.words.length
    if (place === written.words.length) {
      places.set(key, place)
      written.words.push(words)
    }
    written.placed.push({ userId, place })
  }
  return written
}

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    // Whose fault it is, the template's or the data's, is for its sender to find: the outcome says that it failed.
    return undefined
  }
}
