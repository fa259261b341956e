import type { FastifyInstance } from 'fastify'
import type { Authentication } from './authenticate.js'
import { openDoor } from './door.js'
import { type Triggering, triggerRoutes } from './triggers.js'

/** What the vendor's back-end clients ask for, at the addresses that they ask. */
export const suprsendRoutes = (http: FastifyInstance, tools: Authentication & Triggering): void =>
  openDoor(http, tools, (door) => {
    triggerRoutes(door, tools)
  })
