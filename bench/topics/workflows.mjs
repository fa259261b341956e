import { getWorkflowVersion, publishWorkflow } from '../../packages/server/dist/features/workflows/service.js'
import { withDb } from '../src/databases.mjs'
import { interleave, timed } from '../src/rounds.mjs'
import { writeRuns } from '../src/run-floor.mjs'
import { withWorkflowServer } from '../src/workflow-server.mjs'
import { content, makeApp, makeUsers, settle } from '../src/world.mjs'

/**
 * @typedef {import('../src/databases.mjs').Db} Db
 * @typedef {import('../src/run-floor.mjs').Sends} Sends
 */

/** Of each send; ten of them are a page of runs. */
const recipients = 100

const inApp = {
  type: 'send',
  channel: 'inApp',
  template: { title: '{{title}}', message: content.message, url: content.url },
}
const email = { type: 'send', channel: 'email', template: { subject: '{{title}}', text: content.message } }
const sms = { type: 'send', channel: 'sms', template: { text: content.message } }

const workflows = {
  inbox: { what: 'in-app only', steps: [inApp], shape: {} },
  delay: {
    what: 'a delay of an hour, then in-app',
    steps: [{ type: 'delay', for: '1h' }, inApp],
    shape: { hasDelay: true },
  },
  three: {
    what: 'in-app, e-mail and SMS',
    steps: [inApp, email, sms],
    shape: { channels: ['email', 'sms'] },
  },
}
const target = { atLeast: 0.5 }

/** Runs of workflows, from their triggers to their last step, against the bare writing of the same rows. */
export const runsOfWorkflows = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  withDb(database, async (db) => {
    const users = isFull ? 30_000 : 10_000
    const appId = await makeApp(db)
    await makeUsers(db, appId, 2 * users)
    await db.run`
      update app_user set profile = jsonb_build_object(
        'email', identifier || '@example.com', 'phoneNumber', '+4915100' || lpad(id::text, 6, '0'))`
    await settle(db)
    return withWorkflowServer(db, async (server) => {
      /** @type {Record<string, () => Promise<number>>} */
      const variants = {}
      for (const [name, { steps, shape }] of Object.entries(workflows)) {
        const workflowVersionId = await publish(db, appId, name, steps)
        const sends = { appId, workflowVersionId, users, recipients, content: contentOf(name) }
        const perSecond = async (/** @type {() => Promise<unknown>} */ work) =>
          users / ((await timed(work)) / 1000)
        // Users of its own: the product's feeds and the floor's never meet, tables and indexes are shared.
        variants[`${name} floor`] = () =>
          perSecond(() => writeRuns(db, { ...sends, firstUser: users + 1 }, shape))
        variants[name] = async () => {
          const rate = await perSecond(() => server.perform({ ...sends, firstUser: 1 }, shape))
          await check(db, workflowVersionId, users, shape)
          return rate
        }
      }
      const rates = await interleave(isFull ? 8 : 4, variants)
      return {
        title: `Workflow runs, ${database.name}`,
        rows: Object.entries(workflows).flatMap(([name, { what }]) => {
          const floor = rates[`${name} floor`] ?? []
          return [
            { what: `floor: the rows of: ${what}`, unit: 'runs/s', figures: floor },
            { what, unit: 'runs/s', figures: rates[name] ?? [], floor, target },
          ]
        }),
        remarks: [
          `${users.toLocaleString('en')} users, a run each, in sends to ${recipients}; from the first trigger written until the last run has`,
          'ended and its last message is noted as sent, with the jobs of it all. Delays are not waited for.',
          'A floor writes each row as often as a crash asks for: runs once, or before and after their delay; messages before',
          'and after they are out.',
        ],
      }
    })
  })

/** @param {string} _name */
const contentOf = (_name) => ({
  ...content,
  title: null,
  message: null,
  url: null,
  data: { ...content.data, title: content.title },
})

/** @param {Db} db @param {number} appId @param {string} name @param {readonly object[]} steps @returns {Promise<number>} the version's id */
const publish = async (db, appId, name, steps) => {
  await publishWorkflow(
    db,
    appId,
    name,
    { name, steps: /** @type {any} */ (steps) },
    { providers: new Map(), at: new Date() },
  )
  return (await getWorkflowVersion(db, appId, name)).version_id
}

/** A figure of runs that did not end is none. @param {Db} db @param {number} versionId @param {number} users @param {import('../src/run-floor.mjs').Shape} shape */
const check = async (db, versionId, users, { channels = [] }) => {
  const row = /** @type {{ open: number, unsent: number } | undefined} */ (
    await db.one`
      select count(*) filter (where state <> 'done') open,
        (select count(*) from delivery where state <> 'sent') unsent
      from run where workflow_version_id = ${versionId} and user_id <= ${users}`
  )
  if (row?.open !== 0 || (channels.length > 0 && row.unsent !== 0))
    throw new Error(`${row?.open} runs are not done, ${row?.unsent} messages not sent`)
}
