import { describe, expectTypeOf, it } from 'vitest'
import type {
  FeedPage,
  InboxkitOptions,
  Listing,
  Notification,
  SendInput,
  TriggerInput,
  User,
  WorkflowDefinition,
} from './index.js'
import { Inboxkit } from './index.js'

const kit = new Inboxkit({ baseUrl: 'https://inbox.test', apiKey: 'key', apiSecret: 'secret' })

describe('types', () => {
  it('know what comes back', () => {
    expectTypeOf(kit.users.get).returns.resolves.toEqualTypeOf<User>()
    expectTypeOf(kit.users.list).returns.toEqualTypeOf<Listing<User>>()
    expectTypeOf(kit.inbox.list).returns.resolves.toEqualTypeOf<FeedPage>()
    expectTypeOf(kit.inbox.list).returns.toExtend<AsyncIterable<Notification>>()
    expectTypeOf(kit.generateUserToken).returns.resolves.toBeString()
  })

  it('refuse a send of nothing, or to a place that does not exist', () => {
    const sendTo = { recipients: ['ann'] }
    expectTypeOf<{ notification: { title: string }; sendTo: typeof sendTo }>().toExtend<SendInput>()
    expectTypeOf<{ notification: { templateId: number }; sendTo: typeof sendTo }>().toExtend<SendInput>()
    expectTypeOf<{ notification: { message: string }; sendTo: typeof sendTo }>().not.toExtend<SendInput>()
    expectTypeOf<{ notification: { title: string } }>().not.toExtend<SendInput>()
    expectTypeOf<{ channels: ['carrierPigeon'] }>().not.toExtend<NonNullable<SendInput['override']>>()
  })

  it('refuse a step of a kind that does not exist', () => {
    type With<Step> = { identifier: string; name: string; steps: Step[] }
    expectTypeOf<With<{ type: 'delay'; for: '2d' }>>().toExtend<WorkflowDefinition>()
    expectTypeOf<With<{ type: 'delay' }>>().not.toExtend<WorkflowDefinition>()
    expectTypeOf<With<{ type: 'dance' }>>().not.toExtend<WorkflowDefinition>()
  })

  it('take values of the environment where they may be missing', () => {
    expectTypeOf<{ signingKey: string | undefined }>().toExtend<Pick<InboxkitOptions, 'signingKey'>>()
    expectTypeOf<{ sendAt: Date }>().toExtend<TriggerInput>()
  })
})
