import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readPage } from './blocks.js'
import { brokenLinksIn } from './links.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Not ours, or made. */
const isLeftOut = (name: string): boolean =>
  /^(node_modules|dist|public|storybook-static|test-results|tmp|\..+)$/.test(name)

const pagesIn = (folder: string): string[] =>
  readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return isLeftOut(entry.name) ? [] : pagesIn(path)
    return entry.name.endsWith('.md') ? [path] : []
  })

const pages = [...pagesIn(''), '.changeset/README.md']

describe('pages', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/README.md', 'packages/core/README.md']))
  })

  it.each(pages)('%s links to files and headings that are there', (file) => {
    expect(brokenLinksIn(readPage(file), file)).toEqual([])
  })

  it('are linked from the index of the documentation, each of them', () => {
    const index = readPage('docs/README.md')
    const here = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/README.md')
    expect(
      here.map((page) => page.slice('docs/'.length)).filter((page) => !index.includes(`](${page}`)),
    ).toEqual([])
  })
})

describe('a link', () => {
  const broken = (text: string): string[] => brokenLinksIn(text, 'docs/README.md')

  it('to a file, a folder or a heading that is there is fine', () => {
    expect(
      broken(
        '[API](api.md) [here](#documentation) [all](decisions) [node](../packages/node/README.md#typed)',
      ),
    ).toEqual([])
    expect(broken('![demo](images/demo.png) <img src="images/demo.png">')).toEqual([])
    expect(broken('[far](https://example.com/none) [mail](mailto:a@b.c)')).toEqual([])
  })

  it('to a file or a heading that is not there is told', () => {
    expect(
      broken('[a](none.md) [b](api.md#none) [c](#none) ![d](none.png) <a href="none.html">e</a>'),
    ).toEqual(['none.md', 'api.md#none', '#none', 'none.png', 'none.html'])
    expect(broken('[a]: none.md\n[b](../README.md "Title")')).toEqual(['none.md'])
  })

  it('in code is none', () => {
    expect(broken('```md\n[a](none.md)\n```\nand `[b](none.md)` too')).toEqual([])
  })
})
