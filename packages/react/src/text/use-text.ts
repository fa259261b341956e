'use client'

import { english, type PanelKey } from './english.js'
import type { Say } from './say-in.js'
import { useTextOf } from './use-text-of.js'

const texts = { panel: english }

/** What the panel says from the start. */
export const useText = (part: string): Say<PanelKey> => useTextOf(part, texts)
