import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { connectionTo, sslModes } from './connection.js'

const url = 'postgres://u:p@db.test:5432/inboxkit'
const certificateOf = (host: string) =>
  ({ subject: { CN: host }, subjectaltname: `DNS:${host}` }) as unknown as PeerCertificate

/** Whether a server with a good certificate of this name would do; `any` = it is not looked at. */
const accepts = (ssl: ConnectionOptions | false | undefined, host: string): 'any' | boolean => {
  if (!ssl) return false
  if (ssl.rejectUnauthorized === false) return 'any'
  return (ssl.checkServerIdentity ?? checkServerIdentity)('db.test', certificateOf(host)) === undefined
}

describe('the address of a PostgreSQL', () => {
  it('without a word of TLS is taken as it is', () => {
    expect(connectionTo(url)).toEqual({ connectionString: url })
  })

  it('asks for no encryption, for encryption, or for proof', () => {
    const by = (mode: string, ca?: string) => connectionTo(`${url}?sslmode=${mode}&application_name=x`, ca)
    expect(by('disable')).toEqual({ connectionString: `${url}?application_name=x`, ssl: false })
    for (const mode of ['require', 'no-verify']) expect(accepts(by(mode).ssl, 'other.test')).toBe('any')
    // As libpq: whoever names an authority wants it to be asked.
    expect(by('require', 'ca').ssl).toMatchObject({ ca: 'ca' })
    expect(accepts(by('require', 'ca').ssl, 'other.test')).toBe(true)
    expect(accepts(by('verify-ca', 'ca').ssl, 'other.test')).toBe(true)
    expect(accepts(by('verify-full', 'ca').ssl, 'other.test')).toBe(false)
    expect(accepts(by('verify-full').ssl, 'db.test')).toBe(true)
    for (const mode of sslModes) expect(by(mode).connectionString).not.toContain('ssl')
  })

  it('with an authority asks for all of the proof, unless it says otherwise', () => {
    const { ssl } = connectionTo(url, 'ca')
    expect(ssl).toMatchObject({ ca: 'ca' })
    expect([accepts(ssl, 'db.test'), accepts(ssl, 'other.test')]).toEqual([true, false])
    expect(connectionTo(`${url}?sslmode=disable`, 'ca').ssl).toBe(false)
  })

  it('names files, which win over what is set for all', async () => {
    const folder = await temporaryFolder()
    for (const name of ['ca', 'cert', 'key']) await writeFile(join(folder, name), `of ${name}`)
    const files = `sslrootcert=${folder}/ca&sslcert=${folder}/cert&sslkey=${folder}/key`
    expect(connectionTo(`${url}?${files}`, 'other')).toMatchObject({
      connectionString: url,
      ssl: { ca: 'of ca', cert: 'of cert', key: 'of key' },
    })
    expect(connectionTo(`${url}?sslmode=verify-full&sslrootcert=system`).ssl).not.toHaveProperty('ca')
  })

  it('with a way that falls back to no encryption is refused', () => {
    for (const mode of ['prefer', 'allow', 'yes', ''])
      expect(() => connectionTo(`${url}?sslmode=${mode}`)).toThrow(
        /^its sslmode must be one of disable, require/,
      )
  })
})
