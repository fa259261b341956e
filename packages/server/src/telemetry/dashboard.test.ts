import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.js'

const read = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8')

/** All that there can be, whatever the process does. */
const namesThatAre = async (): Promise<Set<string>> => {
  const metrics = createMetrics()
  metrics.watch({
    sockets: () => 0,
    pool: () => ({ inUse: 0, idle: 0, waiting: 0 }),
    queues: async () => [{ name: 'q', jobs: 0, ageSeconds: 0 }],
  })
  const text = await metrics.text()
  return new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ''))
}

const namesIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\b(?:inboxkit|process|nodejs)_[a-z\d_]+\b/g)].map(([name]) =>
      name.replace(/_(bucket|count|sum)$/, ''),
    ),
  ),
]

describe.each(['operations/grafana.json', 'operations.md'])('docs/%s', (name) => {
  it('names metrics that there are', async () => {
    const there = await namesThatAre()
    const named = namesIn(read(name))
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((one) => !there.has(one))).toEqual([])
  })
})

describe('docs/operations.md', () => {
  it('tells of every metric of ours', async () => {
    const named = namesIn(read('operations.md'))
    const ours = [...(await namesThatAre())].filter((one) => one.startsWith('inboxkit_'))
    expect(ours.filter((one) => !named.includes(one))).toEqual([])
  })
})

describe('the dashboard', () => {
  it('has panels that do not lie over each other', () => {
    const { panels } = JSON.parse(read('operations/grafana.json')) as {
      panels: { gridPos: { x: number; y: number; w: number; h: number } }[]
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)}:${y + Math.floor(at / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })
})
