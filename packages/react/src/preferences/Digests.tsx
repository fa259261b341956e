'use client'

import { forwardRef, useEffect } from 'react'
import { useLoaded } from '../inbox/use-chunk.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { moreChunk } from './more-chunk.js'

export type DigestsProps = PartProps<'div'>

const part = 'Preferences.Digests'

/** How often comes what a workflow collects, where it lets its users choose. Not there where none does. */
export const Digests: Part<HTMLDivElement, DigestsProps> = forwardRef(function Digests(
  { render, ...props },
  ref,
) {
  const { page } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const more = useLoaded(moreChunk)
  const isThere = Boolean(page?.digests.length)
  useEffect(() => {
    if (isThere) moreChunk.prefetch()
  }, [isThere])
  const drawn = usePart('div', {
    render,
    ref,
    own: {
      role: 'group',
      'aria-label': text('digests'),
      className: 'inbox-section',
      children: more && (
        <>
          <h3 className="inbox-day">{text('digests')}</h3>
          {page?.digests.map((digest) => (
            <more.DigestLine key={digest.workflow} digest={digest} />
          ))}
        </>
      ),
    },
    props,
  })
  return isThere && more ? drawn : null
})
