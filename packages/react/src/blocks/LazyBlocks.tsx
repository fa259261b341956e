'use client'

import type { ReactElement } from 'react'
import { useChunk } from '../inbox/use-chunk.js'
import { useItemContext } from '../item/context.js'
import { blocksChunk } from './blocks-chunk.js'

/** The item's blocks. The room of a row of buttons is kept while their code is on its way. */
export function LazyBlocks(): ReactElement | null {
  const { blocks } = useItemContext('Inbox.Blocks').notification
  return blocks.length > 0 ? <Awaited /> : null
}

function Awaited(): ReactElement {
  const module = useChunk('Inbox.Blocks', blocksChunk, true)
  return module ? (
    <module.Blocks />
  ) : (
    <div className="inbox-blocks">
      <span className="inbox-button" data-loading="" />
    </div>
  )
}
