import type { Undoable } from '../inbox.js'
import type { Account } from './account.js'
import type { AccountVerbs } from './verbs.js'

/** All verbs, before their code is there. @param load loads it, whenever it is asked */
export const createAccount = (
  load: () => Promise<AccountVerbs>,
  subscribe: Account['subscribe'],
): Account => {
  type Plain = Exclude<keyof AccountVerbs, 'mute' | 'unmute'>
  const plain =
    (name: Plain) =>
    async (...given: never[]): Promise<unknown> =>
      ((await load())[name] as (...given: never[]) => unknown)(...given)

  const undoable =
    (name: 'mute' | 'unmute'): Account['mute'] =>
    (category): Undoable => {
      const done = load().then((verbs) => verbs[name](category))
      // What was refused needs no undoing.
      const undo = (): Promise<void> =>
        done.then(
          (back) => back(),
          () => {},
        )
      return Object.assign(
        done.then(() => {}),
        { undo },
      )
    }

  const names = [
    'preferences',
    'setPreferences',
    'channelPreferences',
    'setChannelPreferences',
    'quietHours',
    'setQuietHours',
    'preferencePage',
    'changePreferencePage',
    'profile',
    'updateProfile',
    'categories',
    'devices',
    'removeDevice',
    'registerWebPush',
    'unregisterWebPush',
  ] as const satisfies Plain[]
  const verbs = Object.fromEntries(names.map((name) => [name, plain(name)])) as Pick<Account, Plain>
  return { ...verbs, mute: undoable('mute'), unmute: undoable('unmute'), subscribe }
}
