import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'
import { defineWorkflow } from '@inboxkit/node'
import type { PreferencePage, Workflow, WorkflowDefinition } from '@inboxkit/protocol'
import type { Locator, Page } from '@playwright/test'
import { transform } from 'esbuild'
import { asApp, asPerson, call } from '../kit/api.js'
import { looks, violations } from './axe-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

const narrow = { width: 360, height: 740 }

const expectNoSidewaysScroll = (page: Page): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    )
    .toBe(0)

test.describe('the settings as a page', () => {
  test('are reached from the header, and say how often comments are mailed', async ({ server, open }) => {
    const { page } = await open('ann')
    await page.getByRole('link', { name: 'Notification settings' }).click()
    await expect(page).toHaveURL(/panel=preferences/)
    const main = page.getByRole('main')
    await expect(main.getByRole('heading', { name: 'Notification settings' })).toBeVisible()
    await expect(main.getByText('What others write about your orders')).toBeVisible()
    const often = main.getByRole('combobox', { name: 'Comments by e-mail' })
    await expect(often.getByRole('option')).toHaveText(['At once', 'Every hour', 'Every day'])
    await often.selectOption('At once')
    const asked = () =>
      call<PreferencePage>(server.url, 'GET', '/v3/preferences/page', asPerson('ann')).then(
        ({ digests }) => digests[0]?.choice,
      )
    await expect.poll(asked).toBe('0s')

    await page.getByRole('button', { name: 'You are Ann Keller' }).click()
    await page.getByRole('link', { name: /^Bob Okafor/ }).click()
    await expect(page).toHaveURL(/panel=preferences/)
    await expect(often).toHaveValue('1h')
    await page.getByRole('link', { name: 'Orders' }).click()
    await expect(page.getByRole('heading', { name: 'Orders' })).toBeVisible()
  })
})

test.describe('the whole inbox as a page', () => {
  test('is reached from the panel, and leads back to the board', async ({ server, open }) => {
    const tab = await open('ann')
    const { page } = tab
    // What arrives before that is on the bell, and told of nowhere else.
    await page.waitForLoadState('networkidle')
    await notify(server.url, 'ann', 'Glaze is out')
    const toast = page.locator('.inbox-toast', { hasText: 'Glaze is out' })
    await expect(toast).toBeVisible()

    await tab.openPanel()
    await tab.panel.getByRole('link', { name: 'Open as a page' }).click()
    await expect(page).toHaveURL(/panel=inbox/)
    await expect(tab.panel).toBeHidden()
    const whole = page.getByRole('main').getByRole('region', { name: 'Notifications' })
    await expect(whole.getByRole('article', { name: 'Glaze is out' })).toBeVisible()

    await notify(server.url, 'ann', 'Clay is here')
    await expect(whole.getByRole('article', { name: 'Clay is here' })).toBeVisible()
    await expect(page.locator('.inbox-toast')).toHaveCount(0)

    await page.setViewportSize(narrow)
    await expectNoSidewaysScroll(page)
    await page.getByRole('link', { name: 'Orders' }).click()
    await expect(page.getByRole('heading', { name: 'Orders' })).toBeVisible()
  })

  test('stays when one reads on as somebody else', async ({ server, open }) => {
    await notify(server.url, 'bob', 'For Bob')
    const { page } = await open('ann', '&panel=inbox')
    await page.getByRole('button', { name: 'You are Ann Keller' }).click()
    await page.getByRole('link', { name: /^Bob Okafor/ }).click()
    await expect(page.getByRole('main').getByRole('article', { name: 'For Bob' })).toBeVisible()
  })
})

const panelOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Watch an escalation' })
const beats = (page: Page): Locator => panelOf(page).getByRole('listitem')

test.describe('an escalation', () => {
  test('ends with the answer, and says what was left out', async ({ open }) => {
    const { page } = await open('ann')
    await page.getByRole('link', { name: 'Watch an escalation' }).click()
    await panelOf(page).getByRole('button', { name: 'Start' }).click()
    await expect(beats(page).filter({ hasText: 'Waits for an answer' })).toContainText(/1[0-5] s/)
    await expect(beats(page).filter({ hasText: 'E-mail, if nobody has answered' })).toBeVisible()

    await panelOf(page).getByRole('button', { name: 'Fire 24 more' }).click()
    const answered = /Answered after \d+ s: Fire 24 more/
    await expect(beats(page).filter({ hasText: answered })).toBeVisible()
    await expect(beats(page)).toContainText([
      /In Ann’s inbox/,
      answered,
      /No e-mail.*There is an answer/,
      /No SMS.*There is an answer/,
      /Ended by the answer/,
    ])
    await expect(panelOf(page).locator('[aria-live]').filter({ hasText: 'Ended by' })).toHaveCount(1)

    await page.reload()
    await expect(beats(page).filter({ hasText: answered })).toBeVisible()
  })

  test('goes on to e-mail and SMS, as the console writes them, when nobody answers', async ({ open }) => {
    const { page } = await open('ann', '&panel=escalation&wait=1')
    await panelOf(page).getByText('Chen').click()
    await panelOf(page).getByRole('button', { name: 'Start' }).click()
    await expect(beats(page)).toContainText([
      /In Chen’s inbox/,
      /No answer within 1 s/,
      /E-mail.*console: written to the log.*email to chen \(chen@harbor\.test\)/,
      /No answer within 1 s/,
      /SMS.*console: written to the log.*sms to chen \(\+12025550142\)/,
      /Ended.*Nobody has answered/,
    ])
    await expect(panelOf(page).getByRole('article', { name: /Tide mugs/ })).toBeVisible()

    await page.setViewportSize(narrow)
    await panelOf(page).getByRole('button', { name: 'Wait until Thursday' }).click()
    await expect(
      panelOf(page).getByRole('button', { name: 'Wait until Thursday', pressed: true }),
    ).toBeVisible()
    await expectNoSidewaysScroll(page)
  })

  test('shows the very workflow that the server runs', async ({ server, open }) => {
    const { page } = await open('ann', '&panel=escalation')
    await panelOf(page).getByRole('button', { name: 'Show the workflow' }).click()
    const lines = await panelOf(page).locator('.code-line').allTextContents()
    const shown = await evaluate(lines.join('\n'))
    const published = await call<Workflow>(server.url, 'GET', '/v3/workflows/harbor-low-stock', asApp)
    expect(published).toMatchObject(JSON.parse(JSON.stringify(shown)))
  })
})

