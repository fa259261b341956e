import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'

/** Longer than any row can be: a file of something else must not fill the memory. */
const longestLine = 64 * 1024 * 1024

export class BrokenFile extends Error {
  constructor(why: string) {
    super(`This file is broken, and nothing of it was imported: ${why}`)
    this.name = 'BrokenFile'
  }
}

/**
 * Reads a gzipped file line by line while `work` takes them.
 * @throws BrokenFile where it cannot be unpacked to its end
 */
export const readLines = async <T>(
  file: string,
  work: (lines: AsyncGenerator<string>) => Promise<T>,
): Promise<T> => {
  let result: { of: T } | undefined
  try {
    await pipeline(createReadStream(file), createGunzip(), async (unpacked: AsyncIterable<Buffer>) => {
      result = { of: await work(split(unpacked)) }
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw new BrokenFile(`it cannot be unpacked (${error.message})`)
    throw error
  }
  if (!result) throw new BrokenFile('it is empty')
  return result.of
}

async function* split(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  let length = 0
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.write(chunk).split('\n')
    parts.push(first)
    length += first.length
    for (const next of others) {
      yield parts.join('')
      parts = [next]
      length = next.length
    }
    if (length > longestLine) throw new BrokenFile('a line of it has no end')
  }
  if (length > 0) yield parts.join('')
}
