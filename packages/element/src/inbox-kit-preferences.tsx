import { clientProblem } from '@inboxkit/protocol'
import type { View } from './draw.js'
import { tell } from './events.js'
import { describeElement, KitElement } from './kit-element.js'
import type { InboxKitPreferencesValues } from './values.js'

type PreferencesView = typeof import('./preferences-view.js')

let loaded: PreferencesView | undefined
let loading: Promise<PreferencesView> | undefined

/** Once for the page; what could not be fetched is fetched again when next asked for. */
const load = (): Promise<PreferencesView> => {
  loading ??= import('./preferences-view.js').catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

const Base: abstract new () => KitElement<InboxKitPreferencesValues> & InboxKitPreferencesValues = KitElement

/** `<inbox-kit-preferences>`: what one user wants to hear of, and how. */
export class InboxKitPreferences extends Base {
  protected override view(): View {
    if (loaded) return loaded.viewPreferences(this, this.values)
    load().then(
      (module) => {
        loaded = module
        this.update()
      },
      (cause: unknown) => {
        const problem = clientProblem('offline', { cause })
        this.values.onProblem?.(problem)
        tell(this, 'inbox-problem', problem)
      },
    )
    return null
  }

  protected override focusTarget(): HTMLElement | null | undefined {
    return this.shadowRoot?.querySelector<HTMLElement>('button, input, select')
  }
}

describeElement<InboxKitPreferencesValues>(
  InboxKitPreferences,
  [
    'baseUrl',
    'apiKey',
    'userId',
    'userToken',
    'token',
    'tenant',
    'layout',
    'theme',
    'density',
    'preset',
    'locale',
  ],
  ['client', 'labels', 'webPush', 'onProblem'],
)
