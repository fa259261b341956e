import { laterChunk } from '../inbox/later-chunk.js'

/** The menu of an item, with what it takes to snooze one. */
export const menuChunk: typeof laterChunk = laterChunk
