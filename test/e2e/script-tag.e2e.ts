import { readFile } from 'node:fs/promises'
import { apiKey } from '../kit/server-process.js'
import { withPage } from '../kit/static-server.js'
import { InboxOnPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

/** The first example in HTML below a heading, with what a reader puts in. */
const exampleIn = async (file: string, heading: string, url: string): Promise<string> => {
  const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8')
  const [, code = ''] = /```html\n(.*?)```/s.exec(text.slice(text.indexOf(heading))) ?? []
  return code
    .replaceAll(/https?:\/\/(?:127\.0\.0\.1:4400|inbox\.example\.com)/g, url)
    .replaceAll('ik_…', apiKey)
}

const pageOf = (body: string): string => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><link rel="icon" href="data:," /><title>Plain</title></head>
  <body><h1>A page without a build step</h1>${body}</body>
</html>`

const mounted = (url: string): string => `<div id="inbox"></div>
  <script src="${url}/inboxkit.js"></script>
  <script>
    inboxkit.mount(document.getElementById('inbox'), { apiKey: '${apiKey}', userId: 'ann' })
  </script>`

const ways: Record<string, (url: string) => Promise<string>> = {
  'as the README has it': (url) => exampleIn('README.md', '## Without a build step', url),
  'as its own README has it': (url) => exampleIn('packages/element/README.md', '# @inboxkit/element', url),
  'by a call of its script': async (url) => mounted(url),
}

for (const [way, bodyOf] of Object.entries(ways))
  test(`a plain HTML page with the script tag shows a live notification, ${way}`, async ({
    server,
    context,
  }) => {
    await withPage(pageOf(await bodyOf(server.url)), async (url) => {
      const page = await context.newPage()
      await page.goto(url)
      const inbox = new InboxOnPage(page)
      await notify(server.url, 'ann', 'Before it was opened')
      await inbox.expectBadge(1)
      await inbox.openPanel()
      await notify(server.url, 'ann', 'While it was open')
      await inbox.expectTitles(['While it was open', 'Before it was opened'])
      await expect(inbox.panel).toHaveCSS('position', 'fixed')
      await inbox.act('Before it was opened', 'Mark as read')
      await expect(inbox.item('Before it was opened')).not.toHaveAttribute('data-unread')
    })
  })
