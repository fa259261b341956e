import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, root } from '../setup/paths.mjs'
import { readResult } from './results.mjs'

const limitMs = 15 * 60_000
/** @type {number | undefined} */
let running

/** Passes a signal on to everything that the current suite started. @param {NodeJS.Signals} signal */
export const signalSuite = (signal) => {
  try {
    if (running) process.kill(-running, signal)
  } catch {
    // It has ended already.
  }
}

/**
 * Runs one suite with its output in this terminal.
 * @param {import('./suites.mjs').Suite} suite
 * @param {{ browser: string | undefined, databaseUrl: string | undefined }} found
 */
export const runSuite = async (suite, found) => {
  const report = join(cacheDir, 'reports', `${suite.name}.json`)
  mkdirSync(join(cacheDir, 'reports'), { recursive: true })
  rmSync(report, { force: true })
  const { args, env = {} } = suite.start({ ...found, report })
  console.log(`\n━━ ${suite.name}`)
  const exitCode = await runGroup(args, join(root, suite.folder), {
    ...withoutDatabase(),
    ...(found.browser ? { CHROMIUM_PATH: found.browser } : {}),
    STORYBOOK_DISABLE_TELEMETRY: '1',
    CI: '1',
    ...env,
  })
  return readResult(suite.report, report, exitCode)
}

/** Only suites that ask for a database get to know of one: tests must not touch the one of the shell's environment. */
const withoutDatabase = () => {
  const { DATABASE_URL: _, ...rest } = process.env
  return rest
}

/**
 * In a process group of its own, ended as a whole: a browser or server that a crashed test forgot does not live on.
 * @param {readonly string[]} args @param {string} cwd @param {NodeJS.ProcessEnv} env @returns {Promise<number>}
 */
const runGroup = (args, cwd, env) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    running = child.pid
    const limit = setTimeout(() => {
      console.error(`Ended after ${limitMs / 60_000} minutes.`)
      signalSuite('SIGKILL')
    }, limitMs)
    child.once('exit', (code) => {
      clearTimeout(limit)
      signalSuite('SIGKILL')
      running = undefined
      resolve(code ?? 1)
    })
  })
