'use client'

import type { Block } from '@inboxkit/protocol'
import { type ReactElement, useState } from 'react'
import { inOrder } from '../text/Isolated.js'

type Status = 'loading' | 'shown' | 'broken'

/** A picture. Its place is kept while it loads; where it cannot be loaded, its text stands instead, or nothing. */
export function ImageBlock({ block }: { block: Block }): ReactElement | null {
  const { src, text } = block
  const [known, setKnown] = useState<{ src: string | undefined; status: Status }>({ src, status: 'loading' })
  const status = known.src === src ? known.status : 'loading'
  const set = (next: Status) => setKnown({ src, status: next })
  if (status === 'broken')
    return text?.trim() ? (
      <p className="inbox-text" data-broken="">
        {inOrder(text)}
      </p>
    ) : null
  return (
    <img
      className="inbox-image"
      data-loading={status === 'loading' ? '' : undefined}
      src={src}
      alt={text ?? ''}
      onLoad={() => set('shown')}
      onError={() => set('broken')}
    />
  )
}
