import { afterAll } from 'vitest'
import { openTestServer, type TestServer } from '../../../testing/test-server.js'
import { type WorkflowTest, workflowsOn } from '../../../testing/workflows.js'

// Every advance runs the timers of the whole server: delays are short in these tests.
export const minuteMs = 60_000

/** A step that waits. */
export const delay = (fields: object): object => ({ type: 'delay', ...fields })

export interface RunsTest {
  test: TestServer
  work: WorkflowTest
  /** Who got a step of a request, in the order of their users. */
  got(requestId: string, step: number): Promise<string[]>
}

/** A server for a test file of runs, closed when the file is through. */
export const openRuns = async (): Promise<RunsTest> => {
  const test = await openTestServer()
  afterAll(() => test.close())
  return {
    test,
    work: workflowsOn(test),
    async got(requestId, step) {
      const users = await test.db.many<{ identifier: string }>`
        select u.identifier from notification n join app_user u on u.id = n.user_id
        join trigger t on t.id = n.trigger_id
        where t.request_id = ${requestId}::uuid and n.step = ${step} order by u.id`
      return users.map(({ identifier }) => identifier)
    },
  }
}
