// Opens the data folder given first and stays until it is killed. Prints `open`, or the refusal and ends.
// With `initdb` second, a new database is made without the seed.
import { openFolder } from '../storage/folder.js'

const [folder = '', how] = process.argv.slice(2)
try {
  const { pglite } = await openFolder(folder, ...(how === 'initdb' ? [async () => undefined] : []))
  const { rows } = await pglite.query<{ answer: number }>('select 42 as answer')
  console.log(rows[0]?.answer === 42 ? 'open' : 'wrong')
  setInterval(() => {}, 60_000)
} catch (error) {
  console.log(error instanceof Error ? `refused: ${error.message}` : String(error))
}
