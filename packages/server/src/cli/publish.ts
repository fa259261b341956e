import { resolve } from 'node:path'
import type { ProblemBody, Workflow } from '@inboxkit/protocol'
import { type Definition, type Load, readDefinitions } from './definitions.js'
import { Refusal } from './refusal.js'
import type { World } from './world.js'

export interface PublishCommand {
  /** Relative to where the command is given. */
  file: string
  /** Of the server; by default where `serve` listens by default. */
  url: string | undefined
  apiKey: string | undefined
}

const usualUrl = 'http://127.0.0.1:4400'
const timeoutMs = 30_000

/** A server and the app that one is there. */
interface Target {
  base: string
  headers: Record<string, string>
}

/**
 * `inboxkit publish FILE`: puts the file's workflows on a running server, one after the other. One that is refused does
 * not hold up the others.
 * @returns the exit code: 1 when one was refused
 * @throws Refusal for what concerns all of them: the file, the address, the keys
 */
export const publish = async (
  { file, url, apiKey }: PublishCommand,
  world: World,
  load: Load = (href) => import(href),
): Promise<number> => {
  const target = targetOf(world, url, apiKey)
  const definitions = await readDefinitions(resolve(world.cwd, file), load)
  let refused = 0
  for (const definition of definitions) {
    const said = await publishOne(target, definition)
    if ('version' in said) world.print(`${said.what} ${definition.identifier}, version ${said.version}`)
    else {
      refused++
      for (const fault of said.faults) world.tell(`inboxkit: ${file}: ${definition.identifier}: ${fault}`)
    }
  }
  return refused > 0 ? 1 : 0
}

const targetOf = ({ env }: World, url: string | undefined, apiKey: string | undefined): Target => {
  const address = url ?? (env.INBOXKIT_URL || usualUrl)
  if (!/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : ''))
    throw new Refusal(
      `--url (INBOXKIT_URL) must be the address of a server, such as ${usualUrl}, not "${address}"`,
    )
  const key = apiKey ?? env.INBOXKIT_API_KEY
  const secret = env.INBOXKIT_API_SECRET
  if (!key) throw new Refusal('--api-key (INBOXKIT_API_KEY) must be the API key of an app on the server')
  if (!secret) throw new Refusal('INBOXKIT_API_SECRET must be the API secret of that app')
  return {
    base: `${address.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`,
    headers: {
      'content-type': 'application/json',
      'x-engagespot-api-key': key,
      'x-engagespot-api-secret': secret,
    },
  }
}

type Said = { what: 'published' | 'unchanged'; version: number } | Refused

const publishOne = async (target: Target, definition: Definition): Promise<Said> => {
  const path = `/workflows/${encodeURIComponent(definition.identifier)}`
  const before = await call(target, 'GET', path)
  if (!isWorkflow(before) && before.status !== 404) return before
  const after = await call(target, 'PUT', path, definition)
  if (!isWorkflow(after)) return after
  const isSame = isWorkflow(before) && before.version === after.version
  return { what: isSame ? 'unchanged' : 'published', version: after.version }
}

interface Refused {
  status: number
  /** Each with its field, such as `steps[2].template must be …`. */
  faults: readonly string[]
}

const isWorkflow = (answer: Workflow | Refused): answer is Workflow => 'version' in answer

const call = async (
  { base, headers }: Target,
  method: 'GET' | 'PUT',
  path: string,
  body?: Definition,
): Promise<Workflow | Refused> => {
  const response = await fetch(base + path, {
    method,
    headers,
    // The secret goes to the address that was named, and nowhere else.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Refusal(`No server answers at ${base}: ${reasonOf(cause)}`, cause)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.status === 401)
    throw new Refusal('INBOXKIT_API_KEY and INBOXKIT_API_SECRET must be those of an app on the server')
  if (response.ok && isObject(answer) && 'version' in answer) return answer as unknown as Workflow
  const isOurs = isObject(answer) && 'code' in answer && 'message' in answer
  if (!isOurs || answer.code === 'route_not_found')
    throw new Refusal(`What answers at ${base} is no inboxkit server: HTTP ${response.status}`)
  const { message } = answer as unknown as ProblemBody
  return { status: response.status, faults: [message].flat() }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Node's `fetch` keeps the reason in the cause of its error. */
const reasonOf = (failure: unknown): string => {
  const { cause = failure } = failure as { cause?: unknown }
  const { code, message } = Object(cause) as { code?: unknown; message?: unknown }
  return String(message || code || cause)
}
