import type { AsyncCommand } from 'fast-check'
import * as fc from 'fast-check'
import type { World } from '../world.js'
import { networkKinds } from './network.js'
import { serverKinds } from './server.js'
import { tabKinds } from './tabs.js'
import { userKinds } from './user.js'
import { viewKinds } from './view.js'

/** Anything that may happen. */
export const aCommand: fc.Arbitrary<AsyncCommand<World, World>> = fc.oneof(
  ...[serverKinds, userKinds, networkKinds, viewKinds, tabKinds].flat(),
)
