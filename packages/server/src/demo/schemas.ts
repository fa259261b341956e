import { z } from 'zod'
import { type DemoUser, demoUsers, findDemoUser } from './users.js'

/** The identifier of somebody who can be in the demo. */
export const demoUser: z.ZodType<string, string> = z
  .string()
  .refine((name) => findDemoUser(name) !== undefined, {
    message: `must be one of ${demoUsers.map((user) => user.identifier).join(', ')}`,
  })

/** The same, as who it is. */
export const knownUser: z.ZodType<DemoUser> = demoUser.transform((name) => findDemoUser(name) as DemoUser)
