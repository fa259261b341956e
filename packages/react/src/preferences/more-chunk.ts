import { type Chunk, lazyChunk } from '../inbox/chunk.js'

export const moreChunk: Chunk<typeof import('./more.js')> = lazyChunk(() => import('./more.js'))
