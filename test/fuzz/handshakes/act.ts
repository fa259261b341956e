import { anotherSession, written } from './addresses.js'
import { close, ping, text } from './frames.js'
import type { Script } from './scripts.js'
import { openWire, type Wire } from './wire.js'

export interface Acted {
  script: Script
  wire: Wire
  /** `connected`, `refused` by name, `closed` by the server, `left` before there was an answer, or the status. */
  end: string
  faults: string[]
}

/** What is due is waited for, and then it is missing. */
const patienceMs = 10_000
/** A frame that does not end swallows all that comes after it: nobody will say that it was heard. */
const quietMs = 50

const has = ({ messages }: Wire, start: string): boolean => messages.some((one) => one.startsWith(start))
const isConnected = (wire: Wire): boolean => has(wire, '40')
const isAnswered = (wire: Wire): boolean => isConnected(wire) || has(wire, '44')

const endOf = (wire: Wire): string => {
  if (wire.status !== 101) return wire.status === 0 ? 'dropped' : `HTTP ${wire.status}`
  if (isConnected(wire)) return 'connected'
  if (has(wire, '44')) return 'refused'
  return wire.isOver ? 'closed' : 'left'
}

/** Until everything that was written has been looked at, as far as that can be known. */
const heardOut = async (wire: Wire): Promise<void> => {
  const before = wire.pongs
  wire.write(ping())
  await wire.until(() => wire.isOver || wire.pongs > before, quietMs)
}

/** Whatever came that is for somebody else. */
export const leaksOf = (wire: Wire, { kind, proven }: Script): string[] =>
  [...wire.heard.keys()]
    .filter((who) => !proven.includes(who))
    .map((who) => `${kind}: got what is for ${who}, being ${proven.join() || 'nobody'}`)

const faultsIn = (wire: Wire, { kind, ends }: Script): string[] => {
  const end = endOf(wire)
  const faults = [
    wire.status >= 500 ? `${kind}: ${end}` : '',
    wire.messages.some((one) => one.startsWith('44') && one.includes('"internal"'))
      ? `${kind}: a mistake of its own`
      : '',
    (ends === 'connected' || ends === 'refused') && end !== ends ? `${kind}: ${end}, and not ${ends}` : '',
    ends === 'answered' && end === 'left' ? `${kind}: no answer` : '',
  ]
  return faults.filter((fault) => fault !== '')
}

/** Goes through one script, up to where it is connected or has failed. @param sid the session of somebody else */
export const act = async (script: Script, port: number, sid: string): Promise<Acted> => {
  const { asking, said, isEager, ends } = script
  const wire = openWire(port)
  const target = asking.target.replaceAll(encodeURIComponent(anotherSession), encodeURIComponent(sid))
  wire.write(written({ ...asking, target }))
  if (isEager) for (const bytes of said) wire.write(bytes)
  const isHeard = await wire.until(() => wire.status !== 0 || wire.isOver, patienceMs)
  if (wire.status === 101) {
    await wire.until(() => wire.isOver || wire.messages.length > 0, patienceMs)
    if (!isEager) for (const bytes of said) wire.write(bytes)
    if (ends === 'left') await heardOut(wire)
    else await wire.until(() => wire.isOver || isAnswered(wire), patienceMs)
  }
  const faults = faultsIn(wire, script)
  if (!isHeard) faults.push(`${script.kind}: neither an answer nor an end in ${patienceMs} ms`)
  const end = endOf(wire)
  if (end === 'connected' && script.later.length > 0) {
    for (const bytes of script.later) wire.write(bytes)
    await heardOut(wire)
  }
  return { script, wire, end, faults }
}

const farewells: readonly ((wire: Wire) => void)[] = [
  (wire) => wire.destroy(),
  (wire) => wire.write(close(1000)),
  (wire) => wire.write(text('41')),
  (wire) => wire.write(text('1')),
  (wire) => wire.end(),
]

/** Ends it in one of the ways there are. @returns what it had heard that it should not have */
export const leave = async ({ wire, script }: Acted, at: number): Promise<string[]> => {
  farewells[at % farewells.length]?.(wire)
  await wire.until(() => wire.isOver, quietMs)
  wire.destroy()
  await wire.until(() => wire.isOver, patienceMs)
  return leaksOf(wire, script)
}
