import type { Routes } from '../../http/routes.js'
import { type Changing, changeSettings, getSettings } from './settings.js'
import { appChangesBody, appSettingsShape } from './shape.js'

/** `changed`: what this node knows of the app counts no more. */
export const appRoutes = (routes: Routes, changing: Changing): void => {
  const base = { as: 'app', tag: 'App', answer: appSettingsShape } as const
  routes.on('GET', '/app', { ...base, summary: 'Get the app’s settings' }, ({ who, db }) =>
    getSettings(db, who.app.id, changing.rules),
  )
  routes.on(
    'PATCH',
    '/app',
    {
      ...base,
      summary: 'Change the app’s settings',
      body: appChangesBody,
      problems: ['unprocessable'],
      withoutSecrets: ({ webhooks, ...settings }) =>
        webhooks ? { ...settings, webhooks: webhooks.map(({ secret: _, ...webhook }) => webhook) } : settings,
    },
    ({ who, body, db }) => changeSettings(db, who.app.id, body, changing),
  )
}
