import {
  type ChannelId,
  channelIds,
  type FieldProblem,
  type PageChannel,
  type PageDigest,
  type PreferencePage,
  problem,
} from '@inboxkit/protocol'
import type { Choices, TestTenant, TestUser, World } from '../server/world.js'
import { anArray, anObject, aString, type Fields, textIn } from './checks.js'
import { channelsWrittenIn, preferencesIn, quietHoursIn } from './preference-routes.js'
import type { Route, RouteCall } from './routes.js'

/** Whom the page is about, and for which tenant. */
interface Subject {
  world: World
  user: TestUser
  tenant: TestTenant | undefined
  /** What the user chose for the tenant. */
  here: Choices | undefined
}

/** @throws Problem `tenant_not_found` */
const subjectOf = ({ world, user, query }: RouteCall): Subject => {
  const identifier = textIn(query, 'tenant')
  if (identifier === undefined) return { world, user, tenant: undefined, here: undefined }
  const tenant = world.tenants.get(identifier)
  if (!tenant) throw problem('tenant_not_found')
  return { world, user, tenant, here: user.choicesFor(identifier) }
}

type About = { id: number; identifier: string; isRequired: boolean } | null

/** The first that says something decides: the order of the real server. */
const cellOf = ({ user, tenant, here }: Subject, about: About, channel: ChannelId): PageChannel => {
  const chosen = about
    ? [here?.preferences.get(about.id)?.get(channel), user.preferences.get(about.id)?.get(channel)]
    : []
  const switched = [here?.channels.get(channel), user.channels.get(channel)]
  const { categories, channels } = tenant?.preferences ?? {}
  const usual = [about ? categories?.[about.identifier]?.[channel] : undefined, channels?.[channel]]
  const enabled = [...chosen, ...switched, ...usual].find((one) => one !== undefined) ?? true
  return {
    channel,
    enabled: enabled || (about?.isRequired ?? false),
    isChosen: (about ? chosen : switched).some((one) => one !== undefined),
  }
}

const shownChannels = ({ world, user, here }: Subject): ChannelId[] => {
  const shown = new Set<string>([...world.app.channels, 'email'])
  for (const { preferences, channels } of here ? [user, here] : [user])
    for (const one of [channels, ...preferences.values()])
      for (const channel of one.keys()) shown.add(channel)
  return channelIds.filter((channel) => shown.has(channel))
}

const digestOf = ({ user, here }: Subject, { choice, ...offered }: World['digests'][number]): PageDigest => {
  const chosen = [here, user]
    .map((choices) => choices?.digests.get(offered.workflow))
    .find((one) => one !== undefined && offered.choices.includes(one))
  return { ...offered, choice: chosen ?? choice, isChosen: chosen !== undefined }
}

const pageOf = (subject: Subject): PreferencePage => {
  const { world, user, tenant } = subject
  const channels = shownChannels(subject)
  return {
    app: { name: world.app.name },
    tenant: tenant ? { identifier: tenant.identifier, name: tenant.name } : null,
    about: null,
    categories: world.categories
      .filter(({ hideInPreferenceManager }) => !hideInPreferenceManager)
      .map(({ id, identifier, name, description, isRequired }) => ({
        category: { id, identifier, name },
        description,
        isRequired,
        channels: channels.map((channel) => cellOf(subject, { id, identifier, isRequired }, channel)),
      })),
    channels: channels.map((channel) => cellOf(subject, null, channel)),
    digests: world.digests.map((offered) => digestOf(subject, offered)),
    quietHours: user.quietHours,
  }
}

/** @throws Problem `unprocessable` for what no workflow lets users choose */
const digestsIn = ({ digests }: World, choices: Choices, value: unknown): (() => void) => {
  const given = anArray(value, 'digests', 50).map((one, at) => {
    const { workflow, choice }: Fields = anObject(one, `digests[${at}]`)
    return {
      workflow: aString(workflow, `digests[${at}].workflow`),
      choice: choice === null ? null : aString(choice, `digests[${at}].choice`, 50),
    }
  })
  const fields = given.flatMap(({ workflow, choice }, at): FieldProblem[] => {
    const offered = digests.find((one) => one.workflow === workflow)
    if (!offered) {
      const message =
        digests.length === 0
          ? 'must be left out: no workflow lets users choose how often'
          : `must be a workflow that lets users choose: ${digests.map((one) => one.workflow).join(', ')}`
      return [{ field: `digests[${at}].workflow`, message }]
    }
    if (choice === null || offered.choices.includes(choice)) return []
    const message = `must be null or one of ${offered.choices.join(', ')}`
    return [{ field: `digests[${at}].choice`, message }]
  })
  if (fields.length > 0) throw problem('unprocessable', { fields })
  return () => {
    for (const { workflow, choice } of given)
      if (choice === null) choices.digests.delete(workflow)
      else choices.digests.set(workflow, choice)
  }
}

const changePage = (call: RouteCall): PreferencePage => {
  const subject = subjectOf(call)
  const { world, user, here = user } = subject
  const { preference, channels, digests, quietHours } = anObject(call.body, 'body')
  const hours = quietHours === undefined ? user.quietHours : quietHoursIn(quietHours, 'quietHours.')
  const writes = [
    preference === undefined ? null : preferencesIn(world, here, preference),
    channels === undefined ? null : channelsWrittenIn(here, channels),
    digests === undefined ? null : digestsIn(world, here, digests),
  ]
  for (const write of writes) write?.()
  user.quietHours = hours
  call.changed('preferences')
  return pageOf(subject)
}

const page = { name: 'preferencePage', as: 'user', path: '/preferences/page' } as const

/** Everything that a preference screen shows, at once. */
export const pageRoutes: readonly Route[] = [
  { ...page, method: 'GET', handle: (call) => pageOf(subjectOf(call)) },
  { ...page, method: 'PATCH', handle: changePage },
]
