import fc from 'fast-check'
import { badValue } from '../bad-values.js'
import { type Asking, goodAsking, oddAsking } from './addresses.js'
import { badFrames, binary, close, inPieces, ping, text } from './frames.js'
import { anyPacket, connectPacket, goodNamespace, harmless } from './packets.js'
import { type Apps, type Claim, crowd, lies, nameOf, type Person, people, truth } from './people.js'

/** One connection: what is asked, what is said on it, and what may come of it. */
export interface Script {
  kind: string
  asking: Asking
  /** Written at once when there is a websocket, or as soon as one is asked for. */
  said: readonly Buffer[]
  isEager: boolean
  /** Said after it is connected. `[]` = it stays for a while. */
  later: readonly Buffer[]
  /** `left` = it goes as soon as it has said everything; else it waits for an answer, or to be closed. */
  ends: 'connected' | 'refused' | 'answered' | 'closed' | 'left'
  /** Whose notifications may come: `shop zoe`. */
  proven: readonly string[]
}

const protocol = fc.constantFrom('own' as const, 'vendor' as const)
const person = fc.constantFrom(...people)
const frames = fc.constantFrom(...Object.values(badFrames))

const script = (kind: string, claim: Claim, more: Partial<Script>): Script => ({
  kind,
  asking: goodAsking(claim.query),
  said: [],
  isEager: false,
  later: [],
  ends: 'left',
  proven: [],
  ...more,
})

const nothing: Claim = { query: {}, auth: {} }

/** Must connect, however its message is cut into frames and whatever control frames are between. */
const good = (apps: Apps): fc.Arbitrary<Script> =>
  fc
    .record({
      who: person,
      by: protocol,
      namespace: goodNamespace,
      inFrames: fc.constantFrom(text, text, inPieces),
      before: fc.constantFrom([], [], [ping('x')], [text('3')]),
      later: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.constantFrom(...harmless.map(text)), { maxLength: 4 }) },
      ),
    })
    .map(({ who, by, namespace, inFrames, before, later }) => {
      const claim = truth(apps, who, by)
      const said = [...before, inFrames(connectPacket(namespace, claim.auth))]
      return script('good', claim, { said, later, ends: 'connected', proven: [nameOf(who)] })
    })

/** Connected, and then misbehaving. */
const spoilt = (apps: Apps): fc.Arbitrary<Script> =>
  fc
    .record({
      who: person,
      by: protocol,
      bad: fc.oneof(
        frames.map((one) => [one]),
        anyPacket.map((one) => [text(one)]),
        fc.uint8Array({ maxLength: 50 }).map((bytes) => [binary(Buffer.from(bytes))]),
        fc.constant(Array.from({ length: 150 }, () => text('42["noise"]'))),
        fc.constant([text('451-["a",{"_placeholder":true,"num":0}]'), text('42["a"]')]),
        fc.constant([text('41'), text('42["after"]')]),
        fc.constant([text('1')]),
        fc.constant([close(1000)]),
      ),
    })
    .map(({ who, by, bad }) => {
      const claim = truth(apps, who, by)
      const said = [text(connectPacket('', claim.auth))]
      return script('spoilt', claim, { said, later: bad, ends: 'connected', proven: [nameOf(who)] })
    })

const lying = (apps: Apps): fc.Arbitrary<Script> =>
  fc
    .record({ claim: person.chain((who) => fc.constantFrom(...lies(apps, who))), namespace: goodNamespace })
    .map(({ claim, namespace }) =>
      script('lie', claim, { said: [text(connectPacket(namespace, claim.auth))], ends: 'refused' }),
    )

/** The truth with one thing changed: it may still be true. */
const mutated = (apps: Apps): fc.Arbitrary<Script> =>
  fc
    .record({ who: person, by: protocol, at: fc.nat(100), value: badValue, namespace: goodNamespace })
    .map(({ who, by, at, value, namespace }) => {
      const { query, auth } = truth(apps, who, by)
      const fields = Object.keys(auth as object)
      const field = fields[at % Math.max(1, fields.length)] ?? 'token'
      const said = [text(connectPacket(namespace, { ...(auth as object), [field]: value }))]
      return script('changed', { query, auth }, { said, ends: 'answered', proven: [nameOf(who)] })
    })

/** Any packets in any order, before anything is proven, and perhaps the proof somewhere between them. */
const disordered = (apps: Apps): fc.Arbitrary<Script> =>
  fc
    .record({
      who: person,
      by: protocol,
      packets: fc.array(anyPacket.map(text), { minLength: 1, maxLength: 5 }),
      proofAt: fc.option(fc.nat(5), { nil: undefined }),
      isEager: fc.boolean(),
    })
    .map(({ who, by, packets, proofAt, isEager }) => {
      const claim = proofAt === undefined ? nothing : truth(apps, who, by)
      const said =
        proofAt === undefined ? packets : packets.toSpliced(proofAt, 0, text(connectPacket('', claim.auth)))
      const proven = proofAt === undefined ? [] : [nameOf(who)]
      return script('disorder', claim, { said, isEager, proven })
    })

const malformed: fc.Arbitrary<Script> = fc
  .record({ said: fc.array(frames, { minLength: 1, maxLength: 2 }), isEager: fc.boolean() })
  .map((parts) => script('frames', nothing, parts))

const misasked: fc.Arbitrary<Script> = oddAsking.map((asking) =>
  script('address', nothing, { asking, said: [text('2probe'), text('5'), text('40{}')] }),
)

/** More connections than a user may have, of one websocket; some are let in, and some refused. */
const crowded = (apps: Apps): fc.Arbitrary<Script> =>
  fc
    .record({ count: fc.integer({ min: 2, max: 99 }), isSame: fc.boolean(), by: protocol })
    .map(({ count, isSame, by }) => {
      const claim = truth(apps, crowd, by)
      const said = Array.from({ length: count }, (_, at) =>
        text(connectPacket(isSame ? '' : `/n${at}`, claim.auth)),
      )
      return script('crowd', claim, { said, ends: 'answered', proven: [nameOf(crowd)] })
    })

/** Goes while it is looked up who it is. */
const leaving = (apps: Apps): fc.Arbitrary<Script> =>
  fc
    .record({ who: person, by: protocol, last: fc.constantFrom([], [close(1001)], [text('41')]) })
    .map(({ who, by, last }) => {
      const claim = truth(apps, who, by)
      return script('leaving', claim, {
        said: [text(connectPacket('', claim.auth)), ...last],
        proven: [nameOf(who)],
      })
    })

export const anyScript = (apps: Apps): fc.Arbitrary<Script> =>
  fc.oneof(
    { weight: 32, arbitrary: good(apps) },
    { weight: 8, arbitrary: spoilt(apps) },
    { weight: 14, arbitrary: lying(apps) },
    { weight: 8, arbitrary: mutated(apps) },
    { weight: 12, arbitrary: disordered(apps) },
    { weight: 8, arbitrary: malformed },
    { weight: 12, arbitrary: misasked },
    { weight: 2, arbitrary: crowded(apps) },
    { weight: 4, arbitrary: leaving(apps) },
  )

/** One that connects and says nothing more. */
export const plain = (apps: Apps, who: Person, by: 'own' | 'vendor'): Script => {
  const claim = truth(apps, who, by)
  const said = [text(connectPacket('', claim.auth))]
  return script('good', claim, { said, ends: 'connected', proven: [nameOf(who)] })
}
