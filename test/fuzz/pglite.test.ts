import { describeRoutes } from './routes.js'

describeRoutes({ database: 'PGlite', wanted: 12_000, atOnce: 10 })
