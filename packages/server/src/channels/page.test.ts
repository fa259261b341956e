import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../cli/config.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { kinds } from './kinds.js'

const page = readFileSync(new URL('../../../../docs/channels.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, code = '']) => code)
const described = Object.keys(kinds).filter((type) => type !== 'console')

const pem = { type: 'pkcs8', format: 'pem' } as const
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem)
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem)

/** The variables that the examples name. */
const env = {
  SMTP_URL: 'smtp://user:password@mail.test:587',
  SPARE_SMTP_URL: 'smtps://user:password@mail.test',
  FCM_SERVICE_ACCOUNT: JSON.stringify({ project_id: 'shop', client_email: 'a@b.c', private_key: rsa }),
  APNS_KEY: String(ec).replaceAll('\n', '\\n'),
  TWILIO_TOKEN: 'token',
  SLACK_TOKEN: 'xoxb-1',
  TEAMS_PASSWORD: 'password',
  DISCORD_WEBHOOK: 'https://discord.test/api/webhooks/1/token',
  WEBHOOK_SECRET: 'whsec_c2VjcmV0',
}

const sectionOf = (type: string): string =>
  page.split(/^## /m).find((section) => section.startsWith(`${type}\n`)) ?? ''

describe('the page on channels', () => {
  it.each(examples)('shows a config file that is taken: %s', async (example) => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'inboxkit.config.json'), example)
    expect(Object.keys(readConfig({ flags: {}, env, cwd }).providers ?? {})).not.toEqual([])
  })

  it.each(described)('shows an example and every setting of %s, in order', (type) => {
    const section = sectionOf(type)
    expect(section).toContain(`"type": "${type}"`)
    const settings = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(settings).toEqual(Object.keys(kinds[type]?.schema.shape ?? {}))
  })

  it.each(described)('says which settings of %s are required, and the defaults of others', (type) => {
    const schema = kinds[type]?.schema
    const missing = new Set(schema?.safeParse({}).error?.issues.map(({ path }) => path[0]))
    for (const [name, setting] of Object.entries(schema?.shape ?? {})) {
      const [, said = ''] = new RegExp(`^\\| \`${name}\` \\| ?(.*?) ?\\|`, 'm').exec(sectionOf(type)) ?? []
      expect([name, said === 'required']).toEqual([name, missing.has(name)])
      if (said.startsWith('`')) expect([name, said]).toEqual([name, `\`${setting.parse(undefined)}\``])
    }
  })

  it('links every type from its channels', () => {
    for (const type of described)
      for (const channel of kinds[type]?.channels ?? [])
        expect(page).toMatch(
          new RegExp(`^\\| [^|]*\`${channel}\`[^|]* \\|[^|]*\\[${type}\\]\\(#${type}\\)`, 'm'),
        )
  })
})
