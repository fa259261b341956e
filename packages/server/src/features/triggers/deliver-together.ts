import { resolveCategories } from './categories.js'
import { deliverPage } from './deliver.js'
import type { Preparation } from './expansion.js'
import { insertOutcomes, insertUserOutcomes } from './outcomes.js'
import { type FindRender, type Plan, planDelivery } from './plan.js'
import { dueAt } from './queries.js'
import { resolveRecipients, saveInlineUsers, unknownOf } from './recipients.js'
import { tellAfterCommit } from './telling.js'
import { resolveTenants } from './tenants.js'

/** Delivers sends to recipients by name, up to 1,000 (trigger, user) pairs in one statement. */
export const prepareDeliveries: Preparation = async (expansion, page) => {
  const { db, now, hearing, categoriesChanged } = expansion
  const findRender = once(expansion.findRender)
  for (const trigger of page) await saveInlineUsers(db, trigger)
  const categoryOf = await resolveCategories(db, page, now(), categoriesChanged)
  const tenantOf = await resolveTenants(db, page, now())
  const resolved = await resolveRecipients(db, page)
  const plans: Plan[] = []
  for (const [trigger, { users }] of resolved) {
    const { app_id, content } = trigger
    const reached = users.map(({ userId }) => ({ userId, channels: null }))
    const shared = {
      category: categoryOf(app_id, content.category),
      tenantId: tenantOf(app_id, content.tenant),
    }
    plans.push(await planDelivery(db, trigger, reached, shared, findRender))
  }
  const { items, contents, outcomes } = joined(plans)
  const unknown = unknownOf(resolved)
  const userIds = [...new Set(items.map(({ userId }) => userId))]
  const triggerIds = page.map(({ id }) => id)

  return () =>
    db.transaction(async (tx) => {
      const told = hearing(userIds)
      const { events, inserted, isClaimed } = await deliverPage(tx, triggerIds, items, contents, told, now())
      if (!isClaimed) return
      await insertOutcomes(tx, unknown, now())
      await insertUserOutcomes(tx, outcomes, now())
      const news = { count: inserted, acceptedAt: page.map(dueAt) }
      tellAfterCommit(tx, expansion, { events, userIds, told, triggerIds, news })
    })
}

/** A template is read once for all the sends of a page that name it. */
const once = (find: FindRender): FindRender => {
  const found = new Map<string, ReturnType<FindRender>>()
  return (db, template) => {
    const name = `${template.templateId}@${template.version}`
    const finding = found.get(name) ?? find(db, template)
    found.set(name, finding)
    return finding
  }
}

/** One plan for a page: the contents of all, one after the other. */
const joined = (plans: readonly Plan[]): Plan => {
  const all: Plan = { items: [], contents: [], outcomes: [] }
  for (const { items, contents, outcomes } of plans) {
    const first = all.contents.length
    for (const item of items) all.items.push(first === 0 ? item : { ...item, content: first + item.content })
    all.contents.push(...contents)
    all.outcomes.push(...outcomes)
  }
  return all
}
