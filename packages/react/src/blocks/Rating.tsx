'use client'

import type { KeyboardEvent, ReactElement } from 'react'
import { useItemContext } from '../item/context.js'
import { useBlocksText } from '../text/use-blocks-text.js'
import type { FormProps } from './Field.js'
import { mostOf } from './kinds.js'
import { StarIcon } from './StarIcon.js'
import { useDraft } from './use-draft.js'

const steps: Record<string, number> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }

/** Where a key leads from a star; `undefined` for a key that leads nowhere. */
function starBy(key: string, chosen: number, most: number, isMirrored: boolean): number | undefined {
  if (key === 'Home') return 1
  if (key === 'End') return most
  const step = steps[key]
  if (step === undefined) return undefined
  const by = isMirrored && /Left|Right/.test(key) ? -step : step
  return Math.max(1, Math.min(chosen + by, most))
}

/** Stars. Arrows choose one, which sends nothing; a press, Enter or Space sends it. */
export function Rating({ block, labelId, onAnswer }: FormProps): ReactElement {
  const { tabIndex } = useItemContext('Inbox.Blocks')
  const text = useBlocksText('Inbox.Blocks')
  const [draft, setDraft] = useDraft(block.id)
  const chosen = Number(draft)
  const most = mostOf(block)

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { key, currentTarget, altKey, ctrlKey, metaKey } = event
    if (altKey || ctrlKey || metaKey) return
    const star = starBy(key, chosen, most, getComputedStyle(currentTarget).direction === 'rtl')
    if (star === undefined) return
    event.preventDefault()
    setDraft(String(star))
    const button = currentTarget.parentElement?.children[star - 1]
    if (button instanceof HTMLElement) button.focus()
  }
  const press = (star: number) => {
    setDraft(String(star))
    onAnswer(star)
  }
  const drawStar = (star: number): ReactElement => {
    const radio = { role: 'radio', 'aria-checked': star === chosen }
    return (
      <button
        {...radio}
        key={star}
        type="button"
        className="inbox-icon-button inbox-star"
        data-on={star <= chosen ? '' : undefined}
        aria-label={text('stars', { count: star })}
        tabIndex={star === (chosen || 1) ? tabIndex : -1}
        onKeyDown={onKeyDown}
        onClick={() => press(star)}
      >
        <StarIcon />
      </button>
    )
  }
  const stars = Array.from({ length: most }, (_, at) => at + 1)
  return (
    <div className="inbox-stars" role="radiogroup" aria-labelledby={labelId}>
      {stars.map(drawStar)}
    </div>
  )
}
