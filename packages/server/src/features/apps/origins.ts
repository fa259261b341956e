import { problem } from '@inboxkit/protocol'
import { createOriginRule } from '../../http/origins.js'
import type { App } from './service.js'

/**
 * The app's own list of pages, within what the server lets in: whoever asks for it has come past the server's rule.
 * Back ends name no origin. @throws Problem `origin_refused`
 */
export const checkOrigin = (
  { settings: { origins } }: App,
  { origin, host }: { origin?: string | undefined; host?: string | undefined },
): void => {
  if (origin === undefined || !origins || createOriginRule(origins)(origin, host)) return
  throw problem('origin_refused', {
    detail: `The origin ${origin} is not one of the app’s: add it with PATCH /v3/app { "origins": […] }`,
  })
}
