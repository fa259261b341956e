import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encryptionKeyFrom, generateEncryptionKey } from './encryption.js'

export const keyFileName = 'encryption-key'

/**
 * The encryption key of an embedded database, from the file `encryption-key` in its data folder. Made on first use,
 * readable by its owner only. Whoever comes at the same moment gets the same key, and a crash leaves no half of one.
 * Without this file nothing sealed in that database can be opened again, so a backup holds both.
 */
export const readOrMakeKeyFile = async (folder: string): Promise<Buffer> => {
  const file = join(folder, keyFileName)
  return keyIn((await readText(file)) ?? (await makeKeyFile(folder, file)), file)
}

/** The same, without making one. */
export const findKeyFile = async (folder: string): Promise<Buffer | undefined> => {
  const file = join(folder, keyFileName)
  const text = await readText(file)
  return text === undefined ? undefined : keyIn(text, file)
}

const keyIn = (text: string, file: string): Buffer => {
  const key = encryptionKeyFrom(text)
  if (!key) throw new Error(`${file} holds no encryption key: it must be 32 bytes as base64`)
  return key
}

const readText = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/**
 * Puts a key that is used already into a folder.
 * @throws Error in plain words when another one is in it
 */
export const keepKeyFile = async (folder: string, key: Buffer): Promise<void> => {
  const file = join(folder, keyFileName)
  const kept = keyIn(
    (await readText(file)) ?? (await makeKeyFile(folder, file, key.toString('base64'))),
    file,
  )
  if (!kept.equals(key)) throw new Error(`${file} holds another encryption key than the one that was given`)
}

const makeKeyFile = async (
  folder: string,
  file: string,
  text: string = generateEncryptionKey(),
): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link is made whole or not at all, and never over a file that somebody else just made.
    await link(draft, file)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  return readFile(file, 'utf8')
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
