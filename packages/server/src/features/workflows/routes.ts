import { z } from 'zod'
import type { Providers } from '../../channels/types.js'
import type { Routes } from '../../http/routes.js'
import { largestInteger, pageQuery } from '../../wire/query.js'
import { pageOf, said } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'
import { workflowBody, workflowShape } from './schemas.js'
import { deleteWorkflow, getWorkflow, listVersions, listWorkflows, publishWorkflow } from './service.js'

const params = z.object({ identifier: identifier.describe('What the workflow is called') })
const listQuery = pageQuery(0)
const workflowPage = pageOf(workflowShape)

export interface WorkflowTools {
  now: () => Date
  /** What steps may name. */
  providers: Providers
}

export const workflowRoutes = (routes: Routes, { now, providers }: WorkflowTools): void => {
  const tag = 'Workflows'
  routes.on(
    'GET',
    '/workflows',
    { as: 'app', tag, summary: 'List workflows, oldest first', query: listQuery, answer: workflowPage },
    ({ who, query: { limit, cursor = 0 }, db }) => listWorkflows(db, who.app.id, { after: cursor, limit }),
  )
  routes.on(
    'PUT',
    '/workflows/:identifier',
    {
      as: 'app',
      tag,
      summary: 'Publish a version of a workflow',
      params,
      body: workflowBody,
      answer: workflowShape,
    },
    ({ who, params: named, body, db }) =>
      publishWorkflow(db, who.app.id, named.identifier, body, { providers, at: now() }),
  )
  routes.on(
    'GET',
    '/workflows/:identifier',
    { as: 'app', tag, summary: 'Get the latest version of a workflow', params, answer: workflowShape },
    ({ who, params: named, db }) => getWorkflow(db, who.app.id, named.identifier),
  )
  routes.on(
    'GET',
    '/workflows/:identifier/versions',
    {
      as: 'app',
      tag,
      summary: 'List the versions of a workflow, newest first',
      params,
      query: listQuery,
      answer: workflowPage,
    },
    ({ who, params: named, query: { limit, cursor = largestInteger }, db }) =>
      listVersions(db, who.app.id, named.identifier, { before: cursor, limit }),
  )
  routes.on(
    'DELETE',
    '/workflows/:identifier',
    {
      as: 'app',
      tag,
      summary: 'Delete a workflow: no more runs start, those under way go on',
      params,
      answer: said,
    },
    async ({ who, params: named, db }) => {
      await deleteWorkflow(db, who.app.id, named.identifier, now())
      return { message: 'Workflow deleted' }
    },
  )
}
