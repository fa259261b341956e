import { describeRoutes } from './routes.js'

describeRoutes({ database: 'PostgreSQL', wanted: 4000, atOnce: 40 })
