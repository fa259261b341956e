import { describe, expect, it, onTestFinished } from 'vitest'
import { openTestServer } from '../../testing/test-server.js'

const webPush = { webPush: [{ type: 'web-push', subject: 'mailto:ops@shop.test' }] }

const open = async (providers: Parameters<typeof openTestServer>[0]) => {
  const server = await openTestServer(providers)
  onTestFinished(server.close)
  const connect = async (headers: Record<string, string>) =>
    (await server.call('POST', '/v3/sdk/connect', headers)).body['app']
  return { ...server, connect }
}

describe('connecting', () => {
  it('tells browsers the key of push messages, to every app and after a restart the same', async () => {
    const { connect, asUser, asOtherUser, restart } = await open({ providers: webPush })
    const app = await connect(asUser('ann'))
    expect(app).toMatchObject({ enableWebPush: true, publicKey: expect.stringMatching(/^B[\w-]{86}$/) })
    const { publicKey } = app as { publicKey: string }
    expect(await connect(asOtherUser('ann'))).toMatchObject({ publicKey })
    await restart()
    expect(await connect(asUser('ann'))).toMatchObject({ enableWebPush: true, publicKey })
  })

  it('asks no browser to subscribe where nothing carries push messages', async () => {
    const { connect, asUser } = await open({})
    expect(await connect(asUser('ann'))).toMatchObject({ enableWebPush: false, publicKey: '' })
  })
})
