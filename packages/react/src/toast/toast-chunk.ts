import { type Chunk, lazyChunk } from '../inbox/chunk.js'

/** What draws toasts. */
export const toastChunk: Chunk<typeof import('./ToastStack.js')> = lazyChunk(() => import('./ToastStack.js'))
