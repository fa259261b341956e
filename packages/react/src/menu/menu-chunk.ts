import { type Chunk, lazyChunk } from '../inbox/chunk.js'

/** The menu of an item, with what it takes to snooze one. */
export const menuChunk: Chunk<typeof import('./ItemMenu.js')> = lazyChunk(() => import('./ItemMenu.js'))
