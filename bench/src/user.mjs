import { io } from 'socket.io-client'

/**
 * @typedef {import('@inboxkit/protocol').FeedChanges} FeedChanges
 * @typedef {{ next: () => Promise<FeedChanges>, close: () => void }} ConnectedUser
 */

/**
 * A user with an open socket, on the protocol of our own clients.
 * @param {import('./server.mjs').Address} server @param {string} userId @returns {Promise<ConnectedUser>}
 */
export const connectUser = async ({ url, app }, userId) => {
  const socket = io(url, { transports: ['websocket'], auth: { protocol: 1, apiKey: app.apiKey, userId } })
  await new Promise((resolve, reject) => {
    // The beacon after joining: from here on everything that is committed arrives as an event.
    socket.once('beacon', resolve)
    socket.once('connect_error', reject)
  })
  return {
    next: () => new Promise((resolve) => socket.once('feed', resolve)),
    close: () => void socket.close(),
  }
}
