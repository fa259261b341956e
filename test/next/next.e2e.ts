import { InboxOnPage } from '../e2e/demo-page.js'
import { expect, test } from '../e2e/fixtures.js'
import { notify } from '../e2e/notify.js'
import { buildNext, withNext } from './next-app.js'

test('a Next.js app builds, hydrates without a word, and keeps one connection from page to page', async ({
  server,
  context,
}) => {
  expect(await buildNext()).toContain('/notifications')
  await notify(server.url, 'ann', 'First', 'Second')

  await withNext(server.url, async (url) => {
    const html = await (await fetch(url)).text()
    // The server draws the bell alone: no count, no time, and nothing that a strict policy would refuse.
    expect(html).toMatch(/<button[^>]*aria-label="Notifications"/)
    expect(html).not.toMatch(/ style=|inbox-badge|<dialog|<time/)

    const page = await context.newPage()
    const connects: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/sdk/connect')) connects.push(request.method())
    })
    const sockets: string[] = []
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.goto(url)
    const inbox = new InboxOnPage(page)
    await inbox.expectBadge(2)
    await inbox.openPanel()
    await inbox.expectTitles(['Second', 'First'])
    await notify(server.url, 'ann', 'Third')
    await expect(inbox.item('Third')).toBeVisible()
    await page.keyboard.press('Escape')

    await page.getByRole('link', { name: 'All notifications' }).click()
    await expect(page).toHaveURL(`${url}/notifications`)
    const rows = page.getByRole('main').getByRole('article')
    await expect(rows).toHaveCount(3)
    await expect(rows.first()).toContainText('About Third')
    expect(connects).toEqual(['POST'])
    expect(sockets).toHaveLength(1)

    // Loaded anew, the page of parts comes from the server as well.
    await page.reload()
    await expect(rows).toHaveCount(3)
  })
})
