/** What this browser is called as a device. Kept in local storage; without it, for the life of the page. */
export interface DeviceName {
  id(): string | null
  idOrNew(): string
  forget(): void
}

/** @param appName the same for all users of one app, who follow each other on a device */
export const createDevice = (appName: string): DeviceName => {
  const name = `inboxkit:device:${appName}`
  let own: string | null = null
  const notes = (): Storage | undefined => {
    try {
      return globalThis.localStorage
    } catch {
      return undefined
    }
  }
  const id = (): string | null => notes()?.getItem(name) ?? own
  return {
    id,
    idOrNew() {
      own = id() ?? crypto.randomUUID()
      try {
        notes()?.setItem(name, own)
      } catch {
        // Full, or not to be written: it is a new device next time.
      }
      return own
    },
    forget() {
      own = null
      notes()?.removeItem(name)
    },
  }
}

const brands: [name: string, sign: RegExp][] = [
  ['edge', /Edg\//],
  ['opera', /OPR\//],
  ['firefox', /Firefox\//],
  ['chrome', /Chrome\//],
  ['safari', /Safari\//],
]

/** For a list of devices only: `undefined` = none of those that people know by name. */
export const browserType = (): string | undefined =>
  brands.find(([, sign]) => sign.test(navigator.userAgent))?.[0]
