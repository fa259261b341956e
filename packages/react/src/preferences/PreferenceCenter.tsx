'use client'

import { forwardRef } from 'react'
import type { Part } from '../part/use-part.js'
import { Root, type RootProps } from './Root.js'
import { Sections } from './Sections.js'
import { Title } from './Title.js'

export type PreferenceCenterProps = Omit<RootProps, 'children' | 'render'>

/**
 * What its user wants to hear of, and how: categories by channel, how often, quiet hours, devices. For the signed-in
 * user below an `InboxProvider`, or for whoever has the link that `source` stands for. Everything in it is a part.
 */
export const PreferenceCenter: Part<HTMLDivElement, PreferenceCenterProps> = forwardRef(
  function PreferenceCenter(props, ref) {
    return (
      <Root {...props} ref={ref}>
        <div className="inbox-panel" data-look={props.layout ?? 'page'}>
          <div className="inbox-header">
            <Title />
          </div>
          <Sections />
        </div>
      </Root>
    )
  },
)
