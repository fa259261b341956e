import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildProgram, type Child, startChild } from '../testing/child-program.js'
import { temporaryFolder } from '../testing/temporary-folder.js'

let program: string
beforeAll(async () => {
  program = await buildProgram(new URL('../testing/inboxkit.program.ts', import.meta.url))
})

const start = (...words: string[]): Child => {
  const child = startChild(program, words)
  onTestFinished(() => child.kill())
  return child
}

const urlOf = async (child: Child): Promise<string> => {
  const { value } = await child.lines.next()
  const [, url] = /^inboxkit ready on (http:\/\/127\.0\.0\.1:[1-9]\d*)$/.exec(value) ?? []
  return url ?? expect.fail(`not ready: ${value}\n${(await child.ended).errors}`)
}

const stop = async (child: Child): Promise<string> => {
  const askedAt = performance.now()
  process.kill(child.pid, 'SIGTERM')
  const { code, errors } = await child.ended
  expect(code).toBe(0)
  expect(performance.now() - askedAt).toBeLessThan(10_000)
  expect(await child.lines.next()).toMatchObject({ done: true })
  return errors
}

describe('the process', () => {
  it('answers when it says so, with keys that work, and keeps them over a restart', async () => {
    const folder = await temporaryFolder()
    const words = ['serve', '--port', '0', '--data', join(folder, 'data')]
    const first = start(...words)
    const url = await urlOf(first)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const told = await stop(first)
    const [, apiKey = '', apiSecret = ''] =
      /API key +(\S+)\n +API secret +(\S+)/.exec(told) ?? expect.fail(told)

    const second = start(...words)
    const headers = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }
    const answer = await fetch(`${await urlOf(second)}/v3/users/ann`, { method: 'PUT', headers })
    expect(answer.status).toBe(200)
    expect(await stop(second)).not.toContain('is_')
  })

  it('says in plain words that the data folder or the port is taken', async () => {
    const data = join(await temporaryFolder(), 'data')
    const running = start('serve', '--port', '0', '--data', data)
    const port = new URL(await urlOf(running)).port
    const onFolder = await start('serve', '--port', '0', '--data', data).ended
    expect(onFolder).toMatchObject({
      code: 1,
      errors: expect.stringContaining(
        `inboxkit: The data folder ${data} is in use by process ${running.pid}.`,
      ),
    })
    const onPort = await start('serve', '--port', port, '--data', 'memory').ended
    expect(onPort).toMatchObject({
      code: 1,
      errors: expect.stringContaining(`inboxkit: Port ${port} on 127.0.0.1 is in use by another program.`),
    })
    await stop(running)
  })

  it('with a wrong setting ends before anything is made', async () => {
    const data = join(await temporaryFolder(), 'data')
    const { code, errors } = await start('serve', '--port', '99999', '--data', data).ended
    expect(code).toBe(2)
    expect(errors).toBe('inboxkit: --port (PORT) must be a whole number from 0 to 65535, not "99999"\n')
  })

  it('doctor looks at the folder of a server that runs, and of one that was stopped', async () => {
    const data = join(await temporaryFolder(), 'data')
    const running = start('serve', '--port', '0', '--data', data)
    const port = new URL(await urlOf(running)).port
    const meanwhile = await said('doctor', '--port', port, '--data', data)
    expect(meanwhile).toContain(`is in use by process ${running.pid}, as it is while a server runs.`)
    expect(meanwhile).toContain(`the server at http://127.0.0.1:${port} says that it is ready.`)
    await stop(running)
    const afterwards = await said('doctor', '--data', data)
    expect(afterwards).toMatch(/^ok +schema +at \d+, the newest\.$/m)
    expect(afterwards).toMatch(/^ok +encryption key +opens the secrets in the database\.$/m)
    await rm(join(data, 'encryption-key'))
    expect(await said('doctor', '--data', data)).toMatch(
      /^failed +encryption key +.* put it back from a backup\.$/m,
    )
    expect(existsSync(join(data, 'encryption-key'))).toBe(false)
  })
})

/** What a command prints that ends by itself. */
const said = async (...words: string[]): Promise<string> => {
  const child = start(...words)
  const lines: string[] = []
  for await (const line of { [Symbol.asyncIterator]: () => child.lines }) lines.push(line)
  return lines.join('\n')
}
