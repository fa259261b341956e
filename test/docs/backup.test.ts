import { join } from 'node:path'
import { expect } from 'vitest'
import { run } from '../kit/server-process.js'
import { runBlock } from './languages.js'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

const inFolder = (name: string, ...words: string[]): Promise<string> =>
  run(...words, '--data', join(world.folder, name))

describePage({
  file: 'docs/backup.md',
  world,
  special: {
    async export(code) {
      // A reader has a folder with something in it.
      await inFolder('data', 'apps', 'create', 'Harbor shop')
      return runBlock('sh', code, world.folder, {})
    },
    async import(code) {
      const said = await runBlock('sh', code, world.folder, {})
      return said + (await inFolder('new-data', 'apps', 'list'))
    },
  },
  outcomes: {
    export: (said) => expect(said).toMatch(/^app +1 {2}[\da-f]{16}$[^]*^Everything is in .*inboxkit\.gz/m),
    import: (said) =>
      expect(said).toMatch(/^app +1 {2}([\da-f]{16}) {2}\1$[^]*checksums are the same[^]*Harbor shop/m),
  },
})
