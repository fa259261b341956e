import { describe, expect, it, vi } from 'vitest'
import { processorTime } from '../../../testing/processor-time.js'
import { compileText } from './compile.js'
import { rendering } from './rendering.js'

const render = (source: string, variables: Record<string, unknown> = {}, language = 'en') =>
  rendering(language, () => compileText(source).render(variables))

describe('a template', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['Hello', {}, 'Hello'],
    [
      '{{data.name}}, {{recipient.city}}',
      { data: { name: 'Ann' }, recipient: { city: 'Oslo' } },
      'Ann, Oslo',
    ],
    ['{{name}}', { name: 'bare' }, 'bare'],
    ['{{$recipient.name}}', { $recipient: { name: 'Ann' } }, 'Ann'],
    ['[{{data.missing}}{{data.missing.deeper}}{{data.none}}]', { data: { none: null } }, '[]'],
    ['{{data.zero}} {{data.no}}', { data: { zero: 0, no: false } }, '0 false'],
    ['{{data.text}}', { data: { text: '<b>"&\'' } }, '<b>"&\''],
    ['{{{data.text}}}', { data: { text: '<b>' } }, '<b>'],
    ['{{data.list}}', { data: { list: [1, 2] } }, '1,2'],
    [
      '{{#each data.items}}{{@index}}:{{name}}{{#unless @last}}, {{/unless}}{{/each}}',
      { data: { items: [{ name: 'a' }, { name: 'b' }] } },
      '0:a, 1:b',
    ],
    ['{{#each data.items as |item n|}}{{n}}{{item}}{{/each}}', { data: { items: ['a', 'b'] } }, '0a1b'],
    ['{{#each data}}{{@key}}={{this}};{{/each}}', { data: { a: 1, b: 2 } }, 'a=1;b=2;'],
    ['{{#each data.items}}x{{else}}none{{/each}}', { data: { items: [] } }, 'none'],
    ['{{#if data.a}}A{{else if data.b}}B{{else}}C{{/if}}', { data: { b: 1 } }, 'B'],
    [
      '{{#with data.order}}{{id}} of {{../recipient.name}}{{/with}}',
      { data: { order: { id: 7 } }, recipient: { name: 'Ann' } },
      '7 of Ann',
    ],
    [
      '{{#data.items}}{{.}}{{/data.items}}{{^data.none}}!{{/data.none}}',
      { data: { items: ['a', 'b'] } },
      'ab!',
    ],
    ['{{! a note }}{{~ data.a ~}} !', { data: { a: 'x' } }, 'x!'],
    ['\\{{data.a}}', { data: { a: 1 } }, '{{data.a}}'],
    ['{{data.[a b]}} {{data.items.[1]}}', { data: { 'a b': 1, items: ['x', 'y'] } }, '1 y'],
    ['{{date}} {{length}} {{write}}', { date: 'a', length: 'b', write: 'c' }, 'a b c'],
  ])('%s with %j is %s', (source, variables, text) => {
    expect(render(source, variables)).toBe(text)
  })

  it('escapes in HTML what stands between two braces, and only there', () => {
    const compiled = compileText('<p>{{data.a}} {{{data.a}}} {{json data.b}}</p>', { isHtml: true })
    expect(rendering('en', () => compiled.render({ data: { a: '<i>&', b: { c: '"' } } }))).toBe(
      '<p>&lt;i&gt;&amp; <i>& {&quot;c&quot;:&quot;\\&quot;&quot;}</p>',
    )
  })

  it('renders text that a database stores, whatever it takes apart', () => {
    expect(render('{{data.name.[0]}}.', { data: { name: '😀 Ann' } })).toBe('\uFFFD.')
  })
})

