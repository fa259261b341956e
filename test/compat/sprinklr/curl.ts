import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface Reply {
  status: number
  contentType: string
  body: string
}

/** Runs `curl` as the vendor's examples write it. */
export const curl = async (address: string, headers: readonly string[], body: string): Promise<Reply> => {
  const words = ['-sS', '-X', 'POST', address, ...headers.flatMap((header) => ['-H', header]), '-d', body]
  const told = '\n%{http_code} %{content_type}'
  const { stdout } = await promisify(execFile)('curl', [...words, '-w', told])
  const [, text = '', status, contentType = ''] = /^([^]*)\n(\d+) (.*)$/.exec(stdout) ?? []
  return { status: Number(status), contentType, body: text }
}
