import { expect } from 'vitest'
import { runBlock } from './languages.js'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

/** A reader has a folder with something in it. */
const filled = (code: string): Promise<string> =>
  runBlock('sh', `npx inboxkit apps create "Harbor shop" --data ./data\n${code}`, world.folder, {})

describePage({
  file: 'docs/backup.md',
  world,
  special: {
    export: filled,
    import: (code) => runBlock('sh', `${code}\nnpx inboxkit apps list --data ./new-data`, world.folder, {}),
  },
  outcomes: {
    export: (said) => expect(said).toMatch(/^app +1 {2}[\da-f]{16}$[^]*^Everything is in .*inboxkit\.gz/m),
    import: (said) =>
      expect(said).toMatch(/^app +1 {2}([\da-f]{16}) {2}\1$[^]*checksums are the same[^]*Harbor shop/m),
  },
})
