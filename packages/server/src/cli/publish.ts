import { resolve } from 'node:path'
import type { Workflow } from '@inboxkit/protocol'
import type { Given } from './command.js'
import { type Definition, type Load, readDefinitions } from './definitions.js'
import { Refusal } from './refusal.js'
import { call, isRefused, type Refused, type Target, targetOf } from './server-address.js'
import type { World } from './world.js'

/**
 * `inboxkit publish FILE`: puts the file's workflows on a running server, one after the other. One that is refused does
 * not hold up the others.
 * @returns the exit code: 1 when one was refused
 * @throws Refusal or Failure for what concerns all of them: the file, the address, the keys
 */
export const publish = async (
  given: Given,
  world: World,
  load: Load = (href) => import(href),
): Promise<number> => {
  const [file] = given.words
  if (file === undefined) throw new Refusal('"publish" needs a file: inboxkit publish FILE')
  const target = targetOf(given, world)
  const definitions = await readDefinitions(resolve(world.cwd, file), load)
  let refused = 0
  for (const definition of definitions) {
    const said = await publishOne(target, definition)
    if (isRefused(said)) {
      refused++
      for (const fault of said.faults) world.tell(`inboxkit: ${file}: ${definition.identifier}: ${fault}`)
    } else world.print(`${said.what} ${definition.identifier}, version ${said.version}`)
  }
  return refused > 0 ? 1 : 0
}

type Said = { what: 'published' | 'unchanged'; version: number } | Refused

const publishOne = async (target: Target, definition: Definition): Promise<Said> => {
  const path = `/workflows/${encodeURIComponent(definition.identifier)}`
  const before = await call<Workflow>(target, 'GET', path)
  if (isRefused(before) && before.status !== 404) return before
  const after = await call<Workflow>(target, 'PUT', path, definition)
  if (isRefused(after)) return after
  const isSame = !isRefused(before) && before.version === after.version
  return { what: isSame ? 'unchanged' : 'published', version: after.version }
}
