import type { Device, Inbox } from '@inboxkit/core'
import { type Problem, problem } from '@inboxkit/protocol'
import { pushProblem } from '@inboxkit/protocol/push-problems'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withInbox } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { aPage, fakeSource } from '../testing/fake-preferences.js'
import { PreferenceCenter, type PreferenceCenterProps } from './PreferenceCenter.js'

const aDevice = (id: string, given: Partial<Device> = {}): Device => ({
  id,
  deviceType: 'browser',
  browserType: 'chrome',
  hasWebPush: true,
  createdAt: '2026-11-01T12:00:00Z',
  lastSeenAt: new Date().toISOString(),
  ...given,
})

let nextUser = 1
const webPush = { serviceWorker: '/sw.js' }
const own = 'inboxkit:device:["http://fake","key"]'

function draw(devices: Device[], props: PreferenceCenterProps = {}) {
  let refusal: Problem | null = null
  const left = [...devices]
  const gone = async (id: string) => {
    if (refusal) throw refusal
    const at = left.findIndex((one) => one.id === id)
    if (at >= 0) left.splice(at, 1)
  }
  const account = {
    preferencePage: async () => aPage(),
    subscribe: () => () => {},
    devices: vi.fn(async () => [...left]),
    removeDevice: vi.fn(gone),
    unregisterWebPush: vi.fn(() => gone('here')),
    registerWebPush: vi.fn(async () => {
      if (refusal) throw refusal
      localStorage.setItem(own, 'here')
      left.push(aDevice('here'))
      return aDevice('here')
    }),
  }
  const inbox = {
    ...fakeInbox(),
    userId: `user ${nextUser++}`,
    account: account as unknown as Inbox['account'],
  }
  render(withInbox(<PreferenceCenter {...props} />, inbox))
  const refuse = (reason: Problem) => {
    refusal = reason
  }
  return { account, refuse }
}

const setPermission = (permission: NotificationPermission) => vi.stubGlobal('Notification', { permission })

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('PushManager', () => {})
  setPermission('default')
  Object.defineProperty(navigator, 'serviceWorker', { value: {}, configurable: true })
})
afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'serviceWorker')
})

const section = () => screen.findByRole('group', { name: 'Devices' })
const remove = (name: string) => screen.findByRole('button', { name: `Remove: ${name}` })
const pushSwitch = () => screen.findByRole('switch', { name: 'Notifications on this device' })

describe('devices', () => {
  it('are shown with their name, when they were used last, and which is this one', async () => {
    localStorage.setItem(own, 'b')
    const dayMs = 86_400_000
    draw([
      aDevice('a', { browserType: 'safari', lastSeenAt: new Date(Date.now() - 3 * dayMs).toISOString() }),
      aDevice('b'),
      aDevice('c', { deviceType: 'android', browserType: null }),
      aDevice('d', { browserType: null }),
    ])
    const lines = (await section()).textContent
    expect(lines).toContain('SafariLast used 3 days ago')
    expect(lines).toContain('ChromeThis device · Last used today')
    expect(lines).toContain('AndroidLast used today')
    expect(lines).toContain('A deviceLast used today')
  })

  it('are asked about before they are removed', async () => {
    const { account } = draw([aDevice('a'), aDevice('b', { browserType: 'firefox' })])
    const button = await remove('Firefox')
    button.focus()
    fireEvent.click(button)
    expect(await section()).toHaveTextContent('Nothing is shown on it any more.')
    const keep = screen.getByRole('button', { name: 'Keep' })
    expect(keep).toHaveFocus()
    fireEvent.click(keep)
    expect(await remove('Firefox')).toHaveFocus()
    expect(account.removeDevice).not.toHaveBeenCalled()

    fireEvent.click(await remove('Firefox'))
    fireEvent.click(await remove('Firefox'))
    await waitFor(() => expect(screen.queryByText('Firefox')).toBeNull())
    expect(account.removeDevice).toHaveBeenCalledWith('b')
    expect(await section()).toHaveFocus()
    expect(screen.getByText('Chrome')).toBeInTheDocument()
  })

  it('are there again when that is refused, with the reason', async () => {
    const { refuse } = draw([aDevice('a')])
    fireEvent.click(await remove('Chrome'))
    refuse(problem('offline'))
    fireEvent.click(await remove('Chrome'))
    expect(screen.queryByText('Chrome')).toBeNull()
    expect(await screen.findByText('Chrome')).toBeInTheDocument()
    expect(await screen.findByRole('alert')).toHaveTextContent(/^That was not saved/)
  })

  it('end web push here when this one is removed', async () => {
    localStorage.setItem(own, 'here')
    const { account } = draw([aDevice('here')])
    fireEvent.click(await remove('Chrome'))
    fireEvent.click(await remove('Chrome'))
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Devices' })).toBeNull())
    expect(account.unregisterWebPush).toHaveBeenCalledOnce()
    expect(account.removeDevice).not.toHaveBeenCalled()
  })

  it('are not there for somebody who came by a link', async () => {
    const { account } = draw([aDevice('a')], { source: fakeSource() })
    await screen.findByRole('switch', { name: 'Orders, Email' })
    expect(account.devices).not.toHaveBeenCalled()
    expect(screen.queryByRole('group', { name: 'Devices' })).toBeNull()
  })

  it('are not there without any', async () => {
    const { account } = draw([])
    await waitFor(() => expect(account.devices).toHaveBeenCalled())
    await screen.findByRole('switch', { name: 'Orders, Email' })
    expect(screen.queryByRole('group', { name: 'Devices' })).toBeNull()
  })
})

