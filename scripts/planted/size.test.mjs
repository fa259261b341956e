import { afterAll, beforeAll, expect, it } from 'vitest'
import { openScratch } from './scratch.mjs'

const main = 'scripts/size/main.mjs'

/** @type {Awaited<ReturnType<typeof openScratch>>} */
let scratch
beforeAll(async () => {
  scratch = await openScratch()
})
afterAll(() => scratch.close())

it('what weighs more than its budget fails, and nothing else does', async () => {
  const { code, results } = await scratch.check(main, 'size core,size CSS', { args: ['--limit', 'core=1'] })
  expect(code).toBe(1)
  expect(results).toMatchObject([
    { name: 'size core', outcome: 'failed', reason: expect.stringContaining('over the budget of 1 kB') },
    { name: 'size CSS', outcome: 'passed' },
  ])
})
