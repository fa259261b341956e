import type { PreferencePage } from '@inboxkit/protocol'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { PreferenceCenter, type PreferenceCenterProps } from '../preferences/PreferenceCenter.js'
import { Root } from '../preferences/Root.js'
import { type FakeSource, fakeSource } from './fake-preferences.js'

/** A preference center of what the source has. */
export function drawCenter(page?: PreferencePage, props: PreferenceCenterProps = {}): FakeSource {
  const source = fakeSource(page)
  render(<PreferenceCenter source={source} {...props} />)
  return source
}

/** Puts a part into preferences that have been read. */
export const withPreferences = (children: ReactNode, source: FakeSource = fakeSource()): ReactNode => (
  <Root source={source}>{children}</Root>
)
