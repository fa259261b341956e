import type { ServerOptions } from '../../options.js'
import { openModeWarning } from '../notes.js'
import { type Finding, failed, ok, warning } from './finding.js'

const timeoutMs = 5000

/** Anything that answers within the time; a text in place of the answer says why there is none. */
const ask = async (url: string): Promise<Response | string> => {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    const { cause = error } = error as { cause?: unknown }
    const { code, message } = Object(cause) as { code?: unknown; message?: unknown }
    return String(code || message)
  }
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host)

/** Whether people reach this server where its messages say that it is, and safely. */
export const checkPublicUrl = async ({ publicUrl, providers }: ServerOptions): Promise<Finding> => {
  const name = 'public address'
  if (publicUrl === undefined)
    return providers === undefined
      ? ok(name, 'not set, and needed once messages with links leave the inbox.')
      : warning(
          name,
          'not set, so that e-mails carry no link to unsubscribe: say where people reach this server with --public-url (INBOXKIT_PUBLIC_URL).',
        )
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol === 'http:' && !isLoopback(hostname))
    return warning(
      name,
      `${publicUrl} is not encrypted: put a proxy with TLS before it and name its https address.`,
    )
  const answer = await ask(`${publicUrl}/healthz`)
  if (typeof answer === 'string')
    return warning(
      name,
      `${publicUrl} does not answer from here (${answer}): see that the server and its proxy run.`,
    )
  return answer.ok
    ? ok(name, `${publicUrl} answers.`)
    : warning(
        name,
        `${publicUrl}/healthz answers ${answer.status}: another program is there, or its proxy does not lead here.`,
      )
}

/** A server that runs on the embedded database is asked itself how it is: nobody else may open that. */
export const checkRunning = async ({ host, port }: ServerOptions): Promise<Finding> => {
  const base = `http://${host.includes(':') ? `[${host}]` : host}:${port}`.replace(
    '//0.0.0.0:',
    '//127.0.0.1:',
  )
  const answer = await ask(`${base}/readyz`)
  if (typeof answer === 'string')
    return warning(
      'database',
      `not looked at, as its server has it and does not answer at ${base} (${answer}): name its --port (PORT), or stop it first.`,
    )
  return answer.ok
    ? ok('database', `the server at ${base} says that it is ready.`)
    : failed(
        'database',
        `the server at ${base} says that it is not ready (HTTP ${answer.status}): see what it logged.`,
      )
}

/** Whether strangers could read anybody's feed. */
export const checkMode = (options: ServerOptions): Finding => {
  const [first] = openModeWarning(options)
  if (first !== undefined)
    return warning(
      'who may',
      `open mode on ${options.host}, so that whoever reaches it can act as any user: turn on --secure-mode (INBOXKIT_SECURE_MODE).`,
    )
  return ok(
    'who may',
    options.secureMode
      ? 'users with a signed token.'
      : options.hmac
        ? 'users with a signature.'
        : 'everybody on this machine: open mode, for trying out.',
  )
}
