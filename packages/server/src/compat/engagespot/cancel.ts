import { z } from 'zod'
import { type Cancelling, cancelRuns } from '../../features/runs/cancel.js'
import { cancelBody, cancelShape } from '../../features/runs/schemas.js'
import { identifier } from '../../features/users/identifier.js'
import type { Method, Routes } from '../../http/routes.js'

/** A workflow as the path names it; unescaped, its identifier may have slashes. */
const params = z.union([
  z.object({ identifier }),
  z.object({ '*': identifier }).transform(({ '*': rest }) => ({ identifier: rest })),
])

/**
 * Of its version 4 the vendor has only cancelling; its client and its documents differ on how, and with a base URL of
 * one's own the client asks version 3 (contract, section 4, rows 30 and 31).
 */
export const cancelAliases = (v3: Routes, v4: Routes, cancelling: Cancelling): void => {
  const way = (routes: Routes, method: Method, url: string): void =>
    routes.on(
      method,
      url,
      {
        as: 'app',
        isAlias: true,
        tag: 'Workflows',
        summary: 'Cancel runs by the key that they were sent with',
        params,
        body: cancelBody,
        answer: cancelShape,
      },
      ({ who, params: named, body, db }) => cancelRuns(db, cancelling, who.app.id, named.identifier, body),
    )
  way(v4, 'PATCH', '/workflows/:identifier')
  way(v4, 'PATCH', '/workflows/:identifier/cancel-run')
  way(v4, 'POST', '/workflows/:identifier/cancel-run')
  for (const routes of [v3, v4]) way(routes, 'PATCH', '/workflows/*')
}
