import { expect, it } from 'vitest'
import { type AppKeys, asApp, type Headers, inOpenMode } from './callers.js'
import { asWitness, leaksIn, markOf } from './witness.js'

const apps: readonly [AppKeys, AppKeys] = [
  { apiKey: 'first', apiSecret: 'first-secret' },
  { apiKey: 'second', apiSecret: 'second-secret' },
]
const [first, second] = apps

/** @param whose what is in the answer */
const leaks = (headers: Headers, whose: Parameters<typeof markOf>, url = '/v3/notifications'): string[] =>
  leaksIn(apps, { method: 'GET', url, headers, payload: undefined }, { body: markOf(...whose), headers: {} })

it('an answer that has what is a user’s is found, unless their app has asked', () => {
  expect(leaks(inOpenMode(first, 'ann'), [0, 'user'])).toEqual(['tells what is of 0 user'])
  expect(leaks(asApp(second), [0, 'user'])).toEqual(['tells what is of 0 user'])
  expect(leaks({ ...asApp(first), 'x-engagespot-api-secret': 'no' }, [0, 'user'])).toHaveLength(1)
  expect(leaks({}, [0, 'user'])).toHaveLength(1)
  expect(leaks(asApp(first), [0, 'user'])).toEqual([])
})

it('an answer that has what is an app’s is found, unless somebody of it has asked', () => {
  expect(leaks(asApp(second), [0, 'app'])).toEqual(['tells what is of 0 app'])
  expect(leaks(inOpenMode(second, 'ann'), [0, 'app'])).toHaveLength(1)
  expect(leaks({ authorization: 'Bearer a.b.c' }, [0, 'app'])).toHaveLength(1)
  expect(leaks({}, [1, 'app'], '/v3/preference-page?token=1.1.2.0.0.x')).toHaveLength(1)
  expect(leaks({}, [0, 'app'], '/v3/preference-page?token=1.1.2.0.0.x')).toEqual([])
  expect(leaks(asWitness(first), [0, 'app'])).toEqual([])
})
