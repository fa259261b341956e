import type { BrowserContext } from '@playwright/test'
import { asUser, deleteUser, putUser } from '../kit/api.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'
import { countRequests } from './requests.js'

for (const how of ['kill', 'drain'] as const)
  test(`P4: catches up by seq after a server restart (${how}), with nothing doubled`, async ({
    server,
    open,
    faults,
  }) => {
    const tab = await open('ann')
    await notify(server.url, 'ann', 'One', 'Two')
    await tab.openPanel()
    await tab.expectTitles(['Two', 'One'])
    const requests = countRequests(tab.page)
    faults.allowLostNetwork()
    await server.stop(how)
    await expect(tab.panel.getByText('Connection lost. Trying to reconnect.')).toBeVisible()
    await server.start('same data')
    await notify(server.url, 'ann', 'Three', 'Four', 'Five')
    await tab.expectTitles(['Five', 'Four', 'Three', 'Two', 'One'])
    await expect
      .poll(async () => (await asUser(server.url, 'ann').list()).counts.unseen === (await tab.badgeCount()))
      .toBe(true)
    await expect(tab.panel.getByText('Connection lost. Trying to reconnect.')).toHaveCount(0)
    // The socket is back: what comes now comes as an event.
    await notify(server.url, 'ann', 'Six')
    await tab.expectTitles(['Six', 'Five', 'Four', 'Three', 'Two', 'One'])
    expect(requests.lists()).toBe(0)
    expect(requests.changes()).toBeGreaterThan(0)
  })

/** Lets a page's sockets through, but for the next event of the given name. */
const dropNext = async (
  context: BrowserContext,
  name: string,
): Promise<{ arm(): void; dropped(): number }> => {
  let isArmed = false
  let dropped = 0
  await context.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => server.send(message))
    server.onMessage((message) => {
      if (isArmed && String(message).includes(`["${name}"`)) {
        isArmed = false
        dropped++
      } else socket.send(message)
    })
  })
  return { arm: () => (isArmed = true), dropped: () => dropped }
}

test('P4: the beacon heals a last event that was lost', async ({ context, server, open }) => {
  const events = await dropNext(context, 'feed')
  const tab = await open('ann')
  await notify(server.url, 'ann', 'One')
  await tab.expectBadge(1)
  const requests = countRequests(tab.page)
  events.arm()
  await notify(server.url, 'ann', 'Lost')
  await expect.poll(events.dropped).toBe(1)
  await tab.expectBadge(1)
  expect(requests.changes()).toBe(0)
  // Beacons come every 20 s.
  await expect(tab.bell).toHaveAccessibleName('Notifications, 2 new', { timeout: 25_000 })
  expect(requests.changes()).toBe(1)
  expect(requests.lists()).toBe(0)
  await tab.openPanel()
  await tab.expectTitles(['Lost', 'One'])
})

test('P4: an event that follows a lost one brings both', async ({ context, server, open }) => {
  const events = await dropNext(context, 'feed')
  const tab = await open('ann')
  events.arm()
  await notify(server.url, 'ann', 'Lost')
  await expect.poll(events.dropped).toBe(1)
  await notify(server.url, 'ann', 'Next')
  await tab.expectBadge(2)
  await tab.openPanel()
  await tab.expectTitles(['Next', 'Lost'])
})

test('P4: shows the new feed when its own was made anew while it was offline', async ({
  context,
  server,
  open,
  faults,
}) => {
  const tab = await open('ann')
  await notify(server.url, 'ann', 'Old', 'Older')
  await tab.openPanel()
  await tab.expectTitles(['Older', 'Old'])
  faults.allowLostNetwork()
  await context.setOffline(true)
  await deleteUser(server.url, 'ann')
  await putUser(server.url, 'ann')
  await notify(server.url, 'ann', 'New', 'Newer', 'Newest')
  await context.setOffline(false)
  await tab.expectTitles(['Newest', 'Newer', 'New'])
})

test('P4: shows the new feed when the server comes back without its data', async ({
  server,
  open,
  faults,
}) => {
  const tab = await open('bob')
  await notify(server.url, 'bob', 'Old')
  await tab.openPanel()
  await tab.expectTitles(['Old'])
  faults.allowLostNetwork()
  await server.stop('kill')
  await server.start('no data')
  // What the demo greets its users with.
  await expect(tab.item('Ann Keller assigned you #1042')).toBeVisible()
  await expect(tab.item('Old')).toHaveCount(0)
  await expect(tab.items).toHaveCount(6)
})

test('says that one may not when the user is deleted, and works again after a reload', async ({
  server,
  open,
}) => {
  const tab = await open('ann')
  await notify(server.url, 'ann', 'Old')
  await tab.openPanel()
  await deleteUser(server.url, 'ann')
  await expect(tab.panel.getByText("You don't have access to these notifications.")).toBeVisible()
  await putUser(server.url, 'ann')
  await notify(server.url, 'ann', 'New')
  await tab.page.reload()
  await tab.openPanel()
  await tab.expectTitles(['New'])
})

test('P4 P5: offline and back: shows what came, sends what was done', async ({
  context,
  server,
  open,
  faults,
}) => {
  const tab = await open('ann')
  await notify(server.url, 'ann', 'One', 'Two')
  await tab.openPanel()
  await tab.expectTitles(['Two', 'One'])
  faults.allowLostNetwork()
  await context.setOffline(true)
  await expect(tab.panel.getByText("You're offline. This list updates when you're back.")).toBeVisible()
  await tab.item('One').getByRole('button', { name: 'One' }).click()
  await expect(tab.item('One')).not.toHaveAttribute('data-unread')
  await tab.page.mouse.move(0, 0)
  await tab.panel.focus()
  await notify(server.url, 'ann', 'Three')
  expect((await asUser(server.url, 'ann').list()).counts.unread).toBe(3)
  await context.setOffline(false)
  await tab.expectTitles(['Three', 'Two', 'One'])
  await expect(tab.panel.getByText("You're offline. This list updates when you're back.")).toHaveCount(0)
  await expect.poll(async () => (await asUser(server.url, 'ann').list()).counts.unread).toBe(2)
  await expect(tab.item('One')).not.toHaveAttribute('data-unread')
})
