'use client'

import type { Block } from '@inboxkit/protocol'
import type { ReactElement } from 'react'
import type { Kind } from './kinds.js'
import { Rating } from './Rating.js'
import { Writing } from './Writing.js'

export interface FormProps {
  block: Block
  kind: Kind
  primary: boolean
  labelId: string
  onAnswer: (value: string | number) => void
}

/** What a field is filled in with. */
export const Form = (props: FormProps): ReactElement =>
  props.kind === 'rating' ? <Rating {...props} /> : <Writing {...props} />
