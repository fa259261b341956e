import { type Chunk, lazyChunk } from '../inbox/chunk.js'

/** Text fields and ratings: loaded when the first one is drawn. */
export const forms: Chunk<typeof import('./forms.js')> = lazyChunk(() => import('./forms.js'))
