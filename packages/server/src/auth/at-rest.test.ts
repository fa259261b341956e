import { raw } from 'sql-template-tag'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Db } from '../storage/db.js'
import { openTestServer } from '../testing/test-server.js'
import { signUser } from './signatures.js'

/** Every row of every table, the engine's among them. */
const allOf = async (db: Db): Promise<string> => {
  const tables = await db.many<{ name: string }>`
    select format('%I.%I', schemaname, tablename) name from pg_tables
    where schemaname !~ '^(pg_|information_schema)'`
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await db.many<{ text: string }>`select row::text as text from ${raw(name)} row`
    texts.push(...rows.map(({ text }) => text))
  }
  return texts.join('\n')
}

describe('whoever has the database and not the key', () => {
  it('finds no secret in it that proves who somebody is', async () => {
    const test = await openTestServer({
      apiSecret: 'is_the-first-apps-own-secret',
      suprsend: { workspaceKey: 'workspace', workspaceSecret: 'workspace-secret', apiKey: 'SS.bearer' },
      sprinklr: { token: 'sprinklr-token', key: 'sprinklr-key' },
      providers: {
        webhook: [{ type: 'webhook', secret: 'a-providers-secret' }],
        webPush: [{ type: 'web-push', subject: 'mailto:ops@shop.test' }],
      },
    })
    onTestFinished(() => test.close())
    const asApp = { ...test.asApp, 'x-engagespot-api-secret': 'is_the-first-apps-own-secret' }
    const webhooks = [{ url: 'https://shop.test/hook' }]
    const keyed = { ...asApp, 'idempotency-key': 'once' }
    const { body } = await test.call('PATCH', '/v3/app', keyed, { webhooks })
    const { secret } = (body['webhooks'] as { secret: string }[])[0] ?? { secret: '' }
    expect(secret).toMatch(/^whsec_/)
    const signature = signUser('is_the-first-apps-own-secret', 'ann')
    const signed = { ...test.asUser('ann'), 'x-engagespot-user-signature': signature }
    expect(
      (await test.call('POST', '/v3/sdk/connect', { ...signed, 'idempotency-key': 'once' })).status,
    ).toBe(200)
    const { encryptionKey } = test
    const everything = await allOf(test.db)
    // It was looked at whole.
    for (const known of ['shop.test/hook', 'ann', 'once']) expect(everything).toContain(known)
    for (const planted of [
      'is_the-first-apps-own-secret',
      'other-secret',
      'workspace-secret',
      'SS.bearer',
      'sprinklr-token',
      'sprinklr-key',
      'a-providers-secret',
      secret.slice('whsec_'.length),
      signature,
      encryptionKey.toString('base64'),
      encryptionKey.toString('hex'),
    ])
      expect(everything).not.toContain(planted)
  })
})
