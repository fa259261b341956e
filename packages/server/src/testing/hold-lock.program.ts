// Takes the lock of a folder and stays until it is killed. Prints `locked`, or the refusal and ends.
import { lockFolder } from '../storage/lock.js'

const [folder = ''] = process.argv.slice(2)
try {
  await lockFolder(folder)
  console.log('locked')
  setInterval(() => {}, 60_000)
} catch (error) {
  console.log(error instanceof Error ? `refused: ${error.message}` : String(error))
}
