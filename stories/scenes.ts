import { aFew, manyOrders } from './sample.js'
import { type Scene, user } from './scene.js'

/** The first page is asked for, and does not come. */
export const loading: Scene = {
  before({ device }) {
    device.network.isInstant = false
  },
}

export const empty: Scene = {}

export const few: Scene = { notifications: aFew }

export const thousand: Scene = { notifications: manyOrders(1000, 120) }

export const failed: Scene = { before: ({ server }) => server.goOffline() }

/** The list is there, then the server cannot be reached any more. */
export const cutOff: Scene = { notifications: aFew, after: ({ server }) => server.goOffline() }

/** The list is there, then the session ends. */
export const signedOut: Scene = {
  notifications: aFew,
  hasToken: true,
  after: ({ server }) => server.expireTokens(),
}

/** The server will not have this user here. */
export const noPermission: Scene = {
  notifications: aFew,
  before: ({ server }) => void server.fail('connect', 'origin_refused', Infinity),
}

/** The newest is marked read, which is on its way for ever. */
export const unanswered: Scene = {
  after({ device, inbox }) {
    device.network.isInstant = false
    const [id = 0] = inbox.feed().get().ids
    // What is still unanswered when the story goes is taken back, and of no interest.
    inbox.markRead(id).catch(() => {})
  },
}

/** The server takes nothing but that things were seen. */
export const refusing: Scene = {
  before({ server }) {
    server.feed(user).refuse = ({ verb }) => (verb === 'seen' ? undefined : 'It is archived')
  },
}

/** An app that tells of four things over four channels; nobody can do without one of them. */
export const settings: Scene = {
  channels: ['inApp', 'webPush', 'email', 'sms'],
  before({ server }) {
    server.addCategory({
      identifier: 'berths',
      name: 'Berths',
      description: 'A berth is assigned, changed or free.',
    })
    server.addCategory({
      identifier: 'weather',
      name: 'Storm warnings',
      description: 'Wind of force 8 and more, for everybody in the harbour.',
      isRequired: true,
    })
    const comments = server.addCategory({ identifier: 'comments', name: 'Comments', description: null })
    server.addCategory({ identifier: 'news', name: 'News', description: 'New services, and when we close.' })
    server.addDigest({
      workflow: 'comments',
      name: 'Comments',
      categoryId: comments.id,
      choices: ['0s', '1h', '4h', '1d', '7d'],
      choice: '4h',
    })
  },
}
