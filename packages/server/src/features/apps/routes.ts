import type { Routes } from '../../http/routes.js'
import { changeSettings, getSettings, type ServerRules } from './settings.js'
import { appChangesBody, appSettingsShape } from './shape.js'

export interface AppTools {
  rules: ServerRules
  /** Called once an app has changed: what this node knows of it counts no more. */
  changed: () => void
}

export const appRoutes = (routes: Routes, { rules, changed }: AppTools): void => {
  const base = { as: 'app', tag: 'App', answer: appSettingsShape } as const
  routes.on('GET', '/app', { ...base, summary: 'Get the app’s settings' }, ({ who, db }) =>
    getSettings(db, who.app.id, rules),
  )
  routes.on(
    'PATCH',
    '/app',
    { ...base, summary: 'Change the app’s settings', body: appChangesBody, problems: ['unprocessable'] },
    ({ who, body, db }) => changeSettings(db, who.app.id, body, rules, changed),
  )
}