describe('a helper', () => {
  const data = {
    items: [1, 2, 3],
    name: 'Ann',
    order: { id: 7 },
    n: 1,
    text: '',
    none: null,
    at: '2030-01-02T03:04:05Z',
  }
  it.each([
    [
      '{{length data.items}} {{length data.name}} {{length data.order}} {{length data.none}} {{length 5}}',
      '3 3 1 0 0',
    ],
    ['{{date data.at}}', 'January 2, 2030'],
    ['{{date data.at "short"}}', '1/2/30'],
    ['{{date data.at "long" locale="de"}}', '2. Januar 2030'],
    ['{{date data.at locale="pt_BR"}}', '2 de janeiro de 2030'],
    ['{{date data.at "iso"}}', '2030-01-02T03:04:05.000Z'],
    ['{{date 0 "iso"}}', '1970-01-01T00:00:00.000Z'],
    ['{{date data.at "none" time="short" timeZone="Asia/Tokyo" locale="de"}}', '12:04'],
    ['{{date data.at "none" time="short" timeZone="Nowhere/Else" locale="de"}}', '03:04'],
    ['{{date data.at locale="not a language"}}', 'January 2, 2030'],
    ['[{{date "never"}}{{date data.none}}{{date data.order}}{{date data.missing}}]', '[]'],
    [
      '{{plural 1 "file" "files"}} {{plural 2 "file" "files"}} {{plural data.items "file" "files"}} {{plural 0 "file" "files"}}',
      'file files files files',
    ],
    ['{{plural 5 one="plik" few="pliki" many="plików" other="pliku"}}', 'pliku'],
    [
      '{{json data.order}} {{json data.name}} {{json data.none}}[{{json data.missing}}]',
      '{"id":7} "Ann" null[]',
    ],
    [
      '{{default data.missing data.none data.text "you"}} {{default 0 1}} {{default false true}}',
      'you 0 false',
    ],
    [
      '{{eq data.n 1}} {{eq data.n "1"}} {{ne data.n 2}} {{eq data.missing undefined}}',
      'true false true true',
    ],
    [
      '{{lt 2 10}} {{gt 2 10}} {{lt "2" "10"}} {{lt "a" "b"}} {{lt 1 "2"}} {{gt data.missing 1}}',
      'true false false true false false',
    ],
    [
      '{{#if (and data.n data.name)}}yes{{/if}} {{and 0 1}} {{or data.text "x"}} {{or 0 false}}',
      'yes 0 x false',
    ],
    ['{{not data.text}} {{not data.items}} {{not 0}}', 'true false true'],
    ['{{lookup data.items 1}} {{lookup data "name"}} {{lookup data.order data.missing}}', '2 Ann '],
    ['{{#if (eq (length data.items) 3)}}three{{/if}}', 'three'],
  ])('makes of %s: %s', (source, text) => {
    expect(render(source, { data }).replaceAll('\u202f', ' ')).toBe(text)
  })

  it('speaks the language of the rendering', () => {
    const forms = 'one="plik" few="pliki" many="plików" other="pliku"'
    expect(render(`{{plural 5 ${forms}}} {{plural 2 ${forms}}}`, {}, 'pl')).toBe('plików pliki')
    expect(render('{{date data.at}}', { data }, 'fr_CA')).toBe('2 janvier 2030')
    expect(render('{{date data.at}} {{plural 1 one="a" other="b"}}', { data }, '§§')).toBe(
      'January 2, 2030 a',
    )
  })
})

describe('a template cannot reach', () => {
  it.each([
    '{{data.constructor}}',
    '{{data.constructor.constructor}}',
    '{{data.__proto__}}',
    '{{data.toString}}',
    '{{#with data.name}}{{#with (lookup this "constructor")}}{{this}}{{/with}}{{/with}}',
    '{{lookup data "constructor"}}{{lookup data.name "length"}}{{lookup data "__proto__"}}',
    '{{@root.constructor}}{{@constructor}}',
    '{{#each data.items}}{{../constructor}}{{/each}}',
  ])('what is not there: %s', (source) => {
    const onError = vi.spyOn(console, 'error')
    expect(render(source, { data: { name: 'x', items: [1] } })).toBe('')
    expect(onError).not.toHaveBeenCalled()
  })
})

