import { readFileSync } from 'node:fs'
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

const page = readFileSync(new URL('../../../../docs/channels.md', import.meta.url), 'utf8')
const sections = page.split(/^## /m)
const example = z.object({ providers: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) })

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

  it('is in docs/channels.md, with an example', () => {
    const section = sections.find((text) => text.includes(`"type": "${type}"`)) ?? ''
    const settings = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(settings.toSorted()).toEqual(Object.keys(config.shape).toSorted())

    const shown = example.parse(JSON.parse(/```json\n(.*?)```/s.exec(section)?.[1] ?? ''))
    for (const provider of Object.values(shown.providers).flat()) {
      const { type: _type, name: _name, ...given } = provider
      expect(settings).toEqual(expect.arrayContaining(Object.keys(given)))
    }
  })
})
