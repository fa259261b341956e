import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { countedAddress, createCallerAddresses, isProxyNetwork } from './caller-address.js'

const proxies = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8']
const none: string[] = []
type Case = [what: string, trusted: string[], remote: string, forwarded: string | undefined, caller: string]

const cases: Case[] = [
  ['without a proxy, whatever is said', none, '198.51.100.4', '203.0.113.9', '198.51.100.4'],
  ['called past the proxy, whatever is said', proxies, '198.51.100.4', '203.0.113.9', '198.51.100.4'],
  ['called by a neighbour of the proxy', proxies, '192.0.2.8', '203.0.113.9', '192.0.2.8'],
  ['what the proxy says', proxies, '192.0.2.7', '203.0.113.9', '203.0.113.9'],
  [
    'not what the caller told the proxy',
    proxies,
    '192.0.2.7',
    '127.0.0.1, 10.0.0.1, 203.0.113.9',
    '203.0.113.9',
  ],
  ['two proxies on the way', proxies, '10.1.1.1', '1.1.1.1, 203.0.113.9, 10.2.2.2', '203.0.113.9'],
  ['a proxy by IPv4 within IPv6', proxies, '::ffff:10.1.1.1', '203.0.113.9', '203.0.113.9'],
  ['a proxy by IPv6', proxies, 'fd00::1', '2001:db8::9', '2001:db8::9'],
  ['a proxy that calls for itself', proxies, '10.1.1.1', undefined, '10.1.1.1'],
  ['a proxy that says nothing', proxies, '10.1.1.1', '', '10.1.1.1'],
  ['only proxies', proxies, '10.1.1.1', '10.3.3.3,10.2.2.2', '10.3.3.3'],
  ['what is no address, as far as it is believed', proxies, '10.1.1.1', '203.0.113.9, unknown', 'unknown'],
]

describe('the address of a caller', () => {
  it.each(cases)(
    'is found by what proxies say and nobody else: %s',
    (_, trusted, remote, forwarded, caller) => {
      const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
      expect(createCallerAddresses(trusted).of(remote, headers)).toBe(caller)
    },
  )

  it.each(cases)(
    'is the same for requests as for sockets: %s',
    async (_, trusted, remote, forwarded, caller) => {
      const { isProxy } = createCallerAddresses(trusted)
      const http = fastify({ trustProxy: isProxy })
      http.get('/', async ({ ip }) => ip)
      const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
      expect((await http.inject({ url: '/', remoteAddress: remote, headers })).body).toBe(caller)
    },
  )

  it('is counted with its network where that has as many as one likes', () => {
    expect(countedAddress('203.0.113.9')).toBe('203.0.113.9')
    expect(countedAddress('::ffff:203.0.113.9')).toBe('203.0.113.9')
    const [one, other] = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'].map(countedAddress)
    expect(one).toBe('2001:db8:1:2::/64')
    expect(other).toBe(one)
    expect(countedAddress('2001:db8:1:3::1')).not.toBe(one)
    expect(countedAddress('x'.repeat(1_000))).toHaveLength(64)
  })
})

describe('a proxy', () => {
  it('is an address or a network, and never everybody', () => {
    for (const text of ['10.0.0.5', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/1'])
      expect([text, isProxyNetwork(text)]).toEqual([text, true])
    for (const text of ['', 'proxy.internal', '10.0.0.0/33', '10.0.0.0/', '0.0.0.0/0', '::/0', '10.0.0.5:80'])
      expect([text, isProxyNetwork(text)]).toEqual([text, false])
  })
})
