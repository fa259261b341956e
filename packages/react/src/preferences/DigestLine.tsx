'use client'

import type { PageDigest } from '@inboxkit/protocol'
import type { ReactElement } from 'react'
import { Isolated } from '../text/Isolated.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { every } from './every.js'
import { useChange } from './use-change.js'

const part = 'Preferences.Digests'

/** A workflow, and how often what it collects comes. */
export function DigestLine({ digest }: { digest: PageDigest }): ReactElement {
  const { workflow, name, choices, choice } = digest
  const { locale } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const [fault, change] = useChange(part)
  return (
    <label className="inbox-preference">
      <span className="inbox-preference-words inbox-preference-name">
        <Isolated text={name} />
      </span>
      <select
        className="inbox-input"
        value={choice}
        onChange={({ target }) => change({ digests: [{ workflow, choice: target.value }] })}
      >
        {choices.map((one) => (
          <option key={one} value={one}>
            {every(one, text, locale)}
          </option>
        ))}
      </select>
      {fault}
    </label>
  )
}
