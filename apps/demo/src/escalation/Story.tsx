import { Icon } from '../parts/Icon'
import type { Beat } from './story'
import './Story.css'

const spoken: Partial<Record<Beat['state'], string>> = { now: 'Now: ', next: 'Next: ' }

/** What happens, from top to bottom. It grows by itself; what is new is read out once. */
export function Story({ beats, isTold }: { beats: readonly Beat[]; isTold: boolean }) {
  const latest = beats.findLast(({ state }) => state !== 'next' && state !== 'now')
  return (
    <>
      <ol className="story">
        {beats.map(({ key, icon, state, title, note, line, at }) => (
          <li key={key} className="beat" data-state={state}>
            <span className="beat-icon">
              <Icon name={icon} />
            </span>
            <span className="beat-title">
              <span className="hidden">{spoken[state]}</span>
              <bdi>{title}</bdi>
            </span>
            {at && <bdi className="beat-at">{at}</bdi>}
            {note && (
              <span className="beat-note">
                <bdi>{note}</bdi>
              </span>
            )}
            {line && (
              <code className="beat-line" dir="ltr">
                {line}
              </code>
            )}
          </li>
        ))}
      </ol>
      <p className="hidden" aria-live="polite">
        {isTold && latest && [latest.title, latest.note].filter(Boolean).join('. ')}
      </p>
    </>
  )
}
