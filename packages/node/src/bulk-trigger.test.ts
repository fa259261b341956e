import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Problem } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Inboxkit, type InboxkitOptions, WorkflowTrigger } from './index.js'
import { openReceiver, refusal } from './testing/receiver.js'

const open = (baseUrl: string, options: Partial<InboxkitOptions> = {}): Inboxkit =>
  new Inboxkit({ baseUrl, apiKey: 'key', apiSecret: 'secret', ...options })

const record = (recipient: string, more: object = {}) => ({
  workflow: 'invoice',
  recipients: [recipient],
  ...more,
})

describe('triggers in bulk', () => {
  it('are one request each, with a key each', async () => {
    await using receiver = await openReceiver()
    const answer = await open(receiver.url).workflows.bulkTrigger([
      record('ann', { data: { n: 1 }, cancellationKey: 'c' }),
      record('bob', { idempotencyKey: 'invoice-bob' }),
    ])
    expect(answer).toEqual({
      status: 'success',
      total: 2,
      success: 2,
      failure: 0,
      warnings: [],
      failedRecords: [],
    })
    const sent = receiver.received.map(({ path, body }) => ({ path, body }))
    const path = '/v3/notifications'
    expect(sent).toContainEqual({
      path,
      body: {
        notification: { workflow: { identifier: 'invoice', cancellationKey: 'c' } },
        sendTo: { recipients: ['ann'] },
        data: { n: 1 },
      },
    })
    expect(sent).toContainEqual({
      path,
      body: { notification: { workflow: { identifier: 'invoice' } }, sendTo: { recipients: ['bob'] } },
    })
    const keys = receiver.received.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(2)
    expect(keys).toContain('invoice-bob')
  })

  it('tell which failed and why, and send nothing that the server would refuse', async () => {
    await using receiver = await openReceiver(refusal(404, 'workflow_not_found'))
    const crowd = Array.from({ length: 1001 }, (_, n) => `user-${n}`)
    const records = [
      record('ann'),
      { workflow: 'invoice', recipients: [] },
      { workflow: 'invoice', recipients: crowd },
      { workflow: '', everyone: true as const },
      record(''),
      record('ann', { idempotencyKey: 'with space' }),
      record('ann', { data: { text: 'ü'.repeat(409_600) } }),
    ]
    const answer = await open(receiver.url).workflows.bulkTrigger(records)
    expect(answer).toMatchObject({ status: 'fail', total: 7, success: 0, failure: 7, warnings: [] })
    expect(answer.failedRecords.map(({ at, code, error }) => [at, code, error])).toEqual([
      [0, 404, 'It is workflow_not_found'],
      [1, 400, 'recipients must have an entry, unless there are topics, or everyone'],
      [2, 400, 'A send takes at most 1,000 recipients'],
      [3, 400, 'workflow must be the identifier of a workflow'],
      [4, 400, 'recipients[0] must be an identifier, or an object with one'],
      [5, 400, 'idempotencyKey must have 1 to 255 visible ASCII characters'],
      [6, 413, 'A trigger has at most 819,200 bytes with its attachments, and this has 819,305'],
    ])
    for (const { record: failed, at, problem } of answer.failedRecords) {
      expect(failed).toBe(records[at])
      expect(problem).toBeInstanceOf(Problem)
    }
    expect(receiver.received).toHaveLength(1)
  })

  it('may fail in part', async () => {
    await using receiver = await openReceiver()
    const answer = await open(receiver.url).workflows.bulkTrigger([record('ann'), record('')])
    expect(answer).toMatchObject({
      status: 'partial',
      total: 2,
      success: 1,
      failure: 1,
      failedRecords: [{ at: 1 }],
    })
  })

  it('may be none', async () => {
    await using receiver = await openReceiver()
    expect(await open(receiver.url).workflows.bulkTrigger([])).toMatchObject({ status: 'success', total: 0 })
    expect(receiver.received).toEqual([])
  })

  it('are at most 8 at a time', async () => {
    let underWay = 0
    let most = 0
    const slow: typeof fetch = async () => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay--
      return Response.json({ requestId: 'r' }, { status: 202 })
    }
    const records = Array.from({ length: 250 }, (_, n) => record(`user-${n}`))
    const answer = await open('https://inbox.test', { fetch: slow }).workflows.bulkTrigger(records)
    expect({ most, success: answer.success }).toEqual({ most: 8, success: 250 })
  })

  it('count nobody who could not be reached as accepted', async () => {
    const receiver = await openReceiver()
    await receiver[Symbol.asyncDispose]()
    const answer = await open(receiver.url, { retries: 0 }).workflows.bulkTrigger([record('ann')])
    expect(answer.failedRecords).toMatchObject([{ code: 0, problem: { code: 'offline' } }])
  })

  it('end with their signal', async () => {
    await using receiver = await openReceiver()
    const signal = AbortSignal.abort(new Error('stop'))
    const ended = open(receiver.url).workflows.bulkTrigger([record('ann')], { signal })
    await expect(ended).rejects.toThrow('stop')
    expect(receiver.received).toEqual([])
  })

  it('warn of a key that stands twice', async () => {
    await using receiver = await openReceiver()
    const once = { idempotencyKey: 'once' }
    const answer = await open(receiver.url).workflows.bulkTrigger([record('ann', once), record('bob', once)])
    expect(answer.warnings).toEqual([
      'records[1] has the idempotencyKey of records[0]: only one of them takes effect',
    ])
  })
})

