import type { PreferencePage } from '@inboxkit/protocol'
import { render } from '@testing-library/react'
import { PreferenceCenter, type PreferenceCenterProps } from '../preferences/PreferenceCenter.js'
import { type FakeSource, fakeSource } from './fake-preferences.js'

/** A preference center of what the source has. */
export function drawCenter(page?: PreferencePage, props: PreferenceCenterProps = {}): FakeSource {
  const source = fakeSource(page)
  render(<PreferenceCenter source={source} {...props} />)
  return source
}
