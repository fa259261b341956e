import type { RequestAnswer, SendAnswer, SendRequest } from '@inboxkit/protocol'
import type { Given } from './command.js'
import { hasWorked, linesOf } from './outcome.js'
import { Failure, Refusal } from './refusal.js'
import { call, isRefused, type Target, targetOf } from './server-address.js'
import { awaitOutcome } from './wait.js'
import type { World } from './world.js'

const usualWaitSeconds = 30
const longestWaitSeconds = 3600

/**
 * `inboxkit send TEXT --to USER`: one notification through a running server; with `--wait` what became of it.
 * @returns the exit code: 1 when the server refused it, and with `--wait` when it reached nobody, failed for somebody,
 * or was still under way when the time was over
 * @throws Refusal or Failure
 */
export const send = async (given: Given, world: World): Promise<number> => {
  const request = requestOf(given)
  const waitSeconds = given.has('--wait') ? waitOf(given.text('--wait')) : 0
  const isJson = given.has('--json')
  const target = targetOf(given, world)
  const accepted = await call<SendAnswer>(target, 'POST', '/notifications', request)
  if (isRefused(accepted)) {
    for (const fault of accepted.faults) world.tell(`inboxkit: the server refused it: ${fault}`)
    return 1
  }
  const { requestId } = accepted
  if (waitSeconds === 0) {
    world.print(isJson ? JSON.stringify({ requestId }) : `accepted as request ${requestId}`)
    return 0
  }
  if (!isJson) world.print(`accepted as request ${requestId}`)
  return sayOutcome(await outcomeOf(target, requestId, waitSeconds), isJson, world)
}

const sayOutcome = ({ answer, isInTime }: Outcome, isJson: boolean, world: World): number => {
  const { requestId, state, counts, recipients } = answer
  if (isJson) world.print(JSON.stringify({ requestId, state, counts, recipients: recipients.data }))
  else for (const line of linesOf(answer)) world.print(line)
  if (isInTime) return hasWorked(answer) ? 0 : 1
  world.tell(`inboxkit: still ${state} when the time was over. It goes on; --wait=SECONDS waits longer`)
  return 1
}

interface Outcome {
  answer: RequestAnswer
  isInTime: boolean
}

const outcomeOf = async (target: Target, requestId: string, waitSeconds: number): Promise<Outcome> => {
  const path = `/requests/${encodeURIComponent(requestId)}`
  return awaitOutcome(async () => {
    const answer = await call<RequestAnswer>(target, 'GET', path)
    if (isRefused(answer)) throw new Failure(`What became of it cannot be read: ${answer.faults.join(', ')}`)
    return answer
  }, waitSeconds * 1000)
}

const requestOf = (given: Given): SendRequest => {
  const [title] = given.words
  const recipients = given.texts('--to')
  const workflow = given.text('--workflow')
  const [message, url, category] = ['--message', '--url', '--category'].map((flag) => given.text(flag))
  if (recipients.length === 0) throw new Refusal('--to must name who gets it: --to ann, or --to ann --to bob')
  if (title === undefined && workflow === undefined)
    throw new Refusal('"send" needs a text or a workflow: inboxkit send "Order 77 shipped" --to ann')
  if (workflow !== undefined && [title, message, url].some((text) => text !== undefined))
    throw new Refusal('--workflow has texts of its own: leave out the text, --message and --url')
  const data = dataOf(given.text('--data'))
  return {
    notification:
      workflow === undefined
        ? {
            title: title ?? '',
            ...(message === undefined ? {} : { message }),
            ...(url === undefined ? {} : { url }),
          }
        : { workflow: { identifier: workflow } },
    sendTo: { recipients },
    ...(category === undefined ? {} : { category }),
    ...(data === undefined ? {} : { data }),
  }
}

const dataOf = (text: string | undefined): Record<string, unknown> | undefined => {
  if (text === undefined) return undefined
  try {
    const data: unknown = JSON.parse(text)
    if (typeof data === 'object' && data !== null && !Array.isArray(data))
      return data as Record<string, unknown>
  } catch {
    // Said below, as for what is JSON and no object.
  }
  throw new Refusal(`--data must be a JSON object such as '{"order":77}', not ${text.slice(0, 60)}`)
}

const waitOf = (text: string | undefined): number => {
  if (!text) return usualWaitSeconds
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (seconds >= 1 && seconds <= longestWaitSeconds) return seconds
  throw new Refusal(`--wait must be a number of seconds from 1 to ${longestWaitSeconds}, not "${text}"`)
}
