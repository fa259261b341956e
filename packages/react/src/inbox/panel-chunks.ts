import { type Chunk, lazyChunk } from './chunk.js'

/** What there is to do with several at once. */
export const selectChunk: Chunk<typeof import('../select/BulkBar.js')> = lazyChunk(
  () => import('../select/BulkBar.js'),
)

/** The sheet of keys. */
export const helpChunk: Chunk<typeof import('../keys/Help.js')> = lazyChunk(() => import('../keys/Help.js'))

/** The menu of categories. */
export const filtersChunk: Chunk<typeof import('../panel/FilterMenu.js')> = lazyChunk(
  () => import('../panel/FilterMenu.js'),
)
