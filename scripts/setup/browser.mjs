import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { aptInstall, missingPackages } from './apt.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
/** Chromium without windows, made for this: tests take half the time. It has no bar that asks for permissions. */
const shellNames = ['chromium-headless-shell', 'chrome-headless-shell']
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
/** Arabic, Japanese and a plain face of known width, so that pictures are the same everywhere. */
const fonts = ['fonts-liberation', 'fonts-noto-core', 'fonts-noto-cjk']

/**
 * Chromium and the fonts its pictures need, installed where apt can.
 * @returns {Promise<string | undefined>} the browser's path; `undefined` when there is none to be had
 */
export const provideBrowser = async () => {
  const missing = await missingPackages(fonts)
  const packages = [
    ...(findBrowser() ? [] : ['chromium']),
    ...(findShell() ? [] : ['chromium-headless-shell']),
    ...missing,
  ]
  const isComplete = await aptInstall(packages)
  if (!isComplete && missing.length > 0)
    console.log(`· without the fonts ${missing.join(', ')}: pictures may differ`)
  return findBrowser()
}

const findBrowser = () => findFirst([process.env['CHROMIUM_PATH'], ...inFolders(names), macChrome])

/** The light one; `undefined` where there is none, and then the whole one does for it. */
export const findShell = () => findFirst([process.env['CHROMIUM_SHELL_PATH'], ...inFolders(shellNames)])

/** @param {readonly string[]} files */
const inFolders = (files) => {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return files.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** @param {readonly (string | undefined)[]} candidates */
const findFirst = (candidates) => candidates.find((path) => path && isExecutable(path))

/** @param {string} path */
export const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
