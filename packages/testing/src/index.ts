export { aHead, aNotification } from './builders.js'
export { type Clock, createClock, settled, type TestClock } from './clock.js'
export type { NewItem } from './feed/content.js'
export { noMarks } from './feed/state.js'
export {
  createTestFeed,
  type FeedEvent,
  type FeedOptions,
  type PageOf,
  type TestFeed,
} from './feed/test-feed.js'
export { createPlatform, type TestPlatform } from './platform.js'
export { createRandom, type Random } from './random.js'
export { type Call, createTestNetwork, type Request, type TestNetwork, type Wire } from './test-network.js'
