import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRandom, runSeed } from '../kit/random.js'
import { asApp } from './callers.js'
import { type Acted, act, leave } from './handshakes/act.js'
import { type Apps, crowd, nameOf, people } from './handshakes/people.js'
import { anyScript, plain, type Script } from './handshakes/scripts.js'
import { markOf } from './handshakes/wire.js'
import { mostGrowthMiB, watchHeap } from './heap.js'
import { type FuzzedServer, openFuzzedServer } from './server.js'

const wanted = Number(process.env['INBOXKIT_FUZZ_HANDSHAKES'] ?? 1000)
/** Under way at the same time. */
const atOnce = 25
/** Of those that connected, how many stay at a time; the others of them have gone before. */
const mostHeld = 40
const perRound = 100

describe('every handshake that anybody can make up', () => {
  const seed = runSeed()
  const logged: string[] = []
  const faults = new Map<string, number>()
  const ends = new Map<string, number>()
  /** Everybody by both protocols: there from the beginning to the end. */
  const watchers: Acted[] = []
  const held: Acted[] = []
  const memory = watchHeap()
  let server: FuzzedServer
  let apps: Apps
  let port: number
  let sent = 0

  const count = (of: Map<string, number>, name: string): void => void of.set(name, (of.get(name) ?? 0) + 1)

  beforeAll(async () => {
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
      logged.push(String(line))
      return true
    })
    server = await openFuzzedServer('PGlite')
    port = await server.listen()
    apps = { shop: server.apps[0], other: server.apps[1] }
    await ask('shop', 'PATCH', '/v3/app', { secureMode: true })
    await ask('other', 'PATCH', '/v3/app', { hmac: true })
    for (const { app, user } of [...people, crowd]) await ask(app, 'PUT', `/v3/users/${user}`, {})
    for (const person of people)
      for (const protocol of ['own', 'vendor'] as const)
        watchers.push(await act(plain(apps, person, protocol), port, ''))
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    for (const { wire } of [...watchers, ...held]) wire.destroy()
    await server.closeAndAsk(async () => undefined)
    await server.remove()
  })

  const ask = async (
    app: keyof Apps,
    method: 'PATCH' | 'POST' | 'PUT',
    url: string,
    body: object,
  ): Promise<void> => {
    const headers = { ...asApp(apps[app]), 'content-type': 'application/json' }
    const { statusCode } = await server.inject({ method, url, headers, payload: JSON.stringify(body) })
    expect(statusCode).toBeLessThan(300)
  }

  /** Something for each of them, which nobody else may hear of. */
  const sendToEverybody = async (): Promise<void> => {
    sent++
    for (const person of people)
      await ask(person.app, 'POST', '/v3/notifications', {
        notification: { title: markOf(nameOf(person), sent) },
        sendTo: { recipients: [person.user] },
      })
  }

  const sockets = async (): Promise<number> =>
    Number(/^inboxkit_sockets (\d+)$/m.exec(await server.metrics())?.[1])

  let gone = 0
  const letGo = async (acted: Acted): Promise<void> => {
    for (const fault of await leave(acted, gone++)) count(faults, fault)
  }

  const goThrough = async (script: Script, at: number): Promise<void> => {
    const session = watchers[at % watchers.length]?.wire.sid ?? ''
    const acted = await act(script, port, session)
    count(ends, acted.end)
    for (const fault of acted.faults) count(faults, fault)
    if (acted.end !== 'connected' || script.later.length > 0 || script.kind === 'crowd') return letGo(acted)
    held.push(acted)
    const oldest = held.length > mostHeld ? held.shift() : undefined
    if (oldest) await letGo(oldest)
  }

  /** Nobody is there but those who watch. */
  const clear = async (): Promise<void> => {
    await Promise.all(held.splice(0).map(letGo))
    await expect.poll(sockets).toBe(watchers.length)
  }

  it(`takes ${wanted} of them (INBOXKIT_SEED=${seed})`, { timeout: 60_000 + wanted * 60 }, async () => {
    const startedAt = performance.now()
    const scripts = anyScript(apps)
    for (let done = 0; done < wanted; done += perRound) {
      await sendToEverybody()
      const round = fc.sample(scripts, {
        seed: createRandom(seed).fork(done).seed | 0,
        numRuns: Math.min(perRound, wanted - done),
      })
      const rest = round.entries()
      const lane = async (): Promise<void> => {
        for (const [at, script] of rest) await goThrough(script, at)
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
      const share = (done + round.length) / wanted
      if (!memory.isDue(share)) continue
      await clear()
      memory.look()
    }
    const seconds = (performance.now() - startedAt) / 1000
    const shown = (of: Map<string, number>): string =>
      [...of]
        .toSorted(([, a], [, b]) => b - a)
        .map(([name, number]) => `${name}: ${number}`)
        .join('  ')
    console.log(
      [
        `${wanted} handshakes in ${seconds.toFixed(1)} s (INBOXKIT_SEED=${seed}), ${sent * people.length} notifications meanwhile`,
        shown(ends),
        memory.said(),
        shown(faults),
      ].join('\n'),
    )
    expect([...faults]).toEqual([])
  })

  it('lets in who proves who they are, and that is a quarter of them', () => {
    expect(ends.get('connected')).toBeGreaterThan(wanted / 4)
  })

  it('tells those who stay all that is theirs, and nothing else', async () => {
    const all = Array.from({ length: sent }, (_, at) => at + 1)
    for (const { wire, script } of watchers) {
      const mine = (): number[] =>
        [...(wire.heard.get(script.proven[0] ?? '') ?? [])].toSorted((a, b) => a - b)
      await expect.poll(mine, { message: script.proven[0] ?? '' }).toEqual(all)
      expect([...wire.heard.keys()]).toEqual(script.proven)
    }
  })

  it('holds no more than at the beginning, and no socket when all have gone', async () => {
    expect(memory.growthMiB).toBeLessThan(mostGrowthMiB)
    for (const { wire } of watchers) wire.destroy()
    await expect.poll(sockets).toBe(0)
  })

  it('logs no mistake of its own', () => {
    expect(logged).toEqual([])
  })
})
