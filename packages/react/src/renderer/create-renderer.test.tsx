import { defineWorkflow } from '@inboxkit/node'
import type { Notification } from '@inboxkit/protocol'
import { render, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { createRenderer, type Renderer } from '../index.js'
import { DefaultItem } from '../item/DefaultItem.js'
import { Item } from '../item/Item.js'
import { Open } from '../item/Open.js'
import { List } from '../list/List.js'
import { aNotification } from '../testing/builders.js'
import { withPanel } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'

const orderShipped = defineWorkflow({
  identifier: 'order-shipped',
  payload: z.object({ orderId: z.string(), parcels: z.number().optional() }),
  steps: [{ type: 'send', channel: 'inApp', template: { title: 'Shipped' } }],
})
interface OrderProps {
  notification: Notification
  data: { orderId: string; parcels?: number | undefined }
}
const OrderShipped = ({ notification, data }: OrderProps): ReactElement => (
  <Item notification={notification}>
    <Open>{`Order ${data.orderId ?? '?'} is on its way`}</Open>
  </Item>
)
const shipped = createRenderer(orderShipped, OrderShipped)
const drawItem = (notification: Notification) => <DefaultItem notification={notification} />

describe('createRenderer', () => {
  const draw = (...notifications: Notification[]) =>
    render(withPanel(<List>{drawItem}</List>, fakeInbox(notifications), { renderers: [shipped] }))

  it('draws the notifications of its workflow, with what the trigger carried', () => {
    const given = aNotification({ reason: { workflow: 'order-shipped' }, data: { orderId: '77' } })
    draw(given, aNotification({ title: 'Another one', reason: { workflow: 'order-lost' } }))
    expect(screen.getByRole('article', { name: /Order 77 is on its way/ })).toBeInTheDocument()
    expect(screen.getByRole('article', { name: /Another one/ })).toHaveTextContent('It arrives on Friday.')
  })

  it('has an empty object where the trigger carried nothing', () => {
    draw(aNotification({ reason: { workflow: 'order-shipped' }, data: null }))
    expect(screen.getByRole('article', { name: /Order \? is on its way/ })).toBeInTheDocument()
  })

  it('leaves what came by no workflow alone', () => {
    draw(aNotification({ title: 'By name' }))
    expect(screen.getByRole('article', { name: /By name/ })).toBeInTheDocument()
  })
})

describe('its types', () => {
  const untyped = defineWorkflow({ identifier: 'untyped', steps: [{ type: 'delay', for: 1 }] })
  /** Compiled, and never called. */
  const compiled = (_: () => unknown): void => undefined

  it('are those of the workflow’s payload', () => {
    expectTypeOf(shipped).toEqualTypeOf<Renderer>()
    compiled(() =>
      createRenderer(orderShipped, ({ data }) => {
        expectTypeOf(data).toEqualTypeOf<{ orderId: string; parcels?: number | undefined }>()
        return null
      }),
    )
    compiled(() =>
      createRenderer(untyped, ({ notification, data }) => {
        expectTypeOf(data).toBeUnknown()
        return notification.title
      }),
    )
    compiled(() => createRenderer({ identifier: 'by-name' }, () => null))
  })

  it('refuse a component that wants something else', () => {
    const Wrong = ({ data }: { data: { orderId: number } }) => data.orderId
    // @ts-expect-error orderId is text
    compiled(() => createRenderer(orderShipped, Wrong))
    // @ts-expect-error there is no such key
    compiled(() => createRenderer(orderShipped, ({ data }) => data.total))
  })
})
