import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkMode, checkPublicUrl, checkRunning } from './address.js'

const base = {
  port: 9,
  host: '127.0.0.1',
  dataDir: 'memory',
  secureMode: false,
  hmac: false,
  demo: false,
  rateLimit: true,
}

/** A server that answers everything so. */
const answering = async (status: number): Promise<number> => {
  const server = createServer((_, response) => response.writeHead(status).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('the public address', () => {
  const check = (publicUrl: string) => checkPublicUrl({ ...base, publicUrl })

  it('answers, is somebody else’s, or is not there', async () => {
    expect(await check(`http://127.0.0.1:${await answering(200)}`)).toMatchObject({ status: 'ok' })
    expect(await check(`http://127.0.0.1:${await answering(404)}/inbox`)).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('/inbox/healthz answers 404'),
    })
    expect(await check('http://127.0.0.1:9')).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('does not answer from here'),
    })
  })

  it('is encrypted, unless it is this machine', async () => {
    expect(await check('http://inbox.example.com')).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('not encrypted'),
    })
  })

  it('is needed once e-mails leave', async () => {
    expect(await checkPublicUrl(base)).toMatchObject({ status: 'ok' })
    expect(await checkPublicUrl({ ...base, providers: { email: [] } })).toMatchObject({ status: 'warning' })
  })
})

it('a server that has the folder is asked itself', async () => {
  expect(await checkRunning({ ...base, port: await answering(200) })).toMatchObject({ status: 'ok' })
  expect(await checkRunning({ ...base, host: '0.0.0.0', port: await answering(503) })).toMatchObject({
    status: 'failed',
  })
  expect(await checkRunning(base)).toMatchObject({
    status: 'warning',
    says: expect.stringContaining('--port'),
  })
})

it('open mode on another address than this machine’s is warned of', () => {
  expect(checkMode(base).status).toBe('ok')
  expect(checkMode({ ...base, host: '0.0.0.0' })).toMatchObject({ status: 'warning' })
  expect(checkMode({ ...base, host: '0.0.0.0', secureMode: true })).toMatchObject({
    status: 'ok',
    says: 'users with a signed token.',
  })
  expect(checkMode({ ...base, hmac: true }).says).toBe('users with a signature.')
})
