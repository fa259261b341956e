import { type Chunk, lazyChunk } from './chunk.js'

/** What is behind the bell. */
export const panelChunk: Chunk<typeof import('./InboxPanel.js')> = lazyChunk(() => import('./InboxPanel.js'))
