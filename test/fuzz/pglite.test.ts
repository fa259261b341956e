import { describeRoutes } from './routes.js'

describeRoutes({ database: 'PGlite', wanted: 6000, atOnce: 10 })
