import type { CategoryDetails } from '@inboxkit/protocol'
import type { ComponentPage } from './component-page.js'
import { expect, test } from './fixtures.js'
import { asApp, type Person, unique } from './people.js'

const counts = async (person: Person): Promise<object> => (await person.inbox()).counts

test('shows the bell with its badge, and a panel with what there is', async ({ person, openComponent }) => {
  const ann = await person('ann')
  await ann.notify('One', 'Two')
  const inbox = await openComponent(ann)
  await inbox.expectBadge(2)
  await inbox.openPanel()
  await expect(inbox.heading).toHaveText('Notifications')
  await inbox.expectTitles('Two', 'One')
  await expect(inbox.item('One')).toContainText('About One')
  await inbox.expectRead('One', false)
})

test('says that there is nothing', async ({ person, openComponent }) => {
  const inbox = await openComponent(await person('ann'))
  await inbox.expectBadge(0)
  await inbox.openPanel()
  await expect(inbox.page.getByText("Shh! It's quiet around here...")).toBeVisible()
})

test('shows what arrives, exactly once and without a reload', async ({ person, openComponent }) => {
  const ann = await person('ann')
  await ann.notify('Before')
  const inbox = await openComponent(ann)
  await inbox.expectBadge(1)
  await ann.notify('While closed')
  await inbox.expectBadge(2)
  await inbox.openPanel()
  await inbox.expectTitles('While closed', 'Before')
  await ann.notify('While open', 'And another')
  await inbox.expectTitles('And another', 'While open', 'While closed', 'Before')
})

test('marks seen what an open panel shows, and other pages lose the badge', async ({
  person,
  openComponent,
}) => {
  const ann = await person('ann')
  await ann.notify('One', 'Two')
  const [here, there] = [await openComponent(ann), await openComponent(ann)]
  await there.expectBadge(2)
  await here.openPanel()
  // It waits a second after the panel opened.
  await expect.poll(() => counts(ann)).toEqual({ unseen: 0, unread: 2, total: 2 })
  await there.expectBadge(0)
  await ann.notify('Three')
  await expect.poll(() => counts(ann)).toEqual({ unseen: 0, unread: 3, total: 3 })
  await here.closePanel()
  await here.expectBadge(0)
})

test('marks an item read by its menu, and by following it', async ({ person, openComponent, pages }) => {
  const ann = await person('ann')
  const [one] = await ann.notify('One')
  await ann.send({ title: 'Linked', url: `${pages.url}order` })
  await expect.poll(() => counts(ann)).toMatchObject({ total: 2 })
  const [inbox, other] = [await openComponent(ann), await openComponent(ann)]
  for (const one of [inbox, other]) await one.openPanel()
  await inbox.pick('One', 'Mark As Read')
  await inbox.expectRead('One', true)
  await other.expectRead('One', true)
  await expect.poll(() => ann.item(one?.id ?? 0)).toMatchObject({ clickedAt: expect.any(String) })

  const opened = inbox.page.waitForEvent('popup')
  await inbox.page.getByText('Linked', { exact: true }).click()
  expect((await opened).url()).toBe(`${pages.url}order`)
  for (const one of [inbox, other]) await one.expectRead('Linked', true)
  await expect.poll(() => counts(ann)).toMatchObject({ unread: 0, total: 2 })
})

test('deletes an item, on every page and for good', async ({ person, openComponent }) => {
  const ann = await person('ann')
  await ann.notify('One', 'Two')
  const [inbox, other] = [await openComponent(ann), await openComponent(ann)]
  for (const one of [inbox, other]) await one.openPanel()
  await inbox.pick('One', 'Delete')
  for (const one of [inbox, other]) await one.expectTitles('Two')
  await expect.poll(() => counts(ann)).toMatchObject({ total: 1 })
  const again = await openComponent(ann)
  await again.openPanel()
  await again.expectTitles('Two')
})

test('marks all read and deletes all by the panel’s menu', async ({ person, openComponent }) => {
  const ann = await person('ann')
  await ann.notify('One', 'Two')
  const [inbox, other] = [await openComponent(ann), await openComponent(ann)]
  for (const one of [inbox, other]) await one.openPanel()
  await inbox.pickInHeader('Mark All As Read')
  for (const page of [inbox, other]) for (const title of ['One', 'Two']) await page.expectRead(title, true)
  await expect.poll(() => counts(ann)).toEqual({ unseen: 0, unread: 0, total: 2 })
  await inbox.pickInHeader('Delete All')
  for (const page of [inbox, other]) await page.expectTitles()
  await expect.poll(() => counts(ann)).toMatchObject({ total: 0 })
})

test('loads older items as one scrolls', async ({ person, openComponent }) => {
  const ann = await person('ann')
  await ann.notify(...Array.from({ length: 17 }, (_, n) => `Item ${n + 1}`))
  const inbox = await openComponent(ann)
  await inbox.openPanel()
  await expect(inbox.titles).toHaveCount(15)
  await inbox.item('Item 3').scrollIntoViewIfNeeded()
  await expect(inbox.titles).toHaveCount(17)
  await expect(inbox.titles.last()).toHaveText('Item 1')
})

