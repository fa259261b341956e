import { existsSync } from 'node:fs'
import { run, timed } from './shell.mjs'

/**
 * Installs Debian packages, with sudo when not root.
 * @param {readonly string[]} packages
 * @returns {Promise<boolean>} false when this machine has no apt or gives no rights to use it
 */
export const aptInstall = async (packages) => {
  if (packages.length === 0) return true
  if (!existsSync('/usr/bin/apt-get')) return false
  const isRoot = process.getuid?.() === 0
  const prefix = isRoot ? [] : ['sudo', ...(process.stdin.isTTY ? [] : ['-n'])]
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq']
  return timed(`apt-get install ${packages.join(' ')}`, async () => {
    const update = await as([...apt, 'update'])
    const installed = await as([...apt, 'install', '-y', '--no-install-recommends', ...packages])
    if (installed.code !== 0) process.stderr.write(update.output + installed.output)
    return installed.code === 0
  })
}

/** @param {readonly string[]} words */
const as = ([command = '', ...args]) => run(command, args, { quiet: true })

/** Which of these Debian packages are not installed. None where there is no dpkg. @param {readonly string[]} packages */
export const missingPackages = async (packages) => {
  if (!existsSync('/usr/bin/dpkg-query')) return []
  const missing = []
  for (const name of packages) {
    // biome-ignore format: the format string is dpkg's own
    const { output } = await run('dpkg-query', ['-W', '-f', '${Status}', name], { quiet: true })
    if (!output.includes('install ok installed')) missing.push(name)
  }
  return missing
}
