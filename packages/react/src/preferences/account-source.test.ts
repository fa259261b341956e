import type { SettingsEvent } from '@inboxkit/core'
import { describe, expect, it, vi } from 'vitest'
import { preferencesQueryOptions } from '../queries/query-options.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { accountSource } from './account-source.js'

const aChange: SettingsEvent = { seq: 1, kind: 'preferences' } as unknown as SettingsEvent

describe('the source of an account', () => {
  it.each([undefined, 'acme'])('has the key that a host’s own query has (%s)', (tenant) => {
    const inbox = fakeInbox()
    const options = tenant === undefined ? {} : { tenant }
    expect(accountSource(inbox, tenant).key).toEqual(preferencesQueryOptions(inbox, options).queryKey)
  })

  it('tells of what changed elsewhere, and of a connection that is back', () => {
    const inbox = fakeInbox()
    const listeners = new Set<(event: SettingsEvent) => void>()
    const subscribe = (listener: (event: SettingsEvent) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
    const heard = vi.fn()
    const stop = accountSource({ ...inbox, account: { ...inbox.account, subscribe } }, undefined).subscribe?.(
      heard,
    )
    for (const listener of listeners) listener(aChange)
    expect(heard).toHaveBeenCalledTimes(1)
    inbox.setConnection({ kind: 'connecting' })
    expect(heard).toHaveBeenCalledTimes(1)
    inbox.setConnection({ kind: 'live' })
    expect(heard).toHaveBeenCalledTimes(2)
    stop?.()
    inbox.setConnection({ kind: 'connecting' })
    inbox.setConnection({ kind: 'live' })
    expect([heard.mock.calls.length, listeners.size, inbox.subscribers()]).toEqual([2, 0, 0])
  })
})
