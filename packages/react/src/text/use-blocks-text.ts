'use client'

import { blocksEnglish } from './blocks-english.js'
import type { Say } from './say-in.js'
import { useTextOf } from './use-text-of.js'

const texts = { blocks: blocksEnglish }

/** What blocks say. */
export const useBlocksText = (part: string): Say<keyof typeof blocksEnglish> => useTextOf(part, texts)
