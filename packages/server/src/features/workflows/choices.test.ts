import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(() => test.close())

const publish = (steps: readonly object[]) =>
  test.call('PUT', '/v3/workflows/choices', test.asApp, { name: 'Choices', steps })
const choosing = (choices: readonly unknown[], more: object = {}) => ({
  type: 'batch',
  for: '1h',
  choices,
  ...more,
})

describe('a batch that lets its user choose', () => {
  it.each([
    [choosing(['0s', '1h', '1d'])],
    [choosing(['60m', '1d12h'], { for: 3600 })],
    [choosing(['0s', '1h'], { for: '0s' })],
    [choosing(['0s', '1h'], { for: 0, window: 'fixed', key: '{{data.id}}', max: 5 })],
    [choosing(['1s', '1m', '1h', '1d', '7d', '366d'])],
  ])('is answered as it was published (%#)', async (step) => {
    expect(await publish([step])).toMatchObject({ status: 200, body: { steps: [step] } })
  })

  const spans = 'must be a span such as 1h or 7d, up to 366 days, or 0s for at once'
  it.each<[string, object[], string, string]>([
    ['of nothing', [choosing([])], 'steps[0].choices', 'must have at least 2 entries'],
    ['of one', [choosing(['1h'])], 'steps[0].choices', 'must have at least 2 entries'],
    [
      'of too many',
      [choosing(['0s', '1h', '2h', '3h', '4h', '5h', '6h'])],
      'steps[0].choices',
      'must have at most 6 entries',
    ],
    ['of numbers', [choosing(['1h', 7200])], 'steps[0].choices[1]', 'must be a string'],
    ['of bare seconds', [choosing(['1h', '7200'])], 'steps[0].choices[1]', spans],
    ['of a template', [choosing(['1h', '{{data.x}}'])], 'steps[0].choices[1]', spans],
    ['of too long a time', [choosing(['1h', '367d'])], 'steps[0].choices[1]', spans],
    [
      'of the same twice',
      [choosing(['1h', '60m'])],
      'steps[0].choices',
      'must have different spans, the shortest first',
    ],
    [
      'of any order',
      [choosing(['1d', '1h'])],
      'steps[0].choices',
      'must have different spans, the shortest first',
    ],
    ['without its own', [choosing(['0s', '1d'])], 'steps[0].for', 'must be one of choices: 0s, 1d'],
    [
      'with its own filled in later',
      [choosing(['1h', '1d'], { for: '{{data.x}}h' })],
      'steps[0].for',
      'must be one of choices: 1h, 1d',
    ],
    [
      'while it slides',
      [choosing(['1h', '1d'], { window: 'sliding' })],
      'steps[0].window',
      'must be fixed or left out: choices say how long it collects',
    ],
    [
      'twice in a workflow',
      [{ type: 'branch', when: true, then: [choosing(['1h', '1d'])], else: [choosing(['1h', '2d'])] }],
      'steps[0].else[0].choices',
      'must be left out: steps[0].then[0] has choices already',
    ],
    [
      'of nothing, and collects for no time',
      [{ type: 'batch', for: '0s' }],
      'steps[0].for',
      'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
    ],
  ])('%s is refused', async (_, steps, field, message) => {
    expect(await publish(steps)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message }] },
    })
  })
})
