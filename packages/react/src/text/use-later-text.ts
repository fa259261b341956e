'use client'

import { english, type PanelKey } from './english.js'
import { type LaterKey, laterEnglish } from './later-english.js'
import type { Say } from './say-in.js'
import { useTextOf } from './use-text-of.js'

const texts = { panel: english, later: laterEnglish }

/** The same as `useText`, with the texts that are loaded later. */
export const useLaterText = (part: string): Say<PanelKey | LaterKey> => useTextOf(part, texts)
