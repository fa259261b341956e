import { strictPolicy } from '../kit/strict-policy.js'
import { useEveryCorner } from './every-corner.js'
import { expectViolation } from './faults.js'
import { expect, test } from './fixtures.js'

/** A page whose answer was rewritten counts as one from the open network, which may not reach this machine. */
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), '--disable-features=LocalNetworkAccessChecks'],
    }),
})

test('P12: the demo is served with a policy that forbids inline scripts, inline styles and other origins', async ({
  server,
  request,
}) => {
  const policy = (await request.get(server.url)).headers()['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("style-src 'self'")
  expect(policy).not.toContain('unsafe')
})

test('P12: nothing that the inbox does violates the strict policy, trusted types included', async ({
  context,
  server,
  open,
  faults,
}) => {
  await context.route(
    (url) => url.pathname === '/',
    async (route) => {
      const response = await route.fetch()
      await route.fulfill({
        response,
        headers: { ...response.headers(), 'content-security-policy': strictPolicy },
      })
    },
  )
  const tab = await open('ann')
  await useEveryCorner(tab, server.url, 'ann')
  expect(faults.all).toEqual([])

  // The policy was in force, and a violation would have been seen.
  await tab.page.evaluate(() => document.body.setAttribute('style', 'color: red'))
  await expectViolation(faults, 'style-src')
})
