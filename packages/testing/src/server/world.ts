import type {
  AppInfo,
  CategoryDetails,
  ChannelId,
  Device,
  PageDigest,
  QuietHours,
  TenantPreferences,
} from '@inboxkit/protocol'
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

/** A customer of the app's own, and what its users have who have not chosen. */
export interface TestTenant {
  identifier: string
  /** Default: the identifier. */
  name: string
  preferences: TenantPreferences
}

/** What a workflow lets users choose: how often what it collects comes. `choice` is the workflow's own. */
export type NewTestDigest = Pick<PageDigest, 'workflow' | 'choices' | 'choice'> &
  Partial<Pick<PageDigest, 'name' | 'categoryId'>>

/** What a user chose, for a tenant or without one. */
export interface Choices {
  /** By the category's id, then the channel. */
  readonly preferences: Map<number, Map<ChannelId, boolean>>
  readonly channels: Map<ChannelId, boolean>
  /** By the workflow's identifier. */
  readonly digests: Map<string, string>
}

/** What the server knows of one user. */
export interface TestUser extends Choices {
  readonly identifier: string
  readonly feed: TestFeed
  profile: Record<string, unknown>
  quietHours: QuietHours
  /** What was chosen for a tenant, by its identifier. */
  choicesFor(tenant: string): Choices
}

export interface OwnedDevice extends Device {
  owner: TestUser
}

/** Everything that the server in memory knows. */
export interface World {
  readonly clock: Clock
  readonly app: Required<AppSetting> & { id: string }
  readonly categories: CategoryDetails[]
  readonly tenants: Map<string, TestTenant>
  readonly digests: Omit<PageDigest, 'isChosen'>[]
  readonly users: Map<string, TestUser>
  readonly devices: Map<string, OwnedDevice>
  /** Makes the user when there is none yet. */
  userOf(identifier: string): TestUser
  addCategory(category: NewTestCategory): CategoryDetails
  addTenant(tenant: Partial<TestTenant> & { identifier: string }): TestTenant
  addDigest(digest: NewTestDigest): void
  /** Called when categories are others. */
  onCategories: () => void
}

export interface WorldOptions {
  clock: Clock
  app?: AppSetting | undefined
  /** The feed of every user; absent = each has one. */
  feed?: TestFeed
}

const noChoices = (): Choices => ({ preferences: new Map(), channels: new Map(), digests: new Map() })

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
    tenants: new Map(),
    digests: [],
    users: new Map(),
    devices: new Map(),
    onCategories: () => {},
    userOf(identifier) {
      const known = world.users.get(identifier)
      if (known) return known
      const forTenants = new Map<string, Choices>()
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
        ...noChoices(),
        choicesFor(tenant) {
          const choices = forTenants.get(tenant) ?? noChoices()
          forTenants.set(tenant, choices)
          return choices
        },
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
    addTenant({ identifier, name = identifier, preferences = {} }) {
      const tenant = { identifier, name, preferences }
      world.tenants.set(identifier, tenant)
      return tenant
    },
    addDigest({ workflow, name = workflow, categoryId = null, choices, choice }) {
      world.digests.push({ workflow, name, categoryId, choices, choice })
    },
  }
  return world
}
