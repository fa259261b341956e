import { describe, expect, it } from 'vitest'
import { createLog, type LogLevel } from './log.js'

const logged = (level: LogLevel | undefined, facts: object): string => {
  let text = ''
  createLog(level, { write: (line) => (text += line) }).info(facts, 'said')
  return text
}

describe('the log', () => {
  it('is silent unless a level is given', () => {
    expect(logged(undefined, {})).toBe('')
    expect(logged('info', {})).toMatch(/"msg":"said"/)
  })

  it('keeps secrets out', () => {
    const text = logged('info', {
      headers: {
        authorization: 'Bearer s3cret',
        'x-engagespot-api-secret': 's3cret',
        'x-engagespot-user-id': 'ann',
      },
      apiSecret: 's3cret',
      app: { secret: 's3cret', token: 's3cret' },
      databaseUrl: 'postgres://u:s3cret@db/x',
    })
    expect(text).not.toContain('s3cret')
    expect(text).toContain('"x-engagespot-user-id":"ann"')
  })

  it('writes requests without their query and headers', () => {
    const url = '/socket.io/?userSignature=s3cret&userId=ann'
    const text = logged('info', {
      req: { method: 'GET', url, ip: '::1', headers: { authorization: 's3cret' } },
    })
    expect(JSON.parse(text).req).toEqual({ method: 'GET', path: '/socket.io/', ip: '::1' })
  })
})
