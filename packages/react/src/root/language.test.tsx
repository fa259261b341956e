import { act, render, screen, waitFor } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Inbox, type InboxProps } from '../inbox/Inbox.js'
import { panelChunk } from '../inbox/panel-chunk.js'
import { aNotification, manyNotifications } from '../testing/builders.js'
import { expectComplaint } from '../testing/complaint.js'
import { withInbox } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { type LanguageModule, languages } from '../text/languages.js'

beforeAll(async () => {
  await panelChunk.load()
})
afterEach(() => {
  document.documentElement.lang = ''
  document.documentElement.removeAttribute('dir')
})

const inbox = fakeInbox(manyNotifications(2))
const drawn = (props: InboxProps) => withInbox(<Inbox data-testid="root" {...props} />, inbox)
const draw = (props: InboxProps) => render(drawn(props))
const root = () => screen.getByTestId('root')
const bell = (name: string) => screen.findByRole('button', { name })

/** Keeps a language from being here: `arrive` brings it, `fail` does not. */
function holdBack(code: string) {
  const load = languages[code]
  if (!load) throw new Error(`There is no language ${code}`)
  let settle: { resolve: () => void; reject: (reason: Error) => void } | undefined
  const held = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const loaders = languages as Record<string, () => Promise<LanguageModule>>
  vi.spyOn(loaders, code).mockImplementation(() => held.then(load))
  return {
    arrive: () => act(async () => settle?.resolve()),
    fail: () => act(async () => settle?.reject(new Error('404'))),
  }
}

describe('the language', () => {
  it.each([
    ['de', 'Benachrichtigungen, 2 neue'],
    ['de-AT', 'Benachrichtigungen, 2 neue'],
    ['DE_at', 'Benachrichtigungen, 2 neue'],
    ['fr_CA', 'Notifications, 2 nouvelles'],
    ['es-419', 'Notificaciones, 2 nuevas'],
    ['ar', 'الإشعارات، إشعاران جديدان'],
    ['ja-JP', '通知、新着2件'],
    ['pl', 'Notifications, 2 new'],
    ['not a code', 'Notifications, 2 new'],
  ])('%s is spoken by the bell', async (locale, name) => {
    draw({ locale })
    expect(await bell(name)).toBeVisible()
  })

  it('is that of the page where nobody says', async () => {
    document.documentElement.lang = 'ja'
    draw({})
    expect(await bell('通知、新着2件')).toBeVisible()
    expect(root()).not.toHaveAttribute('lang')
  })

  it('is named on the root where somebody says', () => {
    draw({ locale: 'pt_BR' })
    expect(root()).toHaveAttribute('lang', 'pt-BR')
  })

  it('lets the host’s words win, key by key', async () => {
    draw({ locale: 'de', layout: 'page', labels: { title: 'Neues' } })
    expect(await screen.findByRole('region', { name: 'Neues' })).toBeVisible()
    expect(screen.getByRole('tab', { name: /^Ungelesen/ })).toBeVisible()
  })

  it('comes with the panel: not a word of English is on the page before', async () => {
    const german = holdBack('de')
    draw({ locale: 'de', layout: 'page' })
    expect(root()).toHaveTextContent('')
    await german.arrive()
    expect(await screen.findByRole('region', { name: 'Benachrichtigungen' })).toBeVisible()
  })

  it('comes with the popover, which then has the focus', async () => {
    const german = holdBack('de')
    draw({ locale: 'de', defaultOpen: true })
    expect(screen.queryByRole('dialog')).toBeNull()
    await german.arrive()
    expect(await screen.findByRole('dialog', { name: 'Benachrichtigungen' })).toHaveFocus()
    expect(screen.getByRole('button', { name: 'Benachrichtigungen, 2 neue' })).toBeVisible()
  })

  it('is English where it cannot be loaded, which developers are told', async () => {
    const french = holdBack('fr')
    draw({ locale: 'fr', layout: 'page' })
    await french.fail()
    expect(await screen.findByRole('region', { name: 'Notifications' })).toBeVisible()
    expect(screen.getByRole('tab', { name: /^Unread/ })).toBeVisible()
    expect(root()).toHaveAttribute('lang', 'en')
    expectComplaint('inboxkit: the texts in "fr" could not be loaded, so the inbox speaks English.')
  })

  it('changes at run time: the panel stays, in the words before until the new ones are here', async () => {
    const { rerender } = draw({ locale: 'en', layout: 'page' })
    const panel = await screen.findByRole('region', { name: 'Notifications' })
    const spanish = holdBack('es')
    rerender(drawn({ locale: 'es', layout: 'page' }))
    expect(panel).toHaveAccessibleName('Notifications')
    await spanish.arrive()
    await waitFor(() => expect(panel).toHaveAccessibleName('Notificaciones'))
    expect(panel).toBeInTheDocument()
    rerender(drawn({ locale: 'en', layout: 'page' }))
    expect(panel).toHaveAccessibleName('Notifications')
  })

  it('tells times, too', async () => {
    const created = new Date(Date.now() - 3 * 3_600_000).toISOString()
    const one = fakeInbox([aNotification({ createdAt: created })])
    render(withInbox(<Inbox locale="ja" layout="page" />, one))
    expect(await screen.findByText('3時間前')).toBeVisible()
  })

  it('is English on the server, where nothing is loaded', () => {
    expect(renderToString(drawn({ locale: 'de' }))).toContain('aria-label="Notifications"')
  })

  it.each([{ locale: 'de' }, {}])('comes with the panel after hydration, too: %o', async (given) => {
    document.documentElement.lang = 'de'
    const page = drawn({ ...given, layout: 'page' })
    const container = document.body.appendChild(document.createElement('div'))
    container.innerHTML = renderToString(page)
    const german = holdBack('de')
    render(page, { container, hydrate: true })
    expect(root()).toHaveTextContent('')
    await german.arrive()
    expect(await screen.findByRole('region', { name: 'Benachrichtigungen' })).toBeVisible()
    container.remove()
  })
})

describe('the direction of writing', () => {
  it('follows the language', async () => {
    const { rerender } = draw({ locale: 'ar' })
    await bell('الإشعارات، إشعاران جديدان')
    expect(root()).toHaveAttribute('dir', 'rtl')
    rerender(drawn({ locale: 'de' }))
    await bell('Benachrichtigungen, 2 neue')
    expect(root()).not.toHaveAttribute('dir')
  })

  it('is the host’s where an element around says it', async () => {
    document.documentElement.dir = 'ltr'
    draw({ locale: 'ar' })
    await bell('الإشعارات، إشعاران جديدان')
    expect(root()).not.toHaveAttribute('dir')
  })

  it('is the host’s where it says it of the inbox', async () => {
    draw({ locale: 'ar', dir: 'ltr' })
    await bell('الإشعارات، إشعاران جديدان')
    expect(root()).toHaveAttribute('dir', 'ltr')
  })

  it.each([
    ['ltr', null],
    ['', 'rtl'],
  ])('is the host’s outside a shadow root, too: %s', async (dir, expected) => {
    const host = document.body.appendChild(document.createElement('div'))
    host.dir = dir
    if (!dir) host.removeAttribute('dir')
    const container = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'))
    render(drawn({ locale: 'ar' }), { container })
    const inShadow = () => container.querySelector('.inbox-root')
    await waitFor(() => expect(inShadow()?.firstElementChild).toHaveAccessibleName(/الإشعارات/))
    expect(inShadow()?.getAttribute('dir')).toBe(expected)
    host.remove()
  })
})
