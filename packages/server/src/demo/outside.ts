import type { OutsideChannel, Providers } from '../channels/types.js'
import type { ServerOptions } from '../options.js'

/** Written to the log, whatever else there is: nobody is really called by the demo. */
export const consoleProvider = 'console'

/** What its e-mails end with. */
export const wayOut = '{{#if preferencesUrl}} Choose what you get: {{preferencesUrl}}{{/if}}'

const carried: readonly OutsideChannel[] = ['email', 'sms']

/** Whether messages of the demo stay on this machine: none of its channels has a provider that carries them away. */
export const staysHere = (providers: Providers): boolean =>
  carried.every((channel) => (providers.get(channel) ?? []).every(({ name }) => name === consoleProvider))

/** Where links in the demo's messages lead when nobody said where this server is reached; `undefined` = not known. */
export const demoUrl = (
  { demo, port }: Pick<ServerOptions, 'demo' | 'port'>,
  providers: Providers,
): string | undefined => (demo && port !== 0 && staysHere(providers) ? `http://localhost:${port}` : undefined)
