import type { Notification } from '@inboxkit/protocol'
import { type ComponentType, createElement } from 'react'
import type { Renderer } from '../root/context.js'

/** What of a workflow counts here: that of `defineWorkflow` in `@inboxkit/node`, which says what `data` it carries. */
export interface RenderedWorkflow<Data> {
  identifier: string
  readonly '~data'?: Data
}

export interface RenderedProps<Data> {
  notification: Notification
  /** What the trigger carried; an empty object where it carried nothing. */
  data: Data
}

/**
 * Draws the notifications of one workflow: `<Inbox renderers={[createRenderer(orderShipped, OrderShipped)]} />`. The
 * component draws a whole row, usually an `<Inbox.Item>` with other parts in it.
 */
export function createRenderer<Data>(
  workflow: RenderedWorkflow<Data>,
  Component: ComponentType<RenderedProps<NoInfer<Data>>>,
): Renderer {
  const Rendered = ({ notification }: { notification: Notification }) =>
    createElement(Component, { notification, data: (notification.data ?? {}) as NoInfer<Data> })
  Rendered.displayName = `Rendered(${workflow.identifier})`
  return { workflow: workflow.identifier, Component: Rendered }
}
