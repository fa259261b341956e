import { beforeAll, describe, expect, it } from 'vitest'
import { type Block, blocksIn, type Marker, readPage, routesIn } from './blocks.js'
import { isInstalled, isRunnable, runBlock } from './languages.js'
import { brokenLinksIn } from './links.js'
import { type Declared, readDeclared } from './schemas.js'
import type { World } from './world.js'

/** What must have happened after an example: its output, or the answer to its request. */
export type Outcome = (result: string, answer: unknown) => unknown

export interface PageOptions {
  file: string
  world: World
  /** By the name of a `run`, or by the method and path of a `request`. Each `run` has one. */
  outcomes: Readonly<Record<string, Outcome>>
  /** Examples that are run in a way of their own, by name. */
  special?: Readonly<Record<string, (code: string) => Promise<string>>>
  /** What stands in an example for something that only the server knows, and what is put there. */
  fill?: Readonly<Record<string, () => Promise<string> | string>>
}

/** Tests a page: every example in order, as a reader would try them, then every route that its text names. */
export const describePage = ({ file, world, outcomes, special = {}, fill = {} }: PageOptions): void => {
  const text = readPage(file)
  const blocks = blocksIn(text)
  describe(file, () => {
    let declared: Declared | undefined
    beforeAll(async () => {
      declared = await readDeclared(world)
    })

    const filled = async (code: string): Promise<string> => {
      let whole = code.replaceAll('http://127.0.0.1:4400', world.url).replaceAll('ik_…', world.apiKey)
      for (const [placeholder, value] of Object.entries(fill))
        if (whole.includes(placeholder)) whole = whole.replaceAll(placeholder, await value())
      return whole
    }

    const send = async (
      { method, path, user }: Marker & { kind: 'request' },
      body: unknown,
    ): Promise<unknown> => {
      const answer: unknown = await (user === null
        ? world.asApp(method, path, body)
        : world.asUser(user, method, path, body))
      expect(declared?.faultsOf(method, path, answer)).toEqual([])
      return answer
    }

    const test =
      (marker: Marker, { language, code }: Block) =>
      async (): Promise<void> => {
        switch (marker.kind) {
          case 'shown':
            return
          case 'answer':
            expect(declared?.faultsOf(marker.method, marker.path, JSON.parse(code))).toEqual([])
            return
          case 'request': {
            const answer = await send(marker, JSON.parse(await filled(code)))
            await outcomes[`${marker.method} ${marker.path}`]?.(JSON.stringify(answer), answer)
            return
          }
          case 'run': {
            const run =
              special[marker.name] ?? ((whole) => runBlock(language, whole, world.folder, world.env))
            await outcomes[marker.name]?.(await run(await filled(code)), undefined)
          }
        }
      }

    it('says of each example what is to be done with it', () => {
      const unmarked = blocks.filter(({ marker }) => marker === null)
      expect(unmarked.map(({ line, language }) => `line ${line}: ${language}`)).toEqual([])
    })

    it('has an outcome for each example that is run, and an example for each outcome', () => {
      const markers = blocks.flatMap(({ marker }) => (marker ? [marker] : []))
      const names = markers.flatMap((one) => (one.kind === 'run' ? [one.name] : []))
      const requests = markers.flatMap((one) => (one.kind === 'request' ? [`${one.method} ${one.path}`] : []))
      expect(new Set(names).size).toBe(names.length)
      expect(names.filter((name) => !outcomes[name])).toEqual([])
      expect(Object.keys(outcomes).filter((name) => ![...names, ...requests].includes(name))).toEqual([])
    })

    for (const block of blocks) {
      const { marker, language, line } = block
      if (!marker || marker.kind === 'shown') continue
      const what = marker.kind === 'run' ? marker.name : `${marker.kind} ${marker.method} ${marker.path}`
      const isLeftOut = marker.kind === 'run' && isRunnable(language) && !isInstalled(language)
      it.skipIf(isLeftOut)(`line ${line}, ${language}: ${what}`, test(marker, block))
    }

    it('links to what is there', () => {
      expect(brokenLinksIn(text, file)).toEqual([])
    })

    it('names no route that the server does not have', async () => {
      const unknown: string[] = []
      for (const { method, path } of routesIn(text)) {
        const response = await fetch(world.url + path.replaceAll(/\{\w+\}/g, '1'), { method })
        const { code } = (await response.json()) as { code?: string }
        if (code === 'route_not_found') unknown.push(`${method} ${path}`)
      }
      expect(unknown).toEqual([])
    })
  })
}
