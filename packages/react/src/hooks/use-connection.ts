'use client'

import type { Connection } from '@inboxkit/core'
import { useInbox } from '../provider/context.js'
import { useReadable } from './use-readable.js'

const idle: Connection = { kind: 'idle' }

/** How the inbox stands with its server: idle, connecting, live, waiting (will try again) or refused. */
export const useConnection = (): Connection => useReadable(useInbox().connection, idle)
