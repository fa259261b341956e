'use client'

import { answerKindOf, type Block, type Notification } from '@inboxkit/protocol'
import { forwardRef, type ReactElement, useState } from 'react'
import { ButtonRow } from '../blocks/ButtonRow.js'
import { Field } from '../blocks/Field.js'
import { ImageBlock } from '../blocks/ImageBlock.js'
import { answerTo, type Group, groupsOf, kindOf } from '../blocks/kinds.js'
import { ShowMore } from '../blocks/ShowMore.js'
import { TextBlock } from '../blocks/TextBlock.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useItemContext } from './context.js'

export type BlocksProps = PartProps<'div'>

/** So many are drawn; the others once they are asked for. */
const most = 6

/**
 * Texts, pictures, buttons, fields and ratings of the notification; what is of no known type is left out. Once one is
 * answered, its answer stands in its place and the others that could have been are gone.
 */
export const Blocks: Part<HTMLDivElement, BlocksProps> = forwardRef(function Blocks(
  { render, ...props },
  ref,
) {
  const { notification, isExpired } = useItemContext('Inbox.Blocks')
  const [isOpen, setOpen] = useState(false)
  const all = notification.blocks
  const shown = all.filter((block) => isDrawn(block, notification, isExpired))
  const groups = groupsOf(all, new Set(isOpen ? shown : shown.slice(0, most)))
  const primary = primaryOf(groups, notification)
  const part = usePart('div', {
    render,
    ref,
    own: {
      className: 'inbox-blocks',
      children: (
        <>
          {groups.map((group) => drawGroup(group, primary))}
          {shown.length > most && <ShowMore isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />}
        </>
      ),
    },
    props,
  })
  return groups.length > 0 ? part : null
})

/** Nothing can be pressed of what has expired, and nothing more be answered of what was. */
function isDrawn(block: Block, notification: Notification, isExpired: boolean): boolean {
  const kind = kindOf(block)
  if (!kind || kind === 'text' || kind === 'image') return kind !== undefined
  if (answerTo(block, notification)) return true
  return !isExpired && (notification.state === null || !answerKindOf(block))
}

/** The filled one: of the buttons that are left the one marked primary, else the first; without buttons a field's. */
function primaryOf(groups: readonly Group[], { state }: Notification): Block | undefined {
  const isLeft = (block: Block) => state === null || !answerKindOf(block)
  const of = (...kinds: string[]) =>
    groups
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ blocks }) => blocks.map(({ block }) => block))
  const buttons = of('button')
  const [first = of('input', 'textarea')[0]] = buttons
  return (
    buttons.find((block) => block.variant === 'primary' && isLeft(block)) ??
    (first && isLeft(first) ? first : undefined)
  )
}

const drawGroup = ({ kind, key, blocks }: Group, primary: Block | undefined): ReactElement | undefined => {
  const block = blocks[0]?.block
  if (!block) return undefined
  if (kind === 'button') return <ButtonRow key={key} blocks={blocks} primary={primary} />
  if (kind === 'image') return <ImageBlock key={key} block={block} />
  if (kind === 'text') return <TextBlock key={key} text={block.text ?? ''} />
  return <Field key={key} block={block} kind={kind} primary={block === primary} />
}
