import type { ChannelId, LocaleChannels } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { compileChannel, renderChannel } from './channels.js'
import { createVariables } from './variables.js'

const ann = { identifier: 'ann', profile: { name: 'Ann <ann@shop.test>' } }
const variablesOf = (data: Record<string, unknown>) => createVariables({ data })(ann)

const render = <Channel extends ChannelId>(
  channel: Channel,
  texts: object,
  data: Record<string, unknown> = {},
) => renderChannel({ channels: { [channel]: texts }, locales: null }, channel, variablesOf(data))

describe('an e-mail', () => {
  it('escapes what it writes into html, and nothing else', () => {
    expect(
      render(
        'email',
        {
          subject: '{{recipient.name}} & {{data.x}}',
          html: '<p>{{recipient.name}}</p>{{#if data.x}}{{{data.x}}}{{json data.x}}{{/if}}',
          text: '{{recipient.name}}',
        },
        { x: '<b>' },
      ),
    ).toEqual({
      subject: 'Ann <ann@shop.test> & <b>',
      html: '<p>Ann &lt;ann@shop.test&gt;</p><b>&quot;&lt;b&gt;&quot;',
      text: 'Ann <ann@shop.test>',
    })
  })

  it('has its subject in one line, whatever the data says', () => {
    const texts = { subject: 'Hi {{data.x}}\n', text: 'x' }
    expect(render('email', texts, { x: 'Ann\r\nBcc: all@shop.test \u2028 x' })).toMatchObject({
      subject: 'Hi Ann Bcc: all@shop.test x',
      html: null,
    })
  })

  it('needs only one of html and text that says something', () => {
    const texts = { subject: 'x', html: '{{data.html}}', text: '{{data.text}}' }
    expect(render('email', texts, { text: 'y' })).toEqual({ subject: 'x', html: null, text: 'y' })
    expect(() => render('email', texts)).toThrow('html renders to nothing')
    expect(() => render('email', { subject: '{{data.none}}', text: 'x' })).toThrow(
      'subject renders to nothing',
    )
  })
})

describe('a push message', () => {
  it.each(['webPush', 'mobilePush'] as const)('for %s has title, body and links', (channel) => {
    const texts = { title: 'Order\n{{data.id}}', body: 'a\nb', url: '/o/{{data.id}}', icon: '{{data.none}}' }
    expect(render(channel, texts, { id: 7 })).toEqual({
      title: 'Order 7',
      body: 'a\nb',
      url: '/o/7',
      icon: null,
    })
  })
})

describe('a channel of one text', () => {
  it.each([
    ['sms', 1_600],
    ['whatsapp', 4_096],
    ['slack', 40_000],
    ['chat', 20_000],
    ['discord', 2_000],
  ] as const)('%s has at most %d characters, at least one, and escapes nothing', (channel, most) => {
    const texts = { text: '{{data.x}}' }
    expect(render(channel, texts, { x: '<é>'.padEnd(most, '&') })).toEqual({ text: '<é>'.padEnd(most, '&') })
    expect(() => render(channel, texts, { x: 'x'.repeat(most + 1) })).toThrow(
      `text renders to more than ${most.toLocaleString('en')} characters`,
    )
    expect(() => render(channel, texts, { x: ' \n' })).toThrow('text renders to nothing')
  })
})

describe('the body of a webhook', () => {
  it('is sent as it comes out', () => {
    expect(render('webhook', { body: '{{data.a}} <b>' }, { a: '{"' })).toEqual({ body: '{" <b>' })
    expect(render('webhook', { body: '{ "a": {{json data.a}} }' }, { a: '"' })).toEqual({
      body: '{ "a": "\\"" }',
    })
    expect(render('webhook', { body: '{{{json data}}}' }, { a: 1 })).toEqual({ body: '{"a":1}' })
  })

  it('is JSON where it is written as JSON', () => {
    const texts = { body: '{ "a": "{{data.a}}" }' }
    expect(render('webhook', texts, { a: 'x' })).toEqual({ body: '{ "a": "x" }' })
    expect(() => render('webhook', texts, { a: '"' })).toThrow('body renders to what is no JSON')
    expect(() => render('webhook', { body: '[{{data.none}}, 1]' })).toThrow('body renders to what is no JSON')
  })
})

