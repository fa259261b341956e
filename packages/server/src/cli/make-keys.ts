import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { generateSigningKeys, type TokenAlgorithm } from '../auth/public-keys.js'
import { Failure, Refusal } from './refusal.js'

const algorithms: readonly string[] = ['RS256', 'ES256'] satisfies TokenAlgorithm[]
const isAlgorithm = (text: string): text is TokenAlgorithm => algorithms.includes(text)

export const privateKeyFile = 'inboxkit-private.pem'
export const publicKeyFile = 'inboxkit-public.pem'

/**
 * `inboxkit keys make [FOLDER]`: a pair to sign user tokens with, in two files that must not be there yet.
 * @returns the lines to print
 */
export const makeKeys = async (
  folder: string | undefined,
  algorithm: string | undefined,
  cwd: string,
): Promise<string[]> => {
  if (algorithm !== undefined && !isAlgorithm(algorithm))
    throw new Refusal(`--algorithm must be one of ${algorithms.join(', ')}, not "${algorithm}"`)
  const target = resolve(cwd, folder ?? '.')
  const { privateKey, publicKey, keyId } = generateSigningKeys(algorithm ?? 'RS256')
  const [privateFile, publicFile] = [join(target, privateKeyFile), join(target, publicKeyFile)]
  try {
    await mkdir(target, { recursive: true })
    await writeFile(privateFile, privateKey, { mode: 0o600, flag: 'wx' })
    await writeFile(publicFile, publicKey, { flag: 'wx' })
  } catch (cause) {
    throw new Failure(
      `"keys make" takes a folder that it can write ${privateKeyFile} and ${publicKeyFile} to, new: ${target} is none`,
      cause,
    )
  }
  return [
    `Made key ${keyId}.`,
    `  ${privateFile}   for your back end, which signs user tokens; keep it secret`,
    `  ${publicFile}    for the server: INBOXKIT_SIGNING_PUBLIC_KEY=${publicFile}, with --secure-mode`,
  ]
}
