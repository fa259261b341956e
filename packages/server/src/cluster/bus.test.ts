import type { Notification } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { createLog } from '../log.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { type Bus, hereMs, openBus } from './bus.js'
import type { Line } from './line.js'
import { decode, encode, type NodeMessage } from './message.js'
import { createProof } from './proof.js'

const proof = createProof(Buffer.alloc(32, 7), 'shop')

/** A line in memory, which can be cut. */
const aLine = (mostBytes = Number.POSITIVE_INFINITY) => {
  const ears = new Map<object, { onText: (text: string) => void; onReturn: () => void }>()
  const said: string[] = []
  let isCut = false
  const join = (): Line => {
    const self = {}
    return {
      mostBytes,
      send(texts) {
        if (isCut) return
        said.push(...texts)
        for (const { onText } of [...ears.values()]) texts.forEach(onText)
      },
      async listen(onText, onReturn) {
        ears.set(self, { onText, onReturn })
      },
      async close() {
        ears.delete(self)
      },
    }
  }
  const cut = (): void => {
    isCut = true
  }
  const mend = (): void => {
    isCut = false
    for (const { onReturn } of [...ears.values()]) onReturn()
  }
  return { join, said, cut, mend }
}

const aNode = async (line: Line, hasSockets = true) => {
  const clock = createFakeClock()
  const warnings: string[] = []
  const bus: Bus = openBus({
    line,
    proof,
    hasSockets,
    log: createLog('warn', { write: (text) => warnings.push(text) }),
    clock,
    now: () => clock.now().getTime(),
  })
  const heard: NodeMessage[] = []
  let gaps = 0
  await bus.listen(
    (message) => heard.push(message),
    () => {
      gaps++
    },
  )
  return { bus, clock, heard, warnings, gaps: () => gaps }
}

const hint: NodeMessage = { kind: 'hint', userId: 1, epoch: 'e', seq: 7 }
const marks = { seenAll: 0, seenAllAt: null, readAll: 0, readAllAt: null, cleared: 0, operationId: null }
const anEvent = (userId: number, title: string) => ({
  userId,
  event: {
    epoch: 'e',
    from: 0,
    seq: 1,
    counts: { unseen: 1, unread: 1, total: 1 },
    marks,
    changes: [
      {
        id: userId,
        seq: 1,
        item: { id: userId, seq: 1, sort: 1, title } as Notification,
        was: null,
        operationId: null,
      },
    ],
  },
})
const aPage = (count: number, title = 'News'): NodeMessage => ({
  kind: 'page',
  events: Array.from({ length: count }, (_, at) => anEvent(at + 1, title)),
  triggerIds: [5],
})

