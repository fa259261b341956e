import { apiKey } from '../kit/server-process.js'
import { withPage } from '../kit/static-server.js'
import { InboxOnPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

/** As the README has it. */
const plainPage = (url: string): string => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><link rel="icon" href="data:," /><title>Plain</title></head>
  <body>
    <h1>A page without a build step</h1>
    <div id="inbox"></div>
    <script src="${url}/inboxkit.js"></script>
    <script>
      inboxkit.mount(document.getElementById('inbox'), { apiKey: '${apiKey}', userId: 'ann' })
    </script>
  </body>
</html>`

test('a plain HTML page with the script tag shows a live notification', async ({ server, context }) => {
  await withPage(plainPage(server.url), async (url) => {
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
