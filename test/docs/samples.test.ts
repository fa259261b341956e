import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { runBlock } from './languages.js'
import { useWorld, type World } from './world.js'

/** A sample of the vendor's documentation, letter by letter. */
const sample = (name: string): Promise<string> =>
  readFile(new URL(`samples/${name}.txt`, import.meta.url), 'utf8')

/** All that is changed: the name of the package in the import line. The address is `INBOXKIT_BASE_URL`. */
const onOurs = (code: string): string =>
  code.replace(/(require\(|from )'@engagespot\/node'/, "$1'@inboxkit/node/engagespot'")

const run = (world: World, code: string): Promise<string> =>
  runBlock('js', onOurs(code), world.folder, world.env)

/** A workflow with one step that says hello. */
const publish = (world: World, identifier: string, steps: readonly object[] = []): Promise<unknown> =>
  world.asApp('PUT', `/v3/workflows/${identifier}`, {
    identifier,
    name: identifier,
    steps: [...steps, { type: 'send', channel: 'inApp', template: { title: `Hello from ${identifier}` } }],
  })

// The credentials in the samples are the credentials of a server.
const placeholders = useWorld({
  apiKey: 'YOUR_ENGAGESPOT_API_KEY',
  apiSecret: 'YOUR_ENGAGESPOT_API_SECRET',
})
const shortPlaceholders = useWorld({ apiKey: 'ENGAGESPOT_API_KEY', apiSecret: 'ENGAGESPOT_API_SECRET' })

describe('samples of the vendor’s documentation, with another import line and another address', () => {
  it('trigger a workflow, which can be cancelled by the sample’s key', async () => {
    const world = placeholders
    const user = 'your-users-unique-identifier'
    await world.asApp('PUT', `/v3/users/${user}`, {})
    await publish(world, 'workflowIdentifier', [
      { type: 'send', channel: 'inApp', template: { title: 'At once' } },
      { type: 'delay', for: '1h' },
    ])
    await run(world, await sample('trigger-workflow'))
    await world.newest(user, 'At once')
    expect(
      await world.asApp('PATCH', '/v3/workflows/workflowIdentifier/cancel-run', {
        cancellationKey: 'yourUniqueCancellationKey',
      }),
    ).toMatchObject({ cancelled: 1 })
  })

  it('send at an instant', async () => {
    const world = placeholders
    await world.asApp('PUT', '/v3/users/user-id', {})
    await publish(world, 'workflow_identifier')
    // The sample leaves out how its client and its credentials come about.
    const before = `import { EngagespotClient } from '@engagespot/node'
      const [apiKey, apiSecret] = ['YOUR_ENGAGESPOT_API_KEY', 'YOUR_ENGAGESPOT_API_SECRET']
    `
    await run(world, before + (await sample('schedule')))
    await world.newest('user-id', 'Hello from workflow_identifier')
  })

  it('create a user', async () => {
    const code = await sample('create-user')
    // No number at all, and so no phone number: the sample's reader has to write one.
    await run(shortPlaceholders, code.replace('+xxxxxxxxx', '+16020000000'))
    expect(await shortPlaceholders.profile('identifier')).toEqual({
      email: 'xxx@xxx.com',
      phoneNumber: '+16020000000',
    })
  })

  it('describe a user on the spot, who is known before the workflow runs', async () => {
    const world = placeholders
    await publish(world, 'welcomeMessage')
    await run(world, await sample('inline-user'))
    await world.newest('johndoe001', 'Hello from welcomeMessage')
    expect(await world.profile('johndoe001')).toEqual({
      email: 'johndoe001@gmail.com',
      phoneNumber: '+16020000000',
    })
  })
})
