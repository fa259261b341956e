import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sourceFiles } from '../check/files.mjs'
import { root } from '../setup/paths.mjs'
import { run } from '../setup/shell.mjs'

const home = mkdtempSync(join(tmpdir(), 'inboxkit-home-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** @param {readonly string[]} args @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options] */
const door = (args, options) => run(process.execPath, args, { quiet: true, ...options })

describe('a command that cannot begin says why in one line', () => {
  it('when Node is too old', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.8"})'
    const { code, output } = await door(['--import', old, 'scripts/run.mjs', 'start'])
    expect({ code, output }).toEqual({
      code: 1,
      output: `inboxkit needs Node 20.19 or newer; this is ${process.version}.\n`,
    })
  })

  it('when the port is in use', async () => {
    const holder = createServer()
    await new Promise((resolve) => holder.listen(0, '127.0.0.1', () => resolve(undefined)))
    const { port } = /** @type {import('node:net').AddressInfo} */ (holder.address())
    const { code, output } = await door(['scripts/run.mjs', 'start'], { env: { PORT: String(port) } })
    holder.close()
    expect(code).toBe(1)
    expect(output).toBe(
      `inboxkit: Port ${port} is in use. Stop what uses it, or take another: PORT=${port + 1} npm start\n`,
    )
  })

  it('when there is no network to fetch pnpm over', async () => {
    // A fresh clone on a machine with Node and npm and nothing else.
    for (const file of await sourceFiles()) {
      if (/^(scripts|package\.json|pnpm)/.test(file)) cpSync(join(root, file), join(home, 'clone', file))
    }
    const bin = join(home, 'bin')
    mkdirSync(bin)
    symlinkSync(process.execPath, join(bin, 'node'))
    symlinkSync((await run('which', ['npm'], { quiet: true })).output.trim(), join(bin, 'npm'))
    symlinkSync('/bin/sh', join(bin, 'sh'))
    const env = { PATH: bin, HOME: home, XDG_CACHE_HOME: home, npm_config_registry: 'http://127.0.0.1:9/' }
    const { code, output } = await door(['scripts/run.mjs', 'size'], { cwd: join(home, 'clone'), env })
    expect(code).toBe(1)
    expect(output.trim().split('\n').at(-1)).toBe(
      'inboxkit: http://127.0.0.1:9 cannot be reached (ECONNREFUSED). Check the network or proxy, then run the command again.',
    )
  })
})
