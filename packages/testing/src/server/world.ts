import type { AppInfo, CategoryDetails, ChannelId, Device, QuietHours } from '@inboxkit/protocol'
import type { Clock } from '../clock.js'
import { createTestFeed, type TestFeed } from '../feed/test-feed.js'

/** What a test may say of its app. Without `secureMode` key and user id are enough. */
export interface AppSetting extends Partial<Omit<AppInfo, 'id' | 'categories'>> {
  apiKey?: string
  secureMode?: boolean
}

/** A category: only its identifier has no default. */
export type NewTestCategory = Partial<Omit<CategoryDetails, 'id' | 'createdAt' | 'updatedAt'>> & {
  identifier: string
}

/** What the server knows of one user. */
export interface TestUser {
  readonly identifier: string
  readonly feed: TestFeed
  profile: Record<string, unknown>
  /** By the category's id, then the channel. */
  readonly preferences: Map<number, Map<ChannelId, boolean>>
  readonly channels: Map<ChannelId, boolean>
  quietHours: QuietHours
}

export interface OwnedDevice extends Device {
  owner: TestUser
}

/** Everything that the server in memory knows. */
export interface World {
  readonly clock: Clock
  readonly app: Required<AppSetting> & { id: string }
  readonly categories: CategoryDetails[]
  readonly users: Map<string, TestUser>
  readonly devices: Map<string, OwnedDevice>
  /** Makes the user when there is none yet. */
  userOf(identifier: string): TestUser
  addCategory(category: NewTestCategory): CategoryDetails
  /** Called when categories are others. */
  onCategories: () => void
}

export interface WorldOptions {
  clock: Clock
  app?: AppSetting | undefined
  /** The feed of every user; absent = each has one. */
  feed?: TestFeed
}

export const createWorld = ({ clock, app, feed: shared }: WorldOptions): World => {
  let notifications = 1000
  const now = (): string => new Date(clock.now()).toISOString()

  const world: World = {
    clock,
    app: {
      id: '1',
      name: 'Shop',
      apiKey: 'test-key',
      secureMode: false,
      enableWebPush: false,
      publicKey: '',
      hideBranding: true,
      channels: ['inApp'],
      ...app,
    },
    categories: [],
    users: new Map(),
    devices: new Map(),
    onCategories: () => {},
    userOf(identifier) {
      const known = world.users.get(identifier)
      if (known) return known
      const user: TestUser = {
        identifier,
        feed:
          shared ??
          createTestFeed(clock, {
            name: `epoch-of-${identifier}`,
            nextId: () => ++notifications,
            categoryOf(wanted) {
              const { id, name } =
                world.categories.find((one) => one.identifier === wanted) ??
                world.addCategory({ identifier: wanted })
              return { id, identifier: wanted, name }
            },
          }),
        profile: {},
        preferences: new Map(),
        channels: new Map(),
        quietHours: { timeZone: null, schedule: {}, enabled: false },
      }
      world.users.set(identifier, user)
      return user
    },
    addCategory({ identifier, ...rest }) {
      const at = now()
      const hideInApp = rest.hideInApp ?? rest.hideInInApp ?? false
      const category: CategoryDetails = {
        id: world.categories.length + 1,
        identifier,
        name: identifier,
        description: null,
        isRequired: false,
        hideInPreferenceManager: false,
        createdAt: at,
        updatedAt: at,
        ...rest,
        hideInApp,
        hideInInApp: hideInApp,
      }
      world.categories.push(category)
      world.onCategories()
      return category
    },
  }
  return world
}
