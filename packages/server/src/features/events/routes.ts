import type { Routes } from '../../http/routes.js'
import { eventAnswer, eventBody } from './schemas.js'
import { type Receiving, receiveEvent } from './service.js'

export const eventRoutes = (routes: Routes, receiving: Receiving): void => {
  routes.on(
    'POST',
    '/events',
    {
      as: 'app',
      tag: 'Workflows',
      summary: 'Tell of an event that runs may wait for',
      description:
        'Runs whose `waitFor` step waits for this event of this user go on, if the step’s rule says so; also those that come to the step later, if they were sent before. Events are kept for 7 days.',
      body: eventBody,
      answer: eventAnswer,
      status: 202,
      problems: ['user_not_found'],
    },
    ({ who, body, db }) => receiveEvent(db, receiving, who.app.id, body),
  )
}
