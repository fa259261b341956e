import { randomUUID } from 'node:crypto'
import { turn } from './rounds.mjs'
import { content } from './world.mjs'

/**
 * @typedef {import('./databases.mjs').Db} Db
 * @typedef {import('../../packages/server/dist/storage/db.js').Tx} Tx
 * @typedef {{ hasDelay?: boolean, channels?: readonly string[] }} Shape of a workflow
 * @typedef {object} Sends
 * @property {number} appId
 * @property {number} workflowVersionId
 * @property {number} firstUser the ids of the users, in a row
 * @property {number} users
 * @property {number} recipients of each send
 * @property {object} content of the trigger
 */

const pageSize = 1000

/**
 * The same rows that runs leave behind, in the same tables with the same indexes, in pages as large, a transaction for
 * each thing that has to be durable by itself: triggers; runs with what they send at once, each written in the place that
 * it has reached; the end of what they waited, and what they sent then; what became of it. Nothing is checked, claimed
 * or decided, and no job is written.
 * @param {Db} db @param {Sends} sends @param {Shape} shape
 */
export const writeRuns = async (db, sends, { hasDelay = false, channels = [] }) => {
  for (let from = 0; from < sends.users; from += pageSize) {
    const triggerIds = await insertTriggers(db, sends, pageSize / sends.recipients)
    const runIds = await db.transaction(async (tx) => {
      const ids = await insertRuns(tx, sends, triggerIds, sends.firstUser + from, hasDelay)
      await tx.run`update trigger set expanded_at = now() where id = any(${triggerIds}::bigint[])`
      if (!hasDelay) await deliver(tx, ids, channels)
      return ids
    })
    if (hasDelay) {
      await db.run`update run set state = 'ready', wake_at = null where id = any(${runIds}::bigint[])`
      await db.transaction(async (tx) => {
        await deliver(tx, runIds, channels)
        await tx.run`
          update run set state = 'done', step = 2, ended_at = ${new Date()} where id = any(${runIds}::bigint[])`
      })
    }
    if (channels.length > 0) await endDeliveries(db, runIds)
    await turn()
  }
}

/** @param {Db} db @param {Sends} sends @param {number} count @returns {Promise<number[]>} */
const insertTriggers = async (db, sends, count) => {
  const rows = /** @type {{ id: number }[]} */ (
    await db.many`
      insert into trigger (app_id, request_id, content, recipients, accepted_at, workflow_version_id)
      select ${sends.appId}::bigint, request_id, ${sends.content}::jsonb,
        (select jsonb_agg('user-' || n) from generate_series(1, ${sends.recipients}::int) n),
        ${new Date()}::timestamptz, ${sends.workflowVersionId}::bigint
      from unnest(${Array.from({ length: count }, () => randomUUID())}::uuid[]) as given(request_id)
      returning id`
  )
  return rows.map(({ id }) => id)
}

/** @param {Tx} tx @param {Sends} sends @param {number[]} triggerIds @param {number} firstUser @param {boolean} isWaiting @returns {Promise<number[]>} */
const insertRuns = async (tx, { workflowVersionId, recipients }, triggerIds, firstUser, isWaiting) => {
  const at = new Date()
  const row = /** @type {{ ids: string } | undefined} */ (
    await tx.one`
      with made as (
        insert into run (trigger_id, user_id, workflow_version_id, state, step, wake_at, created_at, ended_at)
        select t, ${firstUser}::bigint + (place - 1) * ${recipients}::int + n, ${workflowVersionId}::bigint,
          ${isWaiting ? 'waiting' : 'done'}, ${isWaiting ? 1 : 3}::smallint,
          case when ${isWaiting} then ${at}::timestamptz + interval '1 hour' end, ${at}::timestamptz,
          case when not ${isWaiting} then ${at}::timestamptz end
        from unnest(${triggerIds}::bigint[]) with ordinality as given(t, place),
          generate_series(0, ${recipients - 1}::int) n
        returning id
      )
      select json_agg(id)::text ids from made`
  )
  return JSON.parse(row?.ids ?? '[]')
}

/** @param {Tx} tx @param {number[]} runIds @param {readonly string[]} channels */
const deliver = async (tx, runIds, channels) => {
  await tx.run`
      with due as materialized (select trigger_id, user_id from run where id = any(${runIds}::bigint[])),
      grown as (
        update feed set seq = seq + 1, unseen = unseen + 1, unread = unread + 1, total = total + 1
        where user_id = any(array(select user_id from due)) returning user_id, seq
      )
      insert into notification (user_id, no, seq, trigger_id, step, title, message, icon, url, data, created_at)
      select g.user_id, g.seq, g.seq, due.trigger_id, 0, ${content.title}, ${content.message}, null, ${content.url},
        ${content.data}::jsonb, ${new Date()}::timestamptz
      from grown g join due on due.user_id = g.user_id`
  for (const [place, channel] of channels.entries())
    await tx.run`
        insert into delivery (app_id, trigger_id, run_id, user_id, step, channel, address_hash, address, content, state,
          created_at)
        select u.app_id, r.trigger_id, r.id, r.user_id, ${place + 1}::smallint, ${channel},
          sha256(convert_to(u.identifier, 'UTF8')), jsonb_build_object('email', u.profile ->> 'email'),
          ${{ text: content.message }}::jsonb, 'pending', ${new Date()}::timestamptz
        from run r join app_user u on u.id = r.user_id where r.id = any(${runIds}::bigint[])`
}

/** @param {Db} db @param {number[]} runIds */
const endDeliveries = (db, runIds) => {
  const at = new Date()
  const attempt = {
    at: at.toISOString(),
    provider: 'console',
    kind: 'sent',
    text: 'written to the log',
    ms: 0,
  }
  return db.run`
    update delivery set state = 'sent', tries = 1, content = null, ended_at = ${at},
      attempts = ${JSON.stringify([attempt])}::jsonb
    where run_id = any(${runIds}::bigint[])`
}
