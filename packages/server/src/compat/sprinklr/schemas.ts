import { z } from 'zod'

const text = (longest: number): z.ZodString => z.string().min(1).max(longest)
const maybe = z.string().max(1000).nullish()

/** The vendor's tables spell `journeyID` and `snID`, its examples `journeyId` and `snId` (contract, section 3). */
const respelled = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const { journeyID, snID, ...rest } = body as Record<string, unknown>
  return {
    ...(journeyID === undefined ? {} : { journeyId: journeyID }),
    ...(snID === undefined ? {} : { snId: snID }),
    ...rest,
  }
}

const call = {
  journeyId: text(255),
  /** The vendor's table says text only; what else fits into a template does no harm. */
  contextParams: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .nullish()
    .transform((params) => params ?? {}),
}

/** Run a journey for a profile that exists. */
export const triggerBody = z.preprocess(respelled, z.object({ ...call, snType: text(64), snId: text(320) }))
export type TriggerBody = z.output<typeof triggerBody>

const contact = z.object({
  firstName: maybe,
  lastName: maybe,
  maidenName: maybe,
  fullName: maybe,
  email: z.string().max(320).nullish(),
  phoneNo: maybe,
  address: maybe,
  website: maybe,
})

const demographics = z.object({
  age: z.union([z.string().max(1000), z.number()]).nullish(),
  location: maybe,
  gender: maybe,
  language: maybe,
})

const identity = z.object({ channelType: text(64), channelId: text(320), name: text(1000) })
export type ChannelProfile = z.output<typeof identity>

const unifiedProfile = z.object({
  id: text(255).nullish(),
  contact: contact.nullish(),
  demographics: demographics.nullish(),
  profiles: z.array(identity).min(1).max(20),
})
export type UnifiedProfile = z.output<typeof unifiedProfile>

/** Create the profile if it is new, and run a journey for it. */
export const newProfileBody = z.preprocess(respelled, z.object({ ...call, unifiedProfile }))
export type NewProfileBody = z.output<typeof newProfileBody>
