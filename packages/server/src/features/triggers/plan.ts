import { inTurns } from '../../in-turns.js'
import type { Sql } from '../../storage/db.js'
import type { CategoryRow } from './categories.js'
import { isForInbox, type Words } from './contents.js'
import type { Delivery, DeliveryContent } from './deliver.js'
import type { NewOutcome } from './outcomes.js'
import type { TriggerRow } from './queries.js'
import { findPersons, type Person, type Reached } from './recipients.js'

/** Fills one version of a template in for a recipient. @throws when it cannot be rendered for them */
export type Render = (recipient: Person, data: Record<string, unknown>) => Words

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
 * Who of those that a trigger reaches gets what. Words that come out the same for several are one content. Opting out
 * of the category is looked at later, in the statement that delivers.
 */
export const planDelivery = async (
  db: Sql,
  trigger: TriggerRow,
  reached: readonly Reached[],
  category: CategoryRow | undefined,
  findRender: FindRender,
): Promise<Plan> => {
  const isRequired = category?.is_required ?? false
  const isChosen = ({ channels }: Reached): boolean =>
    isForInbox(trigger.content) && (isRequired || (channels?.includes('inApp') ?? true))
  const plan: Plan = { items: [], contents: [], outcomes: [] }
  const leaveOut = (userId: number, reason: NewOutcome['reason']): void => {
    plan.outcomes.push({ triggerId: trigger.id, step: 0, userId, reason })
  }

  const chosen = reached.filter((one) => {
    if (isChosen(one)) return true
    leaveOut(one.userId, 'channel_not_chosen')
    return false
  })
  const wordsFor = await findWords(db, trigger, chosen, findRender)
  const places = new Map<Words | string, number>()
  for await (const { userId } of inTurns(chosen)) {
    const words = wordsFor(userId)
    if (!words) {
      leaveOut(userId, 'render_failed')
      continue
    }
    const key = trigger.content.template ? JSON.stringify(words) : words
    const content = places.get(key) ?? plan.contents.length
    if (content === plan.contents.length) {
      places.set(key, content)
      plan.contents.push({
        ...words,
        data: trigger.content.data,
        categoryId: category?.id ?? null,
        isRequired,
      })
    }
    plan.items.push({ triggerId: trigger.id, step: 0, userId, content })
  }
  return plan
}

/** The words for each user; `undefined` = they cannot be rendered. */
const findWords = async (
  db: Sql,
  { content }: TriggerRow,
  reached: readonly Reached[],
  findRender: FindRender,
): Promise<(userId: number) => Words | undefined> => {
  const { template, title, message, icon, url, blocks, inApp } = content
  if (!template) {
    const words = { title: title ?? '', message, icon, url, blocks: blocks ?? null }
    return () => words
  }
  const render = reached.length === 0 ? undefined : await findRender(db, template)
  if (!render) return () => undefined
  const persons = await findPersons(
    db,
    reached.map(({ userId }) => userId),
  )
  return (userId) => {
    const person = persons.get(userId)
    try {
      return person && { ...render(person, content.data ?? {}), ...inApp }
    } catch {
      // Whose fault it is, the template's or the data's, is for its sender to find: the outcome says that it failed.
      return undefined
    }
  }
}
