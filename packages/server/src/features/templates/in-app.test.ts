import { describe, expect, it } from 'vitest'
import { renderInApp } from './in-app.js'
import { languageOf } from './languages.js'
import { createVariables } from './variables.js'

const template = (inApp: object, locales: Record<string, object> | null = null) =>
  ({ channels: { inApp: { title: 'Title', ...inApp } }, locales }) as Parameters<typeof renderInApp>[0]
const ann = { identifier: 'ann', profile: { name: 'Ann' } }
const render = (inApp: object, data: Record<string, unknown> = {}) =>
  renderInApp(template(inApp), createVariables({ data })(ann))

describe('an in-app item', () => {
  it('is filled in, text by text, blocks included', () => {
    expect(
      render(
        {
          title: 'Hi {{recipient.name}}',
          message: '{{n}} of {{data.n}} for {{$recipient.identifier}}',
          url: '/o/{{data.n}}',
          icon: 'https://cdn.test/{{data.n}}.png',
          blocks: [
            { id: '{{x}}', type: 'button', text: 'Go {{data.n}}', link: '/b/{{data.n}}', externalLink: true },
            { id: 'i', type: 'image', src: '{{data.none}}' },
          ],
        },
        { n: 7 },
      ),
    ).toEqual({
      title: 'Hi Ann',
      message: '7 of 7 for ann',
      url: '/o/7',
      icon: 'https://cdn.test/7.png',
      blocks: [
        { id: '{{x}}', type: 'button', text: 'Go 7', link: '/b/7', externalLink: true },
        { id: 'i', type: 'image' },
      ],
    })
  })

  it('has nothing where a text comes out empty', () => {
    expect(render({ message: '{{data.a}}', url: '{{data.b}}', icon: null, blocks: [] })).toEqual({
      title: 'Title',
      message: null,
      url: null,
      icon: null,
      blocks: null,
    })
  })

  it.each<[object, Record<string, unknown>, string]>([
    [{ title: ' {{data.title}} ' }, {}, 'title renders to nothing'],
    [
      { title: '{{data.title}}' },
      { title: 'x'.repeat(1_001) },
      'title renders to more than 1,000 characters',
    ],
    [{ message: '{{data.m}}' }, { m: 'x'.repeat(20_001) }, 'message renders to more than 20,000 characters'],
    [{ url: '{{data.u}}' }, { u: 'javascript:alert(1)' }, 'url is no link that is allowed'],
    [{ url: '{{data.u}}' }, { u: ' java\tscript:alert(1)' }, 'url is no link that is allowed'],
    [{ url: '/{{data.u}}' }, { u: 'x'.repeat(2_048) }, 'url is no link that is allowed'],
    [{ icon: '{{data.u}}' }, { u: 'data:image/png;base64,x' }, 'icon is no link that is allowed'],
    [
      { blocks: [{ id: 'a', type: 'b', link: '{{data.u}}' }] },
      { u: 'vbscript:x' },
      'blocks[0].link is no link that is allowed',
    ],
  ])('%j with %j cannot be: %s', (inApp, data, message) => {
    expect(() => render(inApp, data)).toThrow(message)
  })

  it('cannot be of a template for other channels', () => {
    expect(() => renderInApp({ channels: { sms: { text: 'x' } }, locales: null }, {})).toThrow(
      'no inApp channel',
    )
  })
})

describe('variables', () => {
  it('have bare keys of data, beside the names that are ours', () => {
    const variablesOf = createVariables({ data: { plan: 'pro', recipient: 'theirs', data: 'theirs' } })
    expect(variablesOf(ann)).toMatchObject({
      plan: 'pro',
      data: { plan: 'pro', recipient: 'theirs', data: 'theirs' },
      recipient: { name: 'Ann', identifier: 'ann' },
    })
    expect(variablesOf({ identifier: 'bob', profile: { identifier: 'not bob' } })).toMatchObject({
      recipient: { identifier: 'bob' },
    })
  })
})

describe('a language', () => {
  const locales = {
    pt: { inApp: { title: 'Olá' } },
    'de-AT': { inApp: { title: 'Servus' } },
    fr: { inApp: { message: 'Salut' } },
  }
  const titleIn = (language: string | undefined) =>
    renderInApp(template({ message: 'Hi' }, locales), {}, language)

  it.each([
    ['pt-BR', { title: 'Olá', message: 'Hi' }],
    ['pt_br', { title: 'Olá' }],
    ['PT', { title: 'Olá' }],
    ['de-AT', { title: 'Servus' }],
    ['de_at', { title: 'Servus' }],
    ['de-AT-x', { title: 'Servus' }],
    ['de', { title: 'Title' }],
    ['fr-CA', { title: 'Title', message: 'Salut' }],
    ['ja', { title: 'Title', message: 'Hi' }],
    ['constructor', { title: 'Title' }],
    [undefined, { title: 'Title' }],
  ])('%s reads %j', (language, shown) => {
    expect(titleIn(language)).toMatchObject(shown)
  })

  it('is locale of the profile, or else language', () => {
    expect(languageOf({ locale: 'de', language: 'fr' })).toBe('de')
    expect(languageOf({ locale: '', language: 'fr' })).toBe('fr')
    expect(languageOf({ locale: 5 })).toBeUndefined()
    expect(languageOf({ locale: 'x'.repeat(36) })).toBeUndefined()
    expect(languageOf({})).toBeUndefined()
  })
})