describe('nodes on one line', () => {
  it('know of each other, whoever came first', async () => {
    const line = aLine()
    const first = await aNode(line.join())
    expect(first.bus.others()).toBe(false)
    const second = await aNode(line.join())
    expect([first.bus.others(), second.bus.others()]).toEqual([true, true])
    await second.bus.close()
    expect(first.bus.others()).toBe(false)
  })

  it('do not count those without sockets, who know of all the others', async () => {
    const line = aLine()
    const api = await aNode(line.join())
    const worker = await aNode(line.join(), false)
    expect([api.bus.others(), worker.bus.others()]).toEqual([false, true])
  })

  it('hear what others say, in order, and not what they say themselves', async () => {
    const line = aLine()
    const [first, second] = [await aNode(line.join()), await aNode(line.join())]
    first.bus.publish(hint)
    first.bus.publish({ kind: 'apps' })
    expect(second.heard).toEqual([hint, { kind: 'apps' }])
    expect(first.heard).toEqual([])
  })

  it('forget one that has died, and not one that goes on', async () => {
    const line = aLine()
    const first = await aNode(line.join())
    const dying = await aNode(line.join())
    const going = await aNode(line.join())
    for (let n = 0; n < 5; n++) {
      first.clock.advance(hereMs)
      going.clock.advance(hereMs)
    }
    expect(first.bus.others()).toBe(true)
    await going.bus.close()
    expect(first.bus.others()).toBe(false)
    expect(dying.bus.others()).toBe(true)
  })

  it('leave alone what they do not understand', async () => {
    const line = aLine()
    const node = await aNode(line.join())
    for (const text of ['', '{', 'nobody at all', `${'x'.repeat(36)} [1]`, `${'x'.repeat(36)} null`])
      line.join().send([proof.sign(text)])
    line.join().send([proof.sign(`${'x'.repeat(36)} {"kind":"of tomorrow"}`)])
    expect(node.heard).toEqual([{ kind: 'of tomorrow' }])
  })

  it('hear nobody who does not have their key, whatever it says, and say so once', async () => {
    const line = aLine()
    const [first, second] = [await aNode(line.join()), await aNode(line.join())]
    first.bus.publish(hint)
    const [greeting = '', , spoken = ''] = [line.said[0], line.said[1], line.said.at(-1)]
    const own = 'x'.repeat(36)
    const { sign: signElsewhere } = createProof(Buffer.alloc(32, 7), 'another shop')
    const { sign: signOtherwise } = createProof(Buffer.alloc(32, 8), 'shop')
    const forged = [
      '',
      `${own} ${JSON.stringify(hint)}`,
      `${own} {"kind":"out","userId":1,"why":"user_deleted"}`,
      `${'A'.repeat(43)}${own} {"kind":"apps"}`,
      spoken.replace('"userId":1', '"userId":2'),
      spoken.slice(0, 43) + greeting.slice(43),
      signElsewhere(`${own} {"kind":"apps"}`),
      signOtherwise(`${own} {"kind":"apps"}`),
    ]
    for (const text of forged) line.join().send([text])
    expect([first.heard, second.heard]).toEqual([[], [hint]])
    expect(second.warnings).toEqual([expect.stringContaining('not have this server’s encryption key')])
    line.join().send([spoken])
    expect(second.heard).toEqual([hint, hint])
  })

  it('hear that they may have missed something, and greet anew', async () => {
    const line = aLine()
    const [first, second] = [await aNode(line.join()), await aNode(line.join())]
    line.cut()
    first.bus.publish(hint)
    line.mend()
    // One's own, and that of the other, who was cut off as well.
    expect([first.gaps(), second.gaps(), second.heard]).toEqual([2, 2, []])
    first.bus.publish(hint)
    expect(second.heard).toEqual([hint])
  })
})

describe('a message', () => {
  it('comes out as it went in, with what its items share once', () => {
    const page = aPage(100, 'x'.repeat(500))
    expect(decode(encode(page))).toEqual(page)
    expect(encode(page).length).toBeLessThan(40_000)
    const gone: NodeMessage = {
      kind: 'page',
      events: [
        {
          userId: 1,
          event: {
            ...anEvent(1, '').event,
            changes: [{ id: 1, seq: 1, item: null, was: null, operationId: null }],
          },
        },
      ],
      triggerIds: [],
    }
    expect(decode(encode(gone))).toEqual(gone)
  })

  it('goes in several where the line takes less at a time, and nobody is left out', async () => {
    const line = aLine(2000)
    const [first, second] = [await aNode(line.join()), await aNode(line.join())]
    const page = aPage(50)
    first.bus.publish(page)
    first.bus.publish({
      kind: 'moved',
      userIds: Array.from({ length: 1000 }, (_, at) => 1_000_000 + at),
      triggerIds: [1],
    })
    for (const text of line.said) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2000)
    const events = second.heard.flatMap((message) => (message.kind === 'page' ? message.events : []))
    expect(events).toEqual(page.kind === 'page' ? page.events : [])
    const moved = second.heard.flatMap((message) => (message.kind === 'moved' ? message.userIds : []))
    expect(moved).toEqual(Array.from({ length: 1000 }, (_, at) => 1_000_000 + at))
  })

  it('of one event that is too large goes as a name', async () => {
    const line = aLine(2000)
    const [first, second] = [await aNode(line.join()), await aNode(line.join())]
    first.bus.publish(aPage(1, 'ü'.repeat(2000)))
    expect(second.heard).toEqual([{ kind: 'moved', userIds: [1], triggerIds: [5] }])
  })
})