describe('web push', () => {
  it('is turned on with the browser’s permission, and off', async () => {
    const { account } = draw([], { webPush })
    const button = await pushSwitch()
    expect(button).toHaveAttribute('aria-checked', 'false')
    fireEvent.click(button)
    expect(account.registerWebPush).toHaveBeenCalledWith(webPush)
    expect(button).toHaveAttribute('aria-checked', 'true')
    expect(await screen.findByText(/^This device/)).toBeInTheDocument()
    fireEvent.click(await pushSwitch())
    expect(account.unregisterWebPush).toHaveBeenCalledOnce()
    await waitFor(() => expect(screen.queryByText(/^This device/)).toBeNull())
    expect(await pushSwitch()).toHaveAttribute('aria-checked', 'false')
  })

  it('is on where this browser is among the devices', async () => {
    localStorage.setItem(own, 'here')
    draw([aDevice('here')], { webPush })
    expect(await pushSwitch()).toHaveAttribute('aria-checked', 'true')
  })

  it('says what to do where it is denied, and offers it when its user comes back', async () => {
    setPermission('denied')
    draw([], { webPush })
    expect(await section()).toHaveTextContent(/Blocked by this browser/)
    expect(within(await section()).queryByRole('switch')).toBeNull()
    setPermission('default')
    act(() => void window.dispatchEvent(new Event('focus')))
    expect(await pushSwitch()).toBeInTheDocument()
  })

  it('stays off when its user says no, and says what to do', async () => {
    const { refuse } = draw([], { webPush })
    const button = await pushSwitch()
    refuse(pushProblem('push_denied'))
    setPermission('denied')
    fireEvent.click(button)
    await waitFor(async () => expect(await section()).toHaveTextContent(/Blocked by this browser/))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('stays off when the question is closed, and can be asked again', async () => {
    const { refuse } = draw([], { webPush })
    const button = await pushSwitch()
    refuse(pushProblem('push_denied', 'Nobody said yes: it can be asked again'))
    fireEvent.click(button)
    await waitFor(() => expect(button).toHaveAttribute('aria-checked', 'false'))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('goes back when it cannot be saved, and says why', async () => {
    const { refuse } = draw([], { webPush })
    refuse(problem('offline'))
    const button = await pushSwitch()
    fireEvent.click(button)
    expect(await screen.findByRole('alert')).toHaveTextContent(/^That was not saved/)
    expect(button).toHaveAttribute('aria-checked', 'false')
  })

  it('is said to be impossible where the browser has none', async () => {
    Reflect.deleteProperty(navigator, 'serviceWorker')
    draw([], { webPush })
    expect(await section()).toHaveTextContent("This browser can't show notifications.")
  })

  it('is not there without a service worker of the host’s', async () => {
    draw([aDevice('a')])
    expect(within(await section()).queryByRole('switch')).toBeNull()
  })
})
