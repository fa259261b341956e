'use client'

import type { ReactElement } from 'react'
import { Actions } from './Actions.js'
import { Archive } from './Archive.js'
import { More } from './More.js'
import { Snooze } from './Snooze.js'

/** What can be done with a row at once, and the menu with the rest. */
export const RowActions = (): ReactElement => (
  <Actions>
    <Archive />
    <Snooze />
    <More />
  </Actions>
)
