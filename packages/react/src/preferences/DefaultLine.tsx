'use client'

import type { ReactElement } from 'react'
import { LockIcon } from '../icons/preference-icons.js'
import { Isolated } from '../text/Isolated.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import type { CategoryProps } from './Category.js'
import { mostColumns, useLine } from './line-context.js'
import { Switch } from './Switch.js'

interface DefaultLineProps {
  line: CategoryProps['category']
  /** Given where it is muted. */
  unmute: (() => void) | undefined
}

/** A line as it is drawn without children: name, explanation, and a switch for each channel. */
export function DefaultLine({ line, unmute }: DefaultLineProps): ReactElement {
  const { name, isRequired, channels } = useLine('Preferences.Category')
  const text = usePreferencesText('Preferences.Category')
  const explanation = line ? line.description : text('everythingText')
  const isMatrix = channels.length <= mostColumns
  const state = unmute ? text('muted') : isRequired && text('alwaysOn')
  return (
    <>
      <div className="inbox-preference-words">
        <p className="inbox-preference-name">
          <Isolated text={name} />
        </p>
        <p className="inbox-text" data-open="">
          {isRequired && (
            <span className="inbox-pinned">
              <LockIcon />
            </span>
          )}
          {state}
          {state && (unmute ?? explanation) && ' · '}
          {unmute ? (
            <button type="button" className="inbox-action" onClick={unmute}>
              {text('unmute', { name })}
            </button>
          ) : (
            explanation && <Isolated text={explanation} />
          )}
        </p>
      </div>
      <div className={`inbox-channels${isMatrix ? ' inbox-columns' : ''}`}>
        {channels.map(({ channel }) => (
          <label className={`inbox-field-row${isMatrix ? ' inbox-column' : ''}`} key={channel}>
            <Switch channel={channel} />
            <span className={isMatrix ? 'inbox-channel' : undefined}>{text(channel)}</span>
          </label>
        ))}
      </div>
    </>
  )
}
