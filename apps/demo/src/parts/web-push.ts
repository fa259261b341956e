import type { WebPushOptions } from '@inboxkit/react/preferences'

/** Shows what is pushed to this browser: public/sw.js. Of no use on a server without a provider for it. */
export const webPush: WebPushOptions = { serviceWorker: '/sw.js' }
