import { createInbox } from '@inboxkit/core'
import { desktopNotifications, faviconDot, sound, titleCount } from '@inboxkit/core/ambient'

/** All ambient signals for one user. The server's address and key come with the page's own. */
const query = new URLSearchParams(location.search)
const of = (name: string): string => query.get(name) ?? ''
const inbox = createInbox({ baseUrl: of('server'), apiKey: of('key'), userId: of('user') })

titleCount(inbox)
faviconDot(inbox, { href: '/dot.svg' })
sound(inbox, { url: '/ding.mp3' })
desktopNotifications(inbox, { navigate: (href) => document.body.append(`went to ${href}`) })