describe('an attachment', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inboxkit-node-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** What the trigger sends as its data. */
  const sent = async (
    trigger: WorkflowTrigger,
  ): Promise<{ data: unknown; key: string | string[] | undefined }> => {
    await using receiver = await openReceiver()
    await open(receiver.url).workflows.trigger(trigger)
    const [received] = receiver.received
    const { data } = Object(received?.body) as { data?: unknown }
    return { data, key: received?.headers['idempotency-key'] }
  }

  it('is a file, read when it is attached', async () => {
    const file = join(folder, 'Invoice 77.PDF')
    const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 256)
    await writeFile(file, bytes)
    const trigger = new WorkflowTrigger({
      ...record('ann', { data: { n: 1 } }),
      idempotencyKey: 'invoice-77',
    })
    await trigger.addAttachment(file)
    await trigger.addAttachment(pathToFileURL(file), { fileName: 'copy.txt' })
    await rm(file)
    const content = Buffer.from(bytes).toString('base64')
    expect(await sent(trigger)).toEqual({
      data: {
        n: 1,
        attachments: [
          { name: 'Invoice 77.PDF', contentType: 'application/pdf', content },
          { name: 'copy.txt', contentType: 'text/plain', content },
        ],
      },
      key: 'invoice-77',
    })
  })

  it('is an address, which the server fetches', async () => {
    const trigger = await new WorkflowTrigger(record('ann')).addAttachment(
      'https://shop.test/files/Invoice%2077.pdf?token=1',
    )
    await trigger.addAttachment(new URL('http://shop.test/'), { ignoreIfError: true })
    expect((await sent(trigger)).data).toEqual({
      attachments: [
        {
          name: 'Invoice 77.pdf',
          url: 'https://shop.test/files/Invoice%2077.pdf?token=1',
          ignoreIfError: false,
        },
        { name: 'attachment', url: 'http://shop.test/', ignoreIfError: true },
      ],
    })
  })

  it('comes after those that the data has already', async () => {
    const first = { name: 'a', contentType: 'text/plain', content: 'YQ==' }
    const given = record('ann', { data: { attachments: [first] } })
    const trigger = await new WorkflowTrigger(given).addAttachment('https://shop.test/b')
    expect((await sent(trigger)).data).toMatchObject({ attachments: [first, { name: 'b' }] })
    expect(given).toEqual(record('ann', { data: { attachments: [first] } }))
  })

  it('must be there, unless it may be left out', async () => {
    const missing = join(folder, 'none.pdf')
    const trigger = new WorkflowTrigger(record('ann'))
    const failure: unknown = await trigger.addAttachment(missing).catch((failure: unknown) => failure)
    expect(failure).toMatchObject({ code: 'invalid_request', fields: [{ field: 'attachment' }] })
    expect(String(failure)).toContain('must be a file that can be read: ENOENT')
    await trigger.addAttachment(missing, { ignoreIfError: true })
    expect(await sent(trigger)).toMatchObject({ data: undefined })
    await using receiver = await openReceiver()
    const { warnings } = await open(receiver.url).workflows.bulkTrigger([trigger])
    expect(warnings).toEqual([`records[0]: ${missing} was left out: it cannot be read`])
  })

  it('makes a trigger too large at some point', async () => {
    const file = join(folder, 'large.bin')
    await writeFile(file, Buffer.alloc(700_000))
    const trigger = await new WorkflowTrigger(record('ann')).addAttachment(file)
    await using receiver = await openReceiver()
    const { failedRecords } = await open(receiver.url).workflows.bulkTrigger([trigger])
    expect(failedRecords).toMatchObject([{ record: trigger, code: 413, problem: { code: 'body_too_large' } }])
    expect(receiver.received).toEqual([])
  })
})
