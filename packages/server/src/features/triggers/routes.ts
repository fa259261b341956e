import { keyOf, type Routes } from '../../http/routes.js'
import type { Accept } from './accept.js'
import { toAcceptance } from './acceptance.js'
import { sendAnswer, sendBody } from './send-body.js'

export interface Sending {
  accept: Accept
  now: () => Date
}

export const triggerRoutes = (routes: Routes, { accept, now }: Sending): void => {
  routes.on(
    'POST',
    '/notifications',
    {
      as: 'app',
      tag: 'Sends',
      summary: 'Send a notification',
      description:
        'Says what is to be sent (texts, a template or a workflow, exactly one of them) and to whom: users by name, topics, everyone. It is on disk when it is answered; who gets it, and who does not and why, the request tells.',
      body: sendBody,
      answer: sendAnswer,
      status: 202,
      problems: ['template_not_found', 'workflow_not_found', 'topic_not_found'],
      ownIdempotency: true,
    },
    async ({ who, body, request, markReplay }) => {
      const { requestId, isReplay } = await accept({
        ...toAcceptance(body, who.app.id, now()),
        idempotency: keyOf(request, who),
      })
      if (isReplay) markReplay()
      return { requestId }
    },
  )
}
