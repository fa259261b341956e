'use client'

import { usePreferencesAround } from '../preferences/context.js'
import { english } from './english.js'
import { preferencesEnglish } from './preferences-english.js'
import { type Say, sayIn } from './say-in.js'

const own = { preferences: preferencesEnglish, panel: english }

/** What the preference center says, and what it says in the panel's words. */
export const usePreferencesText = (
  part: string,
): Say<keyof typeof preferencesEnglish | keyof typeof english> => sayIn(usePreferencesAround(part), own)
