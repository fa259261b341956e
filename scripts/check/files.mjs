import { filesOf } from '../setup/fingerprint.mjs'
import { run } from '../setup/shell.mjs'

/** All files that are or would be committed, relative to the root; without git, all that are not generated. */
export const sourceFiles = async () => {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z']
  const { code, output } = await run('git', list, { quiet: true })
  const files = code === 0 ? output.split('\0') : filesOf('.').map((file) => file.replace(/^\.\//, ''))
  return files.filter(Boolean)
}
