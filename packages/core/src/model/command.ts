import type { AsyncCommand } from 'fast-check'
import * as fc from 'fast-check'
import { checkAlways } from './always.js'
import type { Tab } from './tab.js'
import { tabsOf, type World } from './world.js'

/** Says what has happened; nothing when nothing could. */
export type Said = string | undefined

/** A kind of thing that may happen. */
export interface Kind {
  readonly weight: number
  readonly arbitrary: fc.Arbitrary<AsyncCommand<World, World>>
}

class Happening<Data> implements AsyncCommand<World, World> {
  readonly name: string
  readonly data: Data
  readonly happen: (world: World, data: Data) => Said | Promise<Said>
  constructor(name: string, data: Data, happen: Happening<Data>['happen']) {
    this.name = name
    this.data = data
    this.happen = happen
  }
  check(): boolean {
    return true
  }
  async run(world: World): Promise<void> {
    const said = await this.happen(world, this.data)
    if (said === undefined) return
    world.log.push(said)
    await world.server.idle()
    checkAlways(world)
  }
  toString(): string {
    return `${this.name} ${JSON.stringify(this.data)}`
  }
}

/** @param weight how likely it is, among the others */
export const kind = <Data>(
  weight: number,
  name: string,
  data: fc.Arbitrary<Data>,
  happen: (world: World, data: Data) => Said | Promise<Said>,
): Kind => ({ weight, arbitrary: data.map((some) => new Happening(name, some, happen)) })

/** As `kind`, of a tab that is shown. */
export const tabKind = <Data>(
  weight: number,
  name: string,
  data: fc.Arbitrary<Data>,
  happen: (tab: Tab, data: Data, world: World) => Said | Promise<Said>,
): Kind =>
  kind(weight, name, fc.record({ tab: fc.nat(2), data }), async (world, { tab: number, data: some }) => {
    const tab = pick(
      tabsOf(world).filter(({ standing }) => standing === 'shown'),
      number,
    )
    const said = tab && (await happen(tab, some, world))
    return said && `${tab.name}: ${said}`
  })

/** One of them for every number; a small one stays the same when others come after it. */
export const pick = <T>(from: readonly T[], number: number): T | undefined => from[number % from.length]

export const text = (value: unknown): string => JSON.stringify(value)
