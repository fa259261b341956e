import { expect, it } from 'vitest'
import { createOnceMore } from './once-more.js'
import { gate } from './testing/waiting.js'

/** Work of which each round is ended by hand. */
const byHand = () => {
  const rounds: { succeed: () => void; fail: () => void }[] = []
  const { ask, end } = createOnceMore(() => {
    const { opened, open } = gate()
    let isFailing = false
    rounds.push({
      succeed: open,
      fail: () => {
        isFailing = true
        open()
      },
    })
    return opened.then(() => {
      if (isFailing) throw new Error('no luck')
    })
  })
  return { ask, end, rounds }
}

it('works for each who asks, one after the other', async () => {
  const { ask, rounds } = byHand()
  for (const nth of [0, 1]) {
    const asked = ask()
    expect(rounds).toHaveLength(nth + 1)
    rounds[nth]?.succeed()
    await asked
  }
  expect(rounds).toHaveLength(2)
})

it('works once more for all who ask meanwhile, and only the first waits', async () => {
  const { ask, rounds } = byHand()
  const first = ask()
  await Promise.all([ask(), ask(), ask()])
  expect(rounds).toHaveLength(1)
  rounds[0]?.succeed()
  await expect.poll(() => rounds.length).toBe(2)
  rounds[1]?.succeed()
  await first
  expect(rounds).toHaveLength(2)
})

it('tells who waits of a failure, drops what was asked meanwhile, and works again', async () => {
  const { ask, rounds } = byHand()
  const first = ask()
  await ask()
  rounds[0]?.fail()
  await expect(first).rejects.toThrow('no luck')
  expect(rounds).toHaveLength(1)
  const second = ask()
  rounds[1]?.succeed()
  await second
  expect(rounds).toHaveLength(2)
})

it('ends once it is through with what is under way, and not with what was asked meanwhile', async () => {
  const { ask, end, rounds } = byHand()
  await end()
  const first = ask()
  await ask()
  let isOver = false
  const ending = end().then(() => {
    isOver = true
  })
  await new Promise((turn) => setImmediate(turn))
  expect(isOver).toBe(false)
  rounds[0]?.succeed()
  await Promise.all([first, ending])
  expect(rounds).toHaveLength(1)
})

it('ends without the failure of what is under way', async () => {
  const { ask, end, rounds } = byHand()
  const first = ask()
  const ending = end()
  rounds[0]?.fail()
  await expect(first).rejects.toThrow('no luck')
  await ending
})
