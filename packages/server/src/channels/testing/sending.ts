import { inspect } from 'node:util'
import { expect } from 'vitest'
import { type AddressOf, type ContentOf, type Message, type OutsideChannel, SendFailure } from '../types.js'

/** A message; a test names what matters. */
export const aMessage = <Channel extends OutsideChannel>(
  channel: Channel,
  to: AddressOf[Channel] | null,
  content: ContentOf[Channel],
  id = 'delivery:17',
): Message<Channel> => ({
  id,
  channel,
  to,
  content,
  files: [],
  options: {},
  unsubscribeUrl: null,
  about: { requestId: 'r', workflow: null, category: null, recipient: 'ada', tenant: null },
})

/** How sending fails; the test fails when it does not, or when anything of the failure shows a secret. */
export const failureFrom = async (
  sending: Promise<unknown>,
  secrets: readonly string[] = [],
): Promise<SendFailure> => {
  const failure: unknown = await sending.then(
    (sent) => ({ sent }),
    (error: unknown) => error,
  )
  if (!(failure instanceof SendFailure)) throw new Error(`no SendFailure: ${inspect(failure)}`)
  const shown = inspect(failure, { depth: 10, maxStringLength: null })
  for (const secret of secrets) expect(shown).not.toContain(secret)
  return failure
}
