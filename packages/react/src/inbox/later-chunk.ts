import { type Chunk, lazyChunk } from './chunk.js'

/** What an open panel needs after an act of its user. */
export const laterChunk: Chunk<typeof import('./later.js')> = lazyChunk(() => import('./later.js'))
