import type { Person } from '../triggers/recipients.js'
import type { Variables } from './handlebars/compile.js'
import { addLinks } from './links.js'

/** What earlier steps of one run came to. */
export interface RunVariables {
  /** Data of the sends that a batch collected. */
  batch?: { items: readonly unknown[]; total: number } | null | undefined
  /** By the step's id, or the name that it saves under. */
  steps?: Record<string, unknown> | null | undefined
}

/** What a send gives its templates. */
export interface SendVariables extends RunVariables {
  data: Record<string, unknown> | null
  actor?: { identifier?: string; properties: Record<string, unknown> } | null | undefined
  /** Its properties, with `identifier` and `name` among them. */
  tenant?: Record<string, unknown> | null | undefined
}

/**
 * What templates and rules read about one send, recipient after recipient: `data recipient actor tenant batch steps`,
 * also `$recipient $actor $tenant` (which know SuprSend's `distinct_id` and `tenant_name`), and the keys of `data` by
 * themselves. No key of `data` hides a variable that there is: `{{actor}}` is the actor, or `data.actor` where the send
 * has none. `preferencesUrl` and `unsubscribeUrl` are those of the message that is rendered. The answer is the same object each time, filled anew.
 * @returns a function that also takes what is this run's own, in place of the send's
 */
export const createVariables = ({
  data,
  actor,
  tenant,
  batch,
  steps,
}: SendVariables): ((recipient: Person, run?: RunVariables) => Variables) => {
  const own = data ?? {}
  const named: Variables = { data: own }
  if (actor) named['actor'] = named['$actor'] = actorOf(actor)
  if (tenant) {
    named['tenant'] = tenant
    named['$tenant'] = { tenant_name: tenant['name'], ...tenant }
  }
  if (batch) named['batch'] = batch
  if (steps) named['steps'] = steps
  // One copy for all recipients: data may have very many keys.
  const variables: Variables = { ...own, ...named }
  addLinks(variables, own)
  const inherited = { batch: variables['batch'], steps: variables['steps'] }
  return ({ identifier, profile }, run) => {
    const recipient = { ...profile, identifier }
    variables['recipient'] = recipient
    variables['$recipient'] = { distinct_id: identifier, ...recipient }
    variables['batch'] = run?.batch ?? inherited.batch
    variables['steps'] = run?.steps ?? inherited.steps
    return variables
  }
}

const actorOf = ({ identifier, properties }: NonNullable<SendVariables['actor']>): Variables =>
  identifier === undefined ? properties : { ...properties, identifier }
