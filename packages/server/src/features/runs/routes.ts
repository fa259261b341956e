import { z } from 'zod'
import type { Method, Routes } from '../../http/routes.js'
import { identifier } from '../users/identifier.js'
import { type Cancelling, cancelRuns } from './cancel.js'
import { cancelBody, cancelShape } from './schemas.js'

const params = z.object({ identifier: identifier.describe('What the workflow is called') })

/** The ways to cancel, under a prefix: one of ours, and those that vendors' clients go. */
export const runRoutes = (routes: Routes, cancelling: Cancelling): void => {
  const way = (method: Method, url: string, isAlias: boolean): void =>
    routes.on(
      method,
      url,
      {
        as: 'app',
        tag: 'Workflows',
        summary: 'Cancel runs by the key that they were sent with',
        params,
        body: cancelBody,
        answer: cancelShape,
        ...(isAlias ? { isAlias: true } : {}),
      },
      ({ who, params: named, body, db }) => cancelRuns(db, cancelling, who.app.id, named.identifier, body),
    )
  way('PATCH', '/workflows/:identifier/cancel-run', false)
  way('POST', '/workflows/:identifier/cancel-run', true)
  way('PATCH', '/workflows/:identifier', true)
}