describe('a text that cannot be sent', () => {
  const long = { x: 'x'.repeat(60_000) }
  it.each<[ChannelId, object, Record<string, unknown>, string]>([
    ['email', { subject: '{{data.x}}', text: 'x' }, long, 'subject renders to more than 1,000 characters'],
    [
      'email',
      { subject: 'x', html: '{{data.x}}'.repeat(2) },
      long,
      'html renders to more than 65,536 characters',
    ],
    ['webPush', { title: '{{data.x}}', body: 'x' }, long, 'title renders to more than 250 characters'],
    ['mobilePush', { title: 'x', body: '{{data.x}}' }, long, 'body renders to more than 2,000 characters'],
    [
      'webPush',
      { title: 'x', body: '{{data.x}}' },
      { x: '界'.repeat(1_500) },
      'body renders, with title and links, to more than 3,500 bytes',
    ],
    ['webPush', { title: '{{data.none}}', body: 'x' }, {}, 'title renders to nothing'],
    [
      'webPush',
      { title: 'x', body: 'x', url: '{{data.u}}' },
      { u: 'javascript:x' },
      'url is no link that is allowed',
    ],
    [
      'mobilePush',
      { title: 'x', body: 'x', icon: '{{data.u}}' },
      { u: 'data:x' },
      'icon is no link that is allowed',
    ],
    ['webhook', { body: ' {{data.none}}' }, {}, 'body renders to nothing'],
    ['inApp', { title: '{{data.none}}' }, {}, 'title renders to nothing'],
  ])('in %s as %j names the field', (channel, texts, data, message) => {
    expect(() => render(channel, texts, data)).toThrow(message)
    expect(() => compileChannel(channel, texts).render(variablesOf(data))).toThrow(message)
  })

  it('is of a channel that the template does not have', () => {
    expect(() => renderChannel({ channels: { sms: { text: 'x' } }, locales: null }, 'email', {})).toThrow(
      'the template has no email channel',
    )
  })
})

describe('a language', () => {
  const template = {
    channels: { inApp: { title: 'Hello' }, sms: { text: 'Hello' }, email: { subject: 'Hello', text: 'Hi' } },
    locales: {
      pt: { sms: { text: 'Olá' }, email: { subject: 'Olá' } },
      'pt-BR': { inApp: { title: 'Oi' } },
    } satisfies Record<string, LocaleChannels>,
  }

  it('falls back channel by channel, and field by field', () => {
    expect(renderChannel(template, 'inApp', {}, 'pt-BR')).toMatchObject({ title: 'Oi' })
    expect(renderChannel(template, 'sms', {}, 'pt-BR')).toEqual({ text: 'Olá' })
    expect(renderChannel(template, 'email', {}, 'pt_br')).toEqual({ subject: 'Olá', html: null, text: 'Hi' })
    expect(renderChannel(template, 'inApp', {}, 'pt')).toMatchObject({ title: 'Hello' })
    expect(renderChannel(template, 'sms', {}, 'de')).toEqual({ text: 'Hello' })
    expect(renderChannel(template, 'sms', {})).toEqual({ text: 'Hello' })
  })

  it('writes dates and plurals, also of texts of a step’s own', () => {
    const compiled = compileChannel('sms', { text: '{{date data.at}}' })
    const variables = variablesOf({ at: '2026-03-01T00:00:00Z' })
    expect(compiled.render(variables, 'de')).toEqual({ text: '1. März 2026' })
    expect(compiled.render(variables)).toEqual({ text: 'March 1, 2026' })
  })
})

describe('variables', () => {
  it('are also who caused it, for whom, and what steps before came to', () => {
    const data = { actor: 'theirs', steps: 'theirs', $actor: 'theirs', plan: 'pro' }
    const all = createVariables({
      data,
      actor: { identifier: 'bob', properties: { name: 'Bob', identifier: 'not bob' } },
      tenant: { identifier: 'acme', name: 'Acme' },
      batch: { items: [{ n: 1 }], total: 3 },
      steps: { lookup: { status: 200 } },
    })(ann)
    const text = [
      '{{actor.identifier}} {{$actor.name}} {{$tenant.name}} {{tenant.identifier}} {{$recipient.identifier}}',
      '{{batch.total}} {{batch.items.[0].n}} {{steps.lookup.status}} {{plan}} {{data.actor}}',
      '{{$recipient.distinct_id}} {{$tenant.tenant_name}} {{recipient.distinct_id}}{{tenant.tenant_name}}',
    ].join(' ')
    expect(compileChannel('sms', { text }).render(all)).toEqual({
      text: 'bob Bob Acme acme ann 3 1 200 pro theirs ann Acme ',
    })
  })

  it('leave a key of data its name while they are not there', () => {
    const read = createVariables({ data: { actor: 'Bob', batch: 'mine' }, actor: null })
    const text = compileChannel('sms', { text: '{{actor}} {{batch}}{{batch.total}}' })
    expect(text.render(read(ann))).toEqual({ text: 'Bob mine' })
    expect(text.render(read(ann, { batch: { items: [], total: 2 } }))).toEqual({
      text: 'Bob [object Object]2',
    })
    expect(text.render(read(ann, {}))).toEqual({ text: 'Bob mine' })
  })

  it('are those of one run', () => {
    const read = createVariables({ data: {} })
    const text = compileChannel('sms', { text: '{{steps.a.n}}{{batch.total}}.' })
    expect(text.render(read(ann, { steps: { a: { n: 1 } } }))).toEqual({ text: '1.' })
    expect(text.render(read(ann, { batch: { items: [], total: 5 } }))).toEqual({ text: '5.' })
    expect(text.render(read(ann, {}))).toEqual({ text: '.' })
  })

  it('of an actor who is nobody’s user are their properties', () => {
    const read = createVariables({ data: null, actor: { properties: { name: 'A robot' } } })
    expect(read(ann)).toMatchObject({ actor: { name: 'A robot' }, $actor: { name: 'A robot' }, data: {} })
  })
})
