'use client'

import type { PageDigest } from '@inboxkit/protocol'
import { forwardRef, type ReactElement } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { Isolated } from '../text/Isolated.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { every } from './every.js'
import { useChange } from './use-change.js'

export type DigestsProps = PartProps<'div'>

const part = 'Preferences.Digests'

/** How often comes what a workflow collects, where it lets its users choose. Not there where none does. */
export const Digests: Part<HTMLDivElement, DigestsProps> = forwardRef(function Digests(
  { render, ...props },
  ref,
) {
  const { page } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const drawn = usePart('div', {
    render,
    ref,
    own: {
      role: 'group',
      'aria-label': text('digests'),
      className: 'inbox-section',
      children: (
        <>
          <h3 className="inbox-day">{text('digests')}</h3>
          {page?.digests.map((digest) => (
            <Digest key={digest.workflow} digest={digest} />
          ))}
        </>
      ),
    },
    props,
  })
  return page?.digests.length ? drawn : null
})

function Digest({ digest }: { digest: PageDigest }): ReactElement {
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
