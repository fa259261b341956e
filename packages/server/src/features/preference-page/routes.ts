import type { ProblemCode } from '@inboxkit/protocol'
import type { Routes } from '../../http/routes.js'
import { changePage, explainUnsubscribe, getPage, ownerOf, unsubscribe } from './service.js'
import { pageBody, pageShape, tokenQuery, unsubscriptionShape } from './shape.js'

const about = 'The token of a link in a message is all that it takes, and all that it opens.'

/** For people who came by a link in a message, without any other credentials. */
export const preferencePageRoutes = (
  routes: Routes,
  { encryptionKey, now }: { encryptionKey: Buffer; now: () => Date },
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
    },
    ({ query: { token }, body, db }) => changePage(db, ownerOf(encryptionKey, token), body, now()),
  )
  routes.on(
    'GET',
    '/unsubscribe',
    {
      ...base,
      summary: 'Say what one click on “unsubscribe” would do, without doing it',
      description: about,
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
    },
    ({ query: { token }, db }) => unsubscribe(db, ownerOf(encryptionKey, token), now()),
  )
}