describe('a template is refused', () => {
  it.each([
    ['{{data.x', 'must be a Handlebars template: Parse error on line 1'],
    ['a\n{{#if data.x}}', 'must be a Handlebars template: Parse error on line 2'],
    ['{{#if a}}{{/each}}', "must be a Handlebars template: if doesn't match each"],
    ['{{> header}}', 'must not use partials'],
    ['{{#> layout}}x{{/layout}}', 'must not use partials'],
    ['{{> (lookup data "name")}}', 'must not use partials'],
    ['{{* decorate}}', 'must not use decorators'],
    ['{{#*inline "a"}}x{{/inline}}', 'must not use decorators'],
    ['{{shout data.x}}', 'must not use the helper shout: there are length, date'],
    ['{{#if (shout data.x)}}{{/if}}', 'must not use the helper shout'],
    ['{{eq (data.f 1) 2}}', 'must not use the helper data.f'],
    ['{{log data.x}}', 'must not use the helper log'],
    ['{{write data.x}}', 'must not use the helper write'],
    ['{{helperMissing 1}}', 'must not use the helper helperMissing'],
    ['{{each data.x}}', 'must not use the helper each'],
    ['{{#repeat 9}}x{{/repeat}}', 'must not use the block repeat: there are each, if, unless, with'],
    ['{{#date data.x}}x{{/date}}', 'must not use the block date'],
    ['{{#json}}x{{/json}}', 'must not use the block json'],
    ['{{#blockHelperMissing data.x}}x{{/blockHelperMissing}}', 'must not use the block blockHelperMissing'],
    ['{{#if}}x{{/if}}', 'must give {{#if}} exactly one value'],
    ['{{#each a b}}x{{/each}}', 'must give {{#each}} exactly one value'],
    [`${'{{#if a}}'.repeat(33)}${'{{/if}}'.repeat(33)}`, 'must not nest deeper than 32'],
    [`{{eq ${'(eq '.repeat(5_000)}1${')'.repeat(5_000)}}}`, 'must not nest deeper than 32'],
    ['{{a}}'.repeat(2_001), 'must have at most 2,000 pairs of braces'],
    [`{{a${'.b'.repeat(9_000)}}}`, 'must be a Handlebars template'],
  ])('that says %s, because it %s', (source, message) => {
    expect(() => compileText(source)).toThrow(message)
  })
})

describe('rendering is bounded', () => {
  const data = {
    many: Array.from({ length: 100_000 }, (_, n) => n),
    long: 'x'.repeat(400_000),
    longer: `${'x'.repeat(400_000)}y`,
    lists: Array.from({ length: 200_000 }, () => []),
    keys: Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, 1])),
  }
  const inside = (body: string) => `{{#each data.many}}${body}{{/each}}`
  const steps = 'takes more than 100,000 steps to render'
  const characters = 'renders to more than 65,536 characters'

  it.each([
    ['loops in loops', inside(inside('')), steps],
    ['conditions in a loop', inside('{{#if this}}{{/if}}'.repeat(900)), steps],
    ['sections in a loop', inside('{{#data}}{{/data}}'.repeat(900)), steps],
    ['nothing written in a loop', inside('{{../data.none}}'.repeat(900)), steps],
    ['long texts compared', inside('{{#if (eq ../data.long ../data.longer)}}{{/if}}'.repeat(500)), steps],
    ['many keys counted', inside('{{#if (length ../data.keys)}}{{/if}}'.repeat(500)), steps],
    ['dates', inside('{{#if (date this "full" time="full")}}{{/if}}'.repeat(500)), steps],
    ['dates of many time zones', inside('{{#if (date 0 timeZone=this)}}{{/if}}'), steps],
    ['large JSON', inside('{{#if (json ../data.keys)}}{{/if}}'), characters],
    ['lookups by lists', inside('{{#if (lookup ../data.keys ../data.lists)}}{{/if}}'.repeat(500)), steps],
    ['lists as text', inside('{{../data.lists}}'.repeat(500)), characters],
    ['long texts', inside('{{../data.long}}'), characters],
    ['literal text in a loop', inside('x'.repeat(1_000)), characters],
  ])('for %s', (_what, source, message) => {
    const compiled = compileText(source)
    const usedMs = processorTime()
    expect(() => rendering('en', () => compiled.render({ data }))).toThrow(message)
    // A tenth of a second when nobody else is at work.
    expect(usedMs()).toBeLessThan(2_000)
  })

  it('over all texts of one rendering together', () => {
    const compiled = compileText('{{data.half}}')
    const twice = () =>
      rendering('en', () => [1, 2].map(() => compiled.render({ data: { half: 'x'.repeat(40_000) } })))
    expect(twice).toThrow(characters)
    expect(twice).toThrow(characters)
    expect(rendering('en', () => compiled.render({ data: { half: 'x'.repeat(65_536) } }))).toHaveLength(
      65_536,
    )
  })

  it('and generous: a thousand rows of a digest render', () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => ({ name: `Row ${n}`, n }))
    expect(
      render('{{#each data.rows}}{{name}}: {{n}} {{plural n "item" "items"}}\n{{/each}}', {
        data: { rows },
      }).split('\n'),
    ).toHaveLength(1_001)
  })

  it('without a trap in values that cannot be text', () => {
    expect(() => render('{{data}}', { data: { toString: 1, valueOf: 2 } })).toThrow('cannot be rendered')
  })
})
