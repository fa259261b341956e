import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, inject, it } from 'vitest'
import { asUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { spawnServer, startServer } from '../kit/server-process.js'

/** Anywhere in it; with `--mode chaos` more: a start takes more than two seconds of a core. */
const kills = inject('chaosMinutes') > 0 ? 20 : 4
/** Cores of the machines this has to run on. */
const lanes = 2

/** How far a first start had come. */
const stagesInOrder = ['no folder', 'nothing yet', 'making the database', 'database made'] as const
type Stage = (typeof stagesInOrder)[number]

const stageOf = async (dataDir: string): Promise<Stage> => {
  const names = await readdir(dataDir).catch(() => undefined)
  if (names === undefined) return 'no folder'
  if (names.includes('database')) return 'database made'
  return names.some((name) => name.startsWith('tmp-')) ? 'making the database' : 'nothing yet'
}

/** Works through `items` with `lanes` at a time. */
const inLanes = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const rest = [...items]
  const lane = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** Starts in a new folder and kills after `delayMs`. @returns undefined when it was ready before */
const killAfter = async (dataDir: string, delayMs: number): Promise<Stage | undefined> => {
  const server = spawnServer({ dataDir })
  const isReady = await Promise.race([server.ready.then(() => true), delay(delayMs).then(() => false)])
  await server.kill()
  return isReady ? undefined : stageOf(dataDir)
}

/** Starts in a new folder and kills as soon as it is seen to have come that far. */
const killAt = async (dataDir: string, stage: Stage): Promise<void> => {
  const server = spawnServer({ dataDir })
  const has = async (): Promise<boolean> =>
    stagesInOrder.indexOf(await stageOf(dataDir)) >= stagesInOrder.indexOf(stage)
  while (!(await has())) await delay(2)
  await server.kill()
}

const expectWorks = async (dataDir: string): Promise<void> => {
  const server = await startServer({ dataDir })
  await send(server.url, {
    notification: { title: 'First' },
    sendTo: { recipients: [{ identifier: 'ann' }] },
  })
  const ann = asUser(server.url, 'ann')
  await expect.poll(async () => (await ann.list()).data.map(({ title }) => title)).toEqual(['First'])
  expect((await server.stop()).code).toBe(0)
}

it('P1: opens after a kill -9 at any moment of the very first start', () =>
  inTemporaryFolder(async (folder) => {
    const random = createRandom(runSeed())
    const startedAt = performance.now()
    await (await startServer({ dataDir: join(folder, 'measured') })).kill()
    const firstStartMs = performance.now() - startedAt

    const stages = new Map<Stage, number>()
    const killed: string[] = []
    await inLanes([...Array(kills).keys()], async (n) => {
      // They are spread over a first start. One that was ready before is followed by another, killed earlier.
      for (let stage: Stage | undefined, attempt = 0; stage === undefined; attempt++) {
        const dataDir = join(folder, `${n}-${attempt}`)
        const latestMs = firstStartMs * 0.9 ** attempt
        stage = await killAfter(dataDir, ((n + random.next()) / kills) * latestMs)
        if (stage === undefined) continue
        stages.set(stage, (stages.get(stage) ?? 0) + 1)
        killed.push(dataDir)
      }
    })
    for (const stage of ['making the database', 'database made'] as const) {
      const dataDir = join(folder, stage)
      await killAt(dataDir, stage)
      killed.push(dataDir)
    }
    await inLanes(killed, expectWorks)

    const told = [...stages].map(([stage, count]) => `${stage} ${count}`).join(', ')
    console.log(
      `first start, seed ${random.seed}: ${kills} kills within ${Math.round(firstStartMs)} ms (${told}), ` +
        `2 as the database was made; ${killed.length} opened afterwards`,
    )
  }))
