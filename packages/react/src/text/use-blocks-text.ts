'use client'

import { blocksEnglish } from './blocks-english.js'
import { type Say, useTextOf } from './use-text.js'

/** What blocks say. */
export const useBlocksText = (part: string): Say<keyof typeof blocksEnglish> => useTextOf(part, blocksEnglish)
