import type { CategoryTools } from '../../features/categories/routes.js'
import type { Cancelling } from '../../features/runs/cancel.js'
import type { UserTools } from '../../features/users/routes.js'
import type { Routes } from '../../http/routes.js'
import { cancelAliases } from './cancel.js'
import { categoryAliases } from './categories.js'
import { realtimeTokenRoute } from './realtime-token.js'
import { unescapedRoutes } from './unescaped.js'

/** What only the vendor's own clients ask for: other ways to the same features, and nothing else. */
export const engagespotRoutes = (
  v3: Routes,
  v4: Routes,
  tools: UserTools & CategoryTools & Cancelling,
): void => {
  unescapedRoutes(v3, tools)
  categoryAliases(v3, tools)
  realtimeTokenRoute(v3)
  cancelAliases(v3, v4, tools)
}
