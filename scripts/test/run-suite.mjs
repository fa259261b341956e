import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findShell } from '../setup/browser.mjs'
import { cacheDir, root } from '../setup/paths.mjs'
import { readResult } from './results.mjs'

const limitMs = 15 * 60_000
/** Process groups of the suites under way. @type {Set<number>} */
const running = new Set()

/** @param {number} group @param {NodeJS.Signals} signal */
const signalGroup = (group, signal) => {
  try {
    process.kill(-group, signal)
  } catch {
    // It has ended already.
  }
}

/** Passes a signal on to everything that the suites under way started. @param {NodeJS.Signals} signal */
export const signalSuites = (signal) => {
  for (const group of running) signalGroup(group, signal)
}

/**
 * Runs one suite. Its output is in this terminal: at once where it is alone, else whole when it ends, so that those
 * that run side by side do not mix. Until then it is in `<name>.log` beside its report.
 * @param {import('./suites.mjs').Suite} suite
 * @param {Omit<import('./suites.mjs').Context, 'report'>} found
 * @param {boolean} isAlone
 */
export const runSuite = async (suite, found, isAlone) => {
  const report = join(cacheDir, 'reports', `${suite.name}.json`)
  mkdirSync(join(cacheDir, 'reports'), { recursive: true })
  rmSync(report, { force: true })
  const { args, env = {} } = suite.start({ ...found, report })
  const log = join(cacheDir, 'reports', `${suite.name}.log`)
  const output = isAlone ? 'inherit' : openSync(log, 'w')
  console.log(isAlone ? `\n━━ ${suite.name}` : `· ${suite.name} …`)
  const exitCode = await runGroup(suite, args, output, {
    ...withoutDatabase(),
    ...(found.browser
      ? { CHROMIUM_PATH: found.browser, CHROMIUM_SHELL_PATH: findShell() ?? found.browser }
      : {}),
    STORYBOOK_DISABLE_TELEMETRY: '1',
    CI: '1',
    ...env,
  })
  if (output !== 'inherit') {
    closeSync(output)
    console.log(`\n━━ ${suite.name}\n${readFileSync(log, 'utf8')}`)
  }
  return readResult(suite.report, report, exitCode)
}

/** Only suites that ask for a database get to know of one: tests must not touch the one of the shell's environment. */
const withoutDatabase = () => {
  const { DATABASE_URL: _, ...rest } = process.env
  return rest
}

/**
 * In a process group of its own, ended as a whole: a browser or server that a crashed test forgot does not live on.
 * @param {import('./suites.mjs').Suite} suite @param {readonly string[]} args
 * @param {number | 'inherit'} output @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
const runGroup = ({ name, folder }, args, output, env) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: join(root, folder),
      env,
      stdio: ['ignore', output, output],
      detached: true,
    })
    child.once('error', ({ message }) => {
      console.error(message)
      resolve(1)
    })
    const { pid } = child
    if (pid === undefined) return
    running.add(pid)
    const limit = setTimeout(() => {
      console.error(`${name} was ended after ${limitMs / 60_000} minutes.`)
      signalGroup(pid, 'SIGKILL')
    }, limitMs)
    child.once('exit', (code) => {
      clearTimeout(limit)
      signalGroup(pid, 'SIGKILL')
      running.delete(pid)
      resolve(code ?? 1)
    })
  })
