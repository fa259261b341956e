import { type Chunk, lazyChunk } from './chunk.js'

/** The preference center in the panel. */
export const settingsChunk: Chunk<typeof import('../preferences/PanelSettings.js')> = lazyChunk(
  () => import('../preferences/PanelSettings.js'),
)