/** What a module in TypeScript exports, as `lowStock`. */
const evaluate = async (code: string): Promise<WorkflowDefinition> => {
  const { code: plain } = await transform(code, { loader: 'ts', format: 'cjs' })
  const require = createRequire(import.meta.url)
  const module: { exports: { lowStock?: WorkflowDefinition } } = { exports: {} }
  const load = (name: string): unknown => (name === '@inboxkit/node' ? { defineWorkflow } : require(name))
  runInNewContext(plain, { require: load, module, exports: module.exports })
  if (!module.exports.lowStock) throw new Error('nothing was exported')
  return module.exports.lowStock
}

test.describe('two users side by side', () => {
  const inboxOf = (page: Page, name: string): Locator => page.getByRole('main').getByRole('region', { name })
  const send = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: /^Message from/ }).fill(text)
    await page.getByRole('main').getByRole('button', { name: 'Send' }).click()
  }

  test('write to each other, and both lists move', async ({ open }) => {
    const { page } = await open('ann')
    await page.getByRole('link', { name: 'Two inboxes side by side' }).click()
    const [ann, bob] = [inboxOf(page, 'Ann Keller'), inboxOf(page, 'Bob Okafor')]
    await expect(ann.getByText("You're all caught up")).toBeVisible()

    await send(page, 'Lunch at noon?')
    await expect(bob.getByRole('article', { name: 'Note from Ann Keller' })).toContainText('Lunch at noon?')
    await expect(ann.getByText("You're all caught up")).toBeVisible()

    await page.getByRole('button', { name: /^From Ann Keller to Bob Okafor/ }).click()
    await send(page, 'At one')
    await expect(ann.getByRole('article', { name: 'Note from Bob Okafor' })).toContainText('At one')
    await expect(bob.getByRole('article')).toHaveCount(1)
  })

  test('are whoever is chosen, never one twice, and stand one above the other where it is narrow', async ({
    open,
  }) => {
    const { page } = await open('ann', '&panel=together')
    const [first, second] = [
      page.getByRole('combobox', { name: 'First inbox' }),
      page.getByRole('combobox', { name: 'Second inbox' }),
    ]
    await second.selectOption('Dana Petrova')
    await expect(inboxOf(page, 'Dana Petrova')).toBeVisible()
    await first.selectOption('Dana Petrova')
    await expect(second).toHaveValue('ann')
    await expect(inboxOf(page, 'Ann Keller')).toBeVisible()
    const boxes = async (): Promise<{ x: number; y: number }[]> =>
      Promise.all(
        ['Dana Petrova', 'Ann Keller'].map(
          async (name) => (await inboxOf(page, name).boundingBox()) ?? { x: 0, y: 0 },
        ),
      )
    const [left, right] = await boxes()
    expect(left?.x).toBeLessThan(right?.x ?? 0)
    expect(left?.y).toBe(right?.y)

    await page.setViewportSize(narrow)
    await expect
      .poll(async () => {
        const [above, below] = await boxes()
        return above?.x === below?.x && (above?.y ?? 0) < (below?.y ?? 0)
      })
      .toBe(true)
    await expectNoSidewaysScroll(page)
  })
})

for (const { name, query, colorScheme } of looks)
  test.describe(name, () => {
    test.use({ colorScheme })

    test(`axe finds nothing on the page, the escalation and the pair, ${name}`, async ({ server, open }) => {
      await notify(server.url, 'ann', 'One', 'Two')
      const { page } = await open('ann', `${query}&panel=inbox`)
      await expect(page.getByRole('main').getByRole('article', { name: 'Two' })).toBeVisible()
      expect(await violations(page)).toEqual([])

      await page.goto(`${server.url}/?user=ann&panel=together${query}`)
      await expect(page.getByRole('main').getByRole('article', { name: 'Two' })).toBeVisible()
      expect(await violations(page)).toEqual([])

      await page.goto(`${server.url}/?user=ann&panel=escalation&wait=60${query}`)
      await panelOf(page).getByRole('button', { name: 'Start' }).click()
      await expect(panelOf(page).getByRole('article', { name: /Tide mugs/ })).toBeVisible()
      await panelOf(page).getByRole('button', { name: 'Show the workflow' }).click()
      expect(await violations(page)).toEqual([])
      await panelOf(page).getByRole('button', { name: 'Fire 24 more' }).click()
      await expect(beats(page).filter({ hasText: 'Ended by the answer' })).toBeVisible()
      await page.setViewportSize(narrow)
      expect(await violations(page)).toEqual([])
    })
  })
