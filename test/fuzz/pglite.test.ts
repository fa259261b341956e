import { describeRoutes } from './routes.js'

describeRoutes({ database: 'PGlite', wanted: 20_000, atOnce: 10 })