/**
 * The published component carries a copy of styled-components of its own, and so does the package that draws blocks:
 * the theme never gets from one to the other, and a list with one button in it ends the whole panel. No server can
 * help that: here the list is the contract's example and comes from this test.
 */
test('cannot draw blocks, whoever sends them', async ({ person, openComponent, context, faults }) => {
  const button = {
    id: 'b1',
    type: 'button',
    variant: 'primary',
    text: 'Track',
    link: '/t/77',
    externalLink: true,
  }
  const item = {
    id: 5012,
    title: 'Order 77 shipped',
    message: 'Arrives Friday',
    icon: null,
    url: null,
    data: null,
  }
  const rest = {
    blocks: [button],
    createdAt: '2030-01-02T03:04:05.000Z',
    seenAt: null,
    clickedAt: null,
    state: null,
  }
  await context.route('**/v3/notifications?*', (route) =>
    route.fulfill({
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
      json: { unreadCount: 1, pagination: { totalCount: 1 }, data: [{ ...item, ...rest }] },
    }),
  )
  const inbox = await openComponent(await person('ann'))
  await inbox.bell.click()
  await expect
    .poll(() => faults.all.join())
    .toContain("Cannot read properties of undefined (reading 'button')")
  await expect(inbox.titles).toHaveCount(0)
  faults.take()
})

test('shows categories and channels on its preference screen, and a choice stays', async ({
  person,
  openComponent,
  world,
}) => {
  const ann = await person('ann')
  await asApp(world, 'PATCH', '/app', { channels: ['inApp', 'email'] })
  const [shown, hidden] = [unique('Offers'), unique('Hidden')]
  const { id } = await asApp<CategoryDetails>(world, 'POST', '/categories', {
    identifier: shown,
    name: shown,
  })
  await asApp(world, 'POST', '/categories', {
    identifier: hidden,
    name: hidden,
    hideInPreferenceManager: true,
  })
  const theirs = unique('Theirs')
  await asApp(world, 'POST', '/categories', { identifier: theirs, name: theirs }, world.other)

  const openScreen = async (): Promise<ComponentPage> => {
    const inbox = await openComponent(ann)
    await inbox.openPanel()
    await inbox.pickInHeader('Preferences')
    await expect(inbox.heading).toHaveText('Preferences')
    await inbox.page.getByText(shown, { exact: true }).click()
    await expect(inbox.choice(id, 'inApp')).toBeVisible()
    return inbox
  }
  const inbox = await openScreen()
  for (const name of [hidden, theirs])
    await expect(inbox.page.getByText(name, { exact: true })).toHaveCount(0)
  await expect(inbox.page.getByLabel('In-App').locator('visible=true')).toHaveCount(1)
  await expect(inbox.choice(id, 'inApp')).toBeChecked()
  await expect(inbox.choice(id, 'email')).toBeChecked()
  await inbox.choice(id, 'inApp').uncheck()
  await expect
    .poll(() => ann.ask('GET', '/preferences'))
    .toMatchObject([
      { category: { identifier: shown }, channelPreferences: [{ channel: 'inApp', enabled: false }] },
    ])

  const again = await openScreen()
  await expect(again.choice(id, 'inApp')).not.toBeChecked()
  await expect(again.choice(id, 'email')).toBeChecked()
  await ann.send({ title: 'Unwanted' }, { category: shown })
  await ann.notify('Wanted')
  expect((await ann.inbox()).data.map(({ title }) => title)).toEqual(['Wanted'])
})

test('has a tab per category', async ({ person, openComponent }) => {
  const ann = await person('ann')
  const category = unique('Orders')
  await ann.send({ title: 'Ordered' }, { category })
  await expect.poll(() => counts(ann)).toMatchObject({ total: 1 })
  await ann.notify('Plain')
  const inbox = await openComponent(ann)
  await inbox.openPanel()
  await inbox.expectTitles('Plain', 'Ordered')
  await inbox.page.getByRole('button', { name: category }).click()
  await inbox.expectTitles('Ordered')
})

test.describe('for a reader of German', () => {
  test.use({ locale: 'de-DE' })

  /**
   * The component asks for one JSON object at `translations/inapp`: texts by the nested keys of its `textOverrides`
   * prop, which i18next merges over the built-in English. It sends API key and user id and no proof, in any mode,
   * and no language: `Accept-Language` is what the browser adds.
   */
  test('has the server’s texts in that language', async ({ person, openComponent, context }) => {
    const texts = context.waitForEvent('response', (one) => one.url().endsWith('/v3/translations/inapp'))
    const inbox = await openComponent(await person('ann'))
    expect((await texts).status()).toBe(200)
    await (await texts).finished()
    await inbox.openPanel()
    await expect(inbox.heading).toHaveText('Benachrichtigungen')
  })
})

test('keeps to its own English where it is told not to ask', async ({ person, openComponent, context }) => {
  const asked: string[] = []
  context.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const inbox = await openComponent(await person('ann'), {
    disableTextTranslation: true,
    textOverrides: { header: { headerText: 'News' } },
  })
  await inbox.openPanel()
  await expect(inbox.heading).toHaveText('News')
  expect(asked).not.toContain('/v3/translations/inapp')
})
