import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './addresses.js'

const refused: [range: string, addresses: string[]][] = [
  ['this network', ['0.0.0.0', '0.1.2.3', '::']],
  ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fd12:3456::1']],
  ['shared by carriers', ['100.64.0.1', '100.127.255.255']],
  ['link-local', ['169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fec0::1']],
  ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
  ['broadcast and reserved', ['255.255.255.255', '240.0.0.1', '192.0.0.8', '192.88.99.1', '4000::1']],
  ['documentation and benchmarks', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1']],
  [
    'IPv4 within IPv6',
    ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'],
  ],
  ['tunnels and discard', ['2001:0:1::1', '100::1', '5f00::1']],
  ['no address', ['', 'localhost', '1.2.3', '1.2.3.4.5', '127.1', '0x7f000001', '1.2.3.4 ']],
]

describe('an address', () => {
  it.each(refused)('of %s is not public', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([])
  })

  it('of the internet is', () => {
    const addresses = ['8.8.8.8', '100.63.255.255', '100.128.0.1', '172.32.0.1', '2606:4700:4700::1111']
    expect(addresses.filter(isPublicAddress)).toEqual(addresses)
  })
})
