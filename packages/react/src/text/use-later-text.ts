'use client'

import { english, type PanelKey } from './english.js'
import { type LaterKey, laterEnglish } from './later-english.js'
import type { Message } from './say.js'
import { type Say, useTextOf } from './use-text.js'

type Key = PanelKey | LaterKey
const texts: Record<Key, Message> = { ...english, ...laterEnglish }

/** The same as `useText`, with the texts that are loaded later. */
export const useLaterText = (part: string): Say<Key> => useTextOf(part, texts)
