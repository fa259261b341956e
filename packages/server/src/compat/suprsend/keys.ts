import type { App } from '../../features/apps/service.js'
import type { SuprsendKeys } from '../../options.js'

/** An app under the key that a request gave, and the secrets that it may be signed with. */
interface Workspace {
  app: App
  secrets: readonly string[]
}

export interface Workspaces {
  /** By the configured workspace key, or by any app's own API key. */
  find: (workspaceKey: string) => Promise<Workspace | null>
  /** The app that a bearer key is for. */
  findFirst: () => Promise<App | null>
  bearerKey: string | null
}

/** @param firstApiKey of the app that the server started with */
export const createWorkspaces = (
  { workspaceKey, workspaceSecret, apiKey }: SuprsendKeys,
  firstApiKey: string,
  findApp: (apiKey: string) => Promise<App | null>,
): Workspaces => ({
  async find(given) {
    const isFirst = given === workspaceKey || given === firstApiKey
    const app = await findApp(isFirst ? firstApiKey : given)
    if (!app) return null
    const own = app.secrets.map(({ value }) => value)
    return { app, secrets: isFirst && workspaceSecret !== undefined ? [...own, workspaceSecret] : own }
  },
  findFirst: () => findApp(firstApiKey),
  bearerKey: apiKey ?? null,
})
