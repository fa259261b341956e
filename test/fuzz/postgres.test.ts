import { describeRoutes } from './routes.js'

describeRoutes({ database: 'PostgreSQL', wanted: 10_000, atOnce: 40 })
