/** The back end said no, or said nothing. `message` is a sentence for people; `status` is 0 when nothing came. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const sentenceOf = (body: unknown): string | undefined => {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined
  if (typeof message === 'string') return message
  return Array.isArray(message) ? message.join('. ') : undefined
}

/** Asks the demo's back end. @throws Refusal */
export const request = async <Answer>(path: string, body?: object): Promise<Answer> => {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const response = await fetch(path, init).catch(() => {
    throw new Refusal(0, 'The server did not answer. Is it still running?')
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok)
    throw new Refusal(response.status, sentenceOf(answer) ?? `The server answered ${response.status}.`)
  return answer as Answer
}
