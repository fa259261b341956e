export { createServer, type Server } from './app.js'
export type { ServerOptions } from './options.js'
