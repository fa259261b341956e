import type { ProblemCode } from '@inboxkit/protocol'
import type { Call, Routes } from '../../http/routes.js'
import type { Db } from '../../storage/db.js'
import { idempotencyKeyOf, writeOnce } from '../idempotency/service.js'
import type { PageOwner } from '../preferences/page-token.js'
import type { PreferenceTools } from '../preferences/routes.js'
import { prefersHtml } from './prefers-html.js'
import { changePage, getPage, ownerOf, userOf } from './service.js'
import { pageBody, pageShape, tenantQuery, tokenQuery, unsubscriptionShape } from './shape.js'
import { explainUnsubscribe, unsubscribe } from './unsubscribe.js'

const about = 'The token of a link in a message is all that it takes, and all that it opens.'

type Writing = Pick<Call<'anyone', unknown, unknown, unknown>, 'request' | 'db' | 'markReplay'>

/** Under an `Idempotency-Key` once, in the name of whoever the link stands for. */
const once = async <Answer extends object>(
  { request: { headers, method, url, body }, db, markReplay }: Writing,
  { appId, userId }: PageOwner,
  at: Date,
  work: (db: Db) => Promise<Answer>,
): Promise<Answer> => {
  const principal = `link:${userId}`
  const key = idempotencyKeyOf(headers['idempotency-key'], { appId, principal, method, url, body })
  if (!key) return work(db)
  const { answer, isReplay } = await writeOnce(db, key, at, async (joined) => ({
    status: 200,
    answer: await work(joined),
  }))
  if (isReplay) markReplay()
  return answer as Answer
}

/** For people who came by a link in a message, without any other credentials. */
const linkRoutes = (
  routes: Routes,
  { encryptionKey, now, preferencesChanged }: PreferenceTools & { encryptionKey: Buffer },
): void => {
  const problems: ProblemCode[] = ['invalid_token', 'user_not_found']
  const base = { as: 'anyone', tag: 'Preferences', query: tokenQuery, problems } as const
  routes.on(
    'GET',
    '/preference-page',
    {
      ...base,
      summary: 'Get the preferences of whoever a message was sent to',
      description: about,
      answer: pageShape,
    },
    ({ query: { token }, db }) => getPage(db, ownerOf(encryptionKey, token)),
  )
  routes.on(
    'PATCH',
    '/preference-page',
    {
      ...base,
      summary: 'Change preferences of whoever a message was sent to: all that is named, or none',
      description: about,
      body: pageBody,
      answer: pageShape,
      problems: [...problems, 'unprocessable'],
      ownIdempotency: true,
    },
    ({ query: { token }, body, ...writing }) => {
      const owner = ownerOf(encryptionKey, token)
      return once(writing, owner, now(), (db) => changePage(db, owner, body, now(), preferencesChanged))
    },
  )
  routes.on(
    'GET',
    '/unsubscribe',
    {
      ...base,
      summary: 'Say what one click on “unsubscribe” would do, without doing it',
      description: `${about} Browsers, which ask for \`text/html\` before JSON, are sent to the page for people (303).`,
      // From here, so that it is right below any path.
      forPeople: ({ headers, url }) => {
        const [, search = ''] = url.split('?')
        return prefersHtml(headers.accept) ? `../preferences?${search}` : null
      },
      answer: unsubscriptionShape,
    },
    ({ query: { token }, db }) => explainUnsubscribe(db, ownerOf(encryptionKey, token)),
  )
  routes.on(
    'POST',
    '/unsubscribe',
    {
      ...base,
      summary: 'Turn e-mail of a category off with one click, or e-mail as a whole',
      description: `${about} Mail clients call it as RFC 8058 says, with the form \`List-Unsubscribe=One-Click\`; the body is not looked at.`,
      answer: unsubscriptionShape,
      problems: [...problems, 'unprocessable'],
      takesForms: true,
      ownIdempotency: true,
    },
    ({ query: { token }, ...writing }) => {
      const owner = ownerOf(encryptionKey, token)
      return once(writing, owner, now(), (db) => unsubscribe(db, owner, now(), preferencesChanged))
    },
  )
}

/** For users of the app's own screens. */
const userRoutes = (routes: Routes, { now, preferencesChanged }: PreferenceTools): void => {
  const problems: ProblemCode[] = ['tenant_not_found']
  const base = { as: 'user', tag: 'Preferences', query: tenantQuery, answer: pageShape } as const
  routes.on(
    'GET',
    '/preferences/page',
    {
      ...base,
      summary: 'Get everything that a preference screen shows: what takes effect, and what of it was chosen',
      problems,
    },
    async ({ who, query: { tenant }, db }) => getPage(db, await userOf(db, who.app.id, who.userId, tenant)),
  )
  routes.on(
    'PATCH',
    '/preferences/page',
    {
      ...base,
      summary: 'Change preferences: all that is named, or none',
      description:
        'With `tenant` it is the choice for that tenant’s notifications only, and goes before the choice without one. Quiet hours are the same for all.',
      body: pageBody,
      problems: [...problems, 'category_not_found', 'unprocessable'],
    },
    async ({ who, query: { tenant }, body, db }) => {
      const owner = await userOf(db, who.app.id, who.userId, tenant)
      return changePage(db, owner, body, now(), preferencesChanged)
    },
  )
}

export const preferencePageRoutes = (
  routes: Routes,
  tools: PreferenceTools & { encryptionKey: Buffer },
): void => {
  linkRoutes(routes, tools)
  userRoutes(routes, tools)
}
