import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aMessage, failureFrom } from '../testing/sending.js'
import type { Message } from '../types.js'
import { configSmtp } from './config.js'
import { createSmtp } from './smtp.js'
import { openMailServer } from './testing/mail-server.js'

const aMail = (more: Partial<Message<'email'>> = {}): Message<'email'> => ({
  ...aMessage('email', { email: 'ada@shop.test' }, { subject: 'Hi', html: '<p>Hi</p>', text: 'Hi' }),
  ...more,
})

const openSmtp = (url: string, { timeoutMs = 30_000, ...more }: Record<string, unknown> = {}) => {
  const config = configSmtp.parse({ url, from: 'Shop <shop@example.com>', ...more })
  const smtp = createSmtp({ ...config, name: 'main' }, { timeoutMs: Number(timeoutMs) })
  onTestFinished(() => smtp.close?.())
  return smtp
}

const headerOf = (mail: { headers: { key: string; value: string }[] }, name: string): string[] =>
  mail.headers.filter(({ key }) => key === name).map(({ value }) => value)

describe('a mail', () => {
  it('arrives with subject, both bodies, files and where it came from', async () => {
    const server = await openMailServer()
    const content = Buffer.from([0, 1, 2, 253, 254, 255, 13, 10, 46, 13, 10])
    const smtp = openSmtp(server.url, { replyTo: 'help@example.com' })
    const sent = await smtp.send(
      aMail({
        content: { subject: 'Grüße aus 東京 🎉', html: '<h1>Ünd</h1>', text: '.Ünd\n.' },
        files: [
          { name: 'räksm"örgås.pdf', contentType: 'application/pdf', content },
          { name: 'a\r\nX-Evil: 1.txt', contentType: 'text/plain\r\nX-Evil: 1', content: Buffer.from('x') },
        ],
      }),
    )
    const [got] = server.received
    expect(got).toMatchObject({ from: 'shop@example.com', recipients: ['ada@shop.test'] })
    expect(got?.mail).toMatchObject({
      subject: 'Grüße aus 東京 🎉',
      from: { name: 'Shop', address: 'shop@example.com' },
      to: [{ address: 'ada@shop.test' }],
      replyTo: [{ address: 'help@example.com' }],
      messageId: expect.stringMatching(/^<[0-9a-f-]{36}@example\.com>$/),
    })
    expect(got?.mail.html?.trim()).toBe('<h1>Ünd</h1>')
    expect(got?.mail.text?.trim()).toBe('.Ünd\n.')
    const [first, second] = got?.mail.attachments ?? []
    expect(first).toMatchObject({ filename: 'räksm"örgås.pdf', mimeType: 'application/pdf' })
    expect(Buffer.from(first?.content as ArrayBuffer)).toEqual(content)
    expect(second).toMatchObject({ mimeType: 'application/octet-stream' })
    expect(got?.raw).not.toMatch(/^X-Evil/im)
    expect(headerOf(got!.mail, 'x-inboxkit-id')).toEqual(['delivery:17'])
    expect(headerOf(got!.mail, 'list-unsubscribe')).toEqual([])
    expect(sent).toEqual({
      kind: 'sent',
      providerId: got?.mail.messageId,
      answer: { status: 250, text: '250 queued as 4711' },
    })
  })

  it('has the same id at every attempt, and another one for another message', async () => {
    const server = await openMailServer()
    const smtp = openSmtp(server.url)
    for (const id of ['1', '1', '2']) await smtp.send(aMail({ id }))
    const [first, again, other] = server.received.map(({ mail }) => mail.messageId)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('can be turned off with one click', async () => {
    const server = await openMailServer()
    const unsubscribeUrl = `https://inbox.test/unsubscribe?token=${'x'.repeat(200)}\r\n>X-Evil: 1`
    await openSmtp(server.url).send(aMail({ unsubscribeUrl }))
    const { mail, raw } = server.received[0]!
    expect(headerOf(mail, 'list-unsubscribe')).toEqual([
      `<https://inbox.test/unsubscribe?token=${'x'.repeat(200)}%3EX-Evil:%201>`,
    ])
    expect(headerOf(mail, 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
    expect(raw).not.toMatch(/^X-Evil/im)
  })

  it('may be text or HTML alone', async () => {
    const server = await openMailServer()
    const smtp = openSmtp(server.url)
    await smtp.send(aMail({ content: { subject: 'T', html: null, text: 'text' } }))
    await smtp.send(aMail({ content: { subject: 'H', html: '<b>html</b>', text: null } }))
    await smtp.send(aMail({ content: { subject: 'N', html: null, text: null } }))
    const [text, html, none] = server.received.map(({ raw }) => raw)
    expect(text).toContain('Content-Type: text/plain')
    expect(html).toContain('Content-Type: text/html')
    for (const raw of [text, html, none]) expect(raw).not.toContain('multipart')
  })

  it('goes to copies too, and shows those that are not blind', async () => {
    const server = await openMailServer()
    const options = {
      cc: ['Bob <bob@shop.test>', { email: 'cy@shop.test', name: 'Cy, the "best"' }],
      bcc: 'dee@shop.test',
      replyTo: 'Desk <desk@shop.test>',
      from: 'orders@shop.test',
      fromName: 'Órders',
      channels: { other: true },
    }
    await openSmtp(server.url).send(aMail({ options }))
    const [got] = server.received
    expect(got).toMatchObject({
      from: 'orders@shop.test',
      recipients: ['ada@shop.test', 'bob@shop.test', 'cy@shop.test', 'dee@shop.test'],
    })
    expect(got?.mail).toMatchObject({
      from: { name: 'Órders', address: 'orders@shop.test' },
      cc: [
        { name: 'Bob', address: 'bob@shop.test' },
        { name: 'Cy, the "best"', address: 'cy@shop.test' },
      ],
      replyTo: [{ name: 'Desk', address: 'desk@shop.test' }],
      messageId: expect.stringContaining('@shop.test>'),
    })
    expect(got?.raw).not.toContain('dee@shop.test')
  })

  it.each([
    ['cc', 'nobody'],
    ['cc', ['a@shop.test, b@shop.test']],
    ['bcc', ['a@shop.test\r\nBcc: b@shop.test']],
    ['bcc', Array.from({ length: 51 }, (_, place) => `u${place}@shop.test`)],
    ['cc', { email: 'a@shop.test', name: 'A\r\nBcc: b@shop.test' }],
    ['replyTo', 7],
    ['from', 'Shop <shop@shop.test>, x@shop.test'],
    ['fromName', 'Shop\nBcc: b@shop.test'],
  ])('with %s = %j is refused', async (name, value) => {
    const failure = await failureFrom(
      openSmtp('smtp://127.0.0.1:1').send(aMail({ options: { [name]: value } })),
    )
    expect(failure).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(new RegExp(`^"${name}" must be an? (address|line)`)),
    })
  })

  it.each([
    '',
    'ada',
    'a@b@c',
    'a@shop.test, b@shop.test',
    'a@shop.test\r\nRCPT TO:<b@shop.test>',
    'Ada <a@b.c>',
  ])('to %j is refused', async (email) => {
    const smtp = openSmtp('smtp://127.0.0.1:1')
    expect(await failureFrom(smtp.send(aMail({ to: { email } })))).toMatchObject({
      kind: 'refused',
      message: 'A mail needs the e-mail address of its recipient',
    })
    expect(smtp.accepts?.(null)).toBe(false)
  })

  it('cannot be given headers by its texts', async () => {
    const server = await openMailServer()
    const subject = 'Hi\r\nBcc: evil@shop.test\r\n\r\nbody'
    await openSmtp(server.url).send(
      aMail({ id: '1\r\nX-Evil: 1', content: { subject, html: null, text: 'x' } }),
    )
    const [got] = server.received
    expect(got?.recipients).toEqual(['ada@shop.test'])
    expect(got?.raw).not.toMatch(/^(Bcc|X-Evil)/im)
    expect(got?.mail.text?.trim()).toBe('x')
  })
})

describe('connections', () => {
  it('are kept for the next mail unless that is turned off', async () => {
    const server = await openMailServer()
    const pooled = openSmtp(server.url)
    for (const id of ['1', '2', '3']) await pooled.send(aMail({ id }))
    expect(server.connections()).toBe(1)
    const single = openSmtp(server.url, { pool: false })
    for (const id of ['1', '2']) await single.send(aMail({ id }))
    expect(server.connections()).toBe(3)
  })

  it('are encrypted where the server offers it, and checked unless that is turned off', async () => {
    const server = await openMailServer({ startTls: true })
    const failure = await failureFrom(openSmtp(server.url).send(aMail()))
    expect(failure.kind).toBe('retry')
    await openSmtp(server.url, { verifyCertificate: false }).send(aMail())
    expect(server.received.map(({ isEncrypted }) => isEncrypted)).toEqual([true])
  })

  it('are not used in the clear where that is forbidden', async () => {
    const server = await openMailServer()
    await failureFrom(openSmtp(server.url, { requireTls: true }).send(aMail()))
    expect(server.received).toEqual([])
  })

  it('sign in with what the URL says', async () => {
    const account = { user: 'shop@example.com', password: 'p@ss/w:rd' }
    const server = await openMailServer({ account })
    const signedIn = (password: string) =>
      server.url.replace('//', `//${encodeURIComponent(account.user)}:${encodeURIComponent(password)}@`)
    await openSmtp(signedIn(account.password)).send(aMail())
    expect(server.received).toHaveLength(1)

    const wrong = await failureFrom(openSmtp(signedIn('wr0ng-s3cret')).send(aMail()), ['wr0ng-s3cret'])
    expect(wrong).toMatchObject({
      kind: 'refused',
      message: 'The mail server answered: 535 5.7.8 Authentication failed for [secret]',
      answer: { status: 535 },
    })
    const without = await failureFrom(openSmtp(server.url).send(aMail()))
    expect(without.kind).toBe('refused')
  })
})

describe('what a mail server answers', () => {
  it.each([
    [[550, '5.1.1 No such user'], 'gone'],
    [[551, '5.1.6 Has moved'], 'gone'],
    [[550, '5.7.1 Relaying denied'], 'refused'],
    [[552, '5.2.2 Mailbox full'], 'refused'],
    [[553, 'Not here'], 'refused'],
    [[451, '4.7.1 Greylisted, come back later'], 'retry'],
    [[421, 'Closing'], 'retry'],
    [[503, 'Bad sequence'], 'retry'],
  ] as const)('to the recipient, %j, means %s', async ([status, text], kind) => {
    const server = await openMailServer({ recipient: () => [status, text] })
    const failure = await failureFrom(openSmtp(server.url).send(aMail()))
    expect(failure).toMatchObject({ kind, message: `The mail server answered: ${status} ${text}` })
    expect(failure.answer).toEqual({ status, text: `${status} ${text}` })
  })

  it.each([
    [[554, '5.6.0 Spam'], 'refused'],
    [[550, '5.1.1 No such user'], 'refused'],
    [[452, '4.3.1 Out of space'], 'retry'],
  ] as const)('to the mail itself, %j, means %s', async ([status, text], kind) => {
    const server = await openMailServer({ message: () => [status, text] })
    expect(await failureFrom(openSmtp(server.url).send(aMail()))).toMatchObject({ kind, answer: { status } })
  })

  it('of a copy does not hold the mail up, of the recipient does', async () => {
    const server = await openMailServer({
      recipient: (address) => (address.startsWith('no') ? [550, '5.1.1 No such user'] : undefined),
    })
    const smtp = openSmtp(server.url)
    const sent = await smtp.send(aMail({ options: { cc: 'no@shop.test' } }))
    expect(sent.answer.text).toMatch(/queued as 4711 \(copies refused: no@shop\.test\)/)
    const failure = smtp.send(aMail({ to: { email: 'nobody@shop.test' }, options: { cc: 'bob@shop.test' } }))
    expect(await failureFrom(failure)).toMatchObject({ kind: 'gone', answer: { status: 550 } })
  })

  it('is told of the recipient where copies fail otherwise', async () => {
    const server = await openMailServer({
      recipient: (address) => (address.startsWith('no') ? [550, '5.1.1 Nobody'] : [451, '4.7.1 Later']),
    })
    const message = aMail({ to: { email: 'nobody@shop.test' }, options: { cc: 'bob@shop.test' } })
    expect((await failureFrom(openSmtp(server.url).send(message))).kind).toBe('gone')
  })
})

describe('a mail server that gives no answer', () => {
  const openSilent = async (greeting?: string): Promise<string> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      if (greeting) socket.write(greeting)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it.each([true, false])('is tried again later (pool: %j)', async (pool) => {
    for (const greeting of [undefined, '220 hello\r\n']) {
      const smtp = openSmtp(await openSilent(greeting), { timeoutMs: 150, pool })
      expect((await failureFrom(smtp.send(aMail()))).kind).toBe('retry')
    }
    const nowhere = await failureFrom(openSmtp('smtp://127.0.0.1:1', { pool }).send(aMail()))
    expect(nowhere).toMatchObject({ kind: 'retry', message: expect.stringMatching(/gave no answer/) })
  })
})

describe('the configuration', () => {
  it.each([
    [{ url: 'http://h' }, 'url'],
    [{ url: 'smtp://' }, 'url'],
    [{ url: 'smtp://h', from: 'Shop' }, 'from'],
    [{ url: 'smtp://h', from: 'a@b.c', replyTo: 'x' }, 'replyTo'],
    [{ url: 'smtp://h', from: 'a@b.c', maxConnections: 0 }, 'maxConnections'],
    [{ url: 'smtp://h', from: 'a@b.c', colour: 'red' }, undefined],
  ])('%j is not taken', (config, name) => {
    expect(configSmtp.safeParse({ from: 'a@b.c', ...config }).error?.issues[0]?.path[0]).toBe(name)
  })
})
