export { aCategory, aHead, aNotification } from './builders.js'
export { type Clock, createClock, settled, systemClock, type TestClock } from './clock.js'
export type { ToldAnswer } from './feed/answers.js'
export type { NewItem } from './feed/content.js'
export type { ItemAct } from './feed/item-verbs.js'
export { noMarks } from './feed/state.js'
export {
  createTestFeed,
  type FeedEvent,
  type FeedOptions,
  type PageOf,
  type TestFeed,
} from './feed/test-feed.js'
export type { Answer, SentRequest } from './http/exchange.js'
export type { RouteName } from './http/routes.js'
export { type InboxMatchers, type MatcherResult, matchers } from './matchers/matchers.js'
export { type Call, createTestNetwork, type TestNetwork } from './network/test-network.js'
export type { TestSocket } from './network/test-socket.js'
export { createPlatform, type TestPlatform } from './platform.js'
export { createRandom, type Random } from './random.js'
export type { Backend, Visitor } from './server/backend.js'
export {
  createTestServer,
  type Failure,
  type NamedRequest,
  type TestConnection,
  type TestServer,
  type TestServerOptions,
} from './server/test-server.js'
export { aToken, type Claims } from './server/tokens.js'
export type {
  AppSetting,
  Choices,
  NewTestCategory,
  NewTestDigest,
  OwnedDevice,
  TestTenant,
  TestUser,
  World,
} from './server/world.js'
