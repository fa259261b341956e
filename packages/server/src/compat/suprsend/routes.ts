import type { FastifyInstance } from 'fastify'
import type { Cancelling } from '../../features/runs/cancel.js'
import type { Authentication } from './authenticate.js'
import { cancelRoutes } from './cancel.js'
import { openDoor } from './door.js'
import { tenantRoutes } from './tenants.js'
import { type Triggering, triggerRoutes } from './triggers.js'
import { type UserTools, userRoutes } from './users.js'

type SuprsendTools = Authentication & Triggering & Cancelling & UserTools

/** What the vendor's back-end clients ask for, at the addresses that they ask. */
export const suprsendRoutes = (http: FastifyInstance, tools: SuprsendTools): void =>
  openDoor(http, tools, (door) => {
    triggerRoutes(door, tools)
    cancelRoutes(door, tools)
    tenantRoutes(door, tools)
    userRoutes(door, tools)
    for (const url of ['/v1/*', '/event', '/:workspaceKey/broadcast']) door.refuse(url)
  })
