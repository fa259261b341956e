import type { User } from '@inboxkit/protocol'
import { z } from 'zod'
import { instant } from '../../wire/values.js'
import type { UserRow } from './queries.js'

export const userShape: z.ZodType<User> = z
  .object({ identifier: z.string(), profile: z.record(z.string(), z.unknown()), createdAt: instant })
  .meta({ id: 'User' })

export const toWire = ({ identifier, profile, created_at }: UserRow): User => ({
  identifier,
  profile,
  createdAt: created_at.toISOString(),
})
