import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configApns } from './apns/config.js'
import { configDiscord } from './discord/config.js'
import { configFcm } from './fcm/config.js'
import { configSlack } from './slack/config.js'
import { configTeams } from './teams/config.js'
import { configTwilio } from './twilio/config.js'

const configs = [
  ['apns', configApns],
  ['discord', configDiscord],
  ['fcm', configFcm],
  ['slack', configSlack],
  ['teams', configTeams],
  ['twilio', configTwilio],
] as const

describe.each(configs)('the configuration of %s', (type, config) => {
  it('describes every setting', () => {
    const undescribed = Object.entries(config.shape).filter(
      ([, setting]) => !setting.description?.endsWith('.'),
    )
    expect(undescribed.map(([name]) => name)).toEqual([])
  })

  it('takes no other setting, and can be one of several', () => {
    expect(config.safeParse({ colour: 'red' }).error?.issues.map(({ code }) => code)).toContain(
      'unrecognized_keys',
    )
    const named = config.extend({ type: z.literal(type), name: z.string() })
    const union = z.discriminatedUnion('type', [named, z.strictObject({ type: z.literal('other') })])
    expect(union.safeParse({ type: 'other' }).success).toBe(true)
    expect(union.safeParse({ type, name: 7 }).error?.issues.map(({ path }) => path[0])).toContain('name')
  })
})
