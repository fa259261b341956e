import { execFile, execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transformSync } from 'esbuild'

/** A way to run a block: what it is written to, and by what that is run. */
interface Language {
  command: string
  fileOf: (code: string) => string
  /** What is written there, when it is not the code itself. */
  prepare?: (code: string) => string
}

const isCommonJs = (code: string): boolean => /\brequire\(/.test(code)

const languages: Readonly<Record<string, Language>> = {
  sh: { command: 'sh', fileOf: () => 'block.sh' },
  js: { command: process.execPath, fileOf: (code) => (isCommonJs(code) ? 'block.cjs' : 'block.mjs') },
  ts: {
    command: process.execPath,
    fileOf: () => 'block.mjs',
    prepare: (code) => transformSync(code, { loader: 'ts' }).code,
  },
  python: { command: 'python3', fileOf: () => 'block.py' },
  php: { command: 'php', fileOf: () => 'block.php' },
}

export const isRunnable = (language: string): boolean => language in languages

const isThere = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const missing = new Set(['python', 'php'].filter((name) => !isThere(languages[name]?.command ?? name)))

/** Whether this machine can run a language. Shell, JavaScript and TypeScript always count as there. */
export const isInstalled = (language: string): boolean => !missing.has(language)

/**
 * Runs a block in `folder`, in an environment that has only `env` beside the usual.
 * @returns what it printed
 * @throws Error with what it complained about, when it ends badly or not within 30 s
 */
export const runBlock = async (
  language: string,
  code: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const how = languages[language]
  if (!how) throw new Error(`Nobody knows how to run ${language}`)
  const file = join(folder, how.fileOf(code))
  await writeFile(file, how.prepare?.(code) ?? code)
  // A shell goes on after a command that failed; a reader would not.
  const args = language === 'sh' ? ['-eu', file] : [file]
  const { stdout } = await promisify(execFile)(how.command, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8', ...env },
    timeout: 30_000,
  })
  return stdout
}
