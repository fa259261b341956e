import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiKey, apiSecret, run, startServer } from '../../kit/server-process.js'

/** How an app takes its users: by key and id, with a signature as well, or by signed tokens only. */
export const modes = ['open', 'hmac', 'secure'] as const
export type Mode = (typeof modes)[number]

export interface TestApp {
  apiKey: string
  apiSecret: string
  /** Private key for user tokens, PEM. */
  signingKey: string
}

/** A server in one mode, with two apps whose users have the same names. Plain data: it travels between processes. */
export interface World {
  mode: Mode
  url: string
  shop: TestApp
  other: TestApp
}

export interface OpenedWorld {
  world: World
  /** What the server printed. */
  output(): string
  close(): Promise<void>
}

const flags: Record<Mode, readonly string[]> = { open: [], hmac: ['--hmac'], secure: ['--secure-mode'] }

/** Started as an operator would: the second app and its key by command, then the server. */
export const openWorld = async (mode: Mode): Promise<OpenedWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-compat-'))
  const dataDir = join(folder, 'data')
  try {
    const [ours, theirs] = [
      await makeKeys(join(folder, 'ours.pem')),
      await makeKeys(join(folder, 'theirs.pem')),
    ]
    const other = appIn(await run('apps', 'create', 'Other', '--data', dataDir))
    await run('keys', 'add', theirs.file, '--app', other.apiKey, '--data', dataDir)
    const server = await startServer({ dataDir, args: ['--signing-public-key', ours.file, ...flags[mode]] })
    return {
      world: {
        mode,
        url: server.url,
        shop: { apiKey, apiSecret, signingKey: ours.signingKey },
        other: { ...other, signingKey: theirs.signingKey },
      },
      output: server.output,
      async close() {
        await server.kill()
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    throw error
  }
}

/** A pair as the vendor's console makes it: the public half goes to the server as a file. */
const makeKeys = async (file: string): Promise<{ file: string; signingKey: string }> => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(file, publicKey.export({ type: 'spki', format: 'pem' }))
  return { file, signingKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

const appIn = (printed: string): Pick<TestApp, 'apiKey' | 'apiSecret'> => {
  const [, key] = /API key +(\S+)/.exec(printed) ?? []
  const [, secret] = /API secret +(\S+)/.exec(printed) ?? []
  if (key === undefined || secret === undefined) throw new Error(`There is no app in:\n${printed}`)
  return { apiKey: key, apiSecret: secret }
}
