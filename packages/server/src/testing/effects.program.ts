// Writes numbered jobs into the data folder given first, from the number given second on, and handles them meanwhile.
// Prints each number once its transaction has committed. Goes on until it is killed.
import { openDb } from '../storage/open.js'
import { effectQueue, openEffects } from './effects.js'

const [dataDir = '', from = '0'] = process.argv.slice(2)
const db = await openDb({ dataDir })
const engine = await openEffects(db, () => {})

const sendOn = async (first: number, step: number): Promise<never> => {
  for (let n = first; ; n += step) {
    // A seventh of them is for later, so that a kill finds some waiting.
    const later = n % 7 === 0 ? { startAt: new Date(Date.now() + 300) } : {}
    await db.transaction(async (tx) => {
      await tx.run`insert into accepted values (${n})`
      await engine.enqueue(tx, effectQueue, [{ data: { n }, ...later }])
    })
    console.log(n)
  }
}

const senders = 4
await Promise.all(Array.from({ length: senders }, (_, sender) => sendOn(Number(from) + sender, senders)))
