import { channelIds, type Tenant, type TenantDefinition, type TenantPreferences } from '@inboxkit/protocol'
import { z } from 'zod'
import { identifierFault } from '../../auth/identifiers.js'
import { instant } from '../../wire/values.js'
import { checkAttributes } from '../users/profile.js'

const mostCategories = 100

const channelDefaults = z
  .strictObject(Object.fromEntries(channelIds.map((channel) => [channel, z.boolean().optional()])))
  .meta({ id: 'ChannelDefaults' })

const categoryDefaults = z.record(z.string(), channelDefaults).superRefine((categories, context) => {
  const identifiers = Object.keys(categories)
  if (identifiers.length > mostCategories)
    context.addIssue({ code: 'custom', message: `must have at most ${mostCategories} categories` })
  for (const identifier of identifiers) {
    const fault = identifierFault(identifier)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, path: [identifier] })
  }
})

const preferences = z
  .strictObject({
    categories: categoryDefaults
      .optional()
      .describe('By the category’s identifier, also of one that the first send of it will make'),
    channels: channelDefaults.optional().describe('Where nothing is said of the category'),
  })
  .describe('What users have who have not chosen; what is not named is on') as z.ZodType<TenantPreferences>

const properties = z
  .record(z.string(), z.unknown())
  .superRefine(checkAttributes)
  .describe('What templates may say of it, at most 65,536 bytes as JSON')

const name = z.string().min(1).max(255)

export const tenantBody: z.ZodType<TenantDefinition> = z.strictObject({
  name,
  properties: properties.optional(),
  preferences: preferences.optional(),
}) as z.ZodType<TenantDefinition>

export const tenantShape: z.ZodType<Tenant> = z
  .object({
    identifier: z.string(),
    name: z.string(),
    properties: z.record(z.string(), z.unknown()),
    preferences,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Tenant' })
