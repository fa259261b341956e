// The command as it was compiled, file by file: what `tsc --watch` changes is run anew.
import { main } from '../dist/cli/main.js'

await main()
