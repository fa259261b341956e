import { type Chunk, lazyChunk } from '../inbox/chunk.js'

/** What notifications carry below their message: loaded when the first one with blocks is drawn. */
export const blocksChunk: Chunk<typeof import('../item/Blocks.js')> = lazyChunk(
  () => import('../item/Blocks.js'),
)
