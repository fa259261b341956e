import { problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { createReadiness } from './readiness.js'

const aWell = async () => undefined

describe('readiness', () => {
  it('is what the check says, until the process is going', async () => {
    let fault: Error | undefined = new Error('no database')
    const readiness = createReadiness(async () => {
      if (fault) throw fault
    })
    await expect(readiness.check()).rejects.toThrow('no database')
    fault = undefined
    await readiness.check()
    void readiness.drain()
    await expect(readiness.check()).rejects.toMatchObject({
      code: 'shutting_down',
      status: problem('shutting_down').status,
    })
  })

  it('does not wait where nobody asks, or where whoever asked is gone', async () => {
    let at = 0
    const readiness = createReadiness(aWell, () => at)
    await readiness.check()
    at = 60_000
    await readiness.drain()
    expect(readiness.isDraining()).toBe(true)
  })

  it('lets a balancer that asks hear twice that this process is going', async () => {
    const readiness = createReadiness(aWell)
    await readiness.check()
    let isDone = false
    const draining = readiness.drain().then(() => {
      isDone = true
    })
    await expect(readiness.check()).rejects.toThrow()
    await new Promise(setImmediate)
    expect(isDone).toBe(false)
    await expect(readiness.check()).rejects.toThrow()
    await draining
  })
})
