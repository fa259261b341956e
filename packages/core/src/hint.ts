import type { Problem, ProblemCode } from '@inboxkit/protocol'

/** What to do about what a developer meets first.  */
const hints: Partial<Record<ProblemCode, string>> = {
  invalid_credentials:
    'The server does not know this apiKey: copy the key (not the secret) that `inboxkit serve` printed when it first started.',
  missing_credentials: 'Give createInbox an apiKey and a userId that are not empty.',
  secure_mode_required:
    'This app is in secure mode: give createInbox a userToken function that fetches a token from your backend.',
  origin_refused:
    'The server refuses this page’s origin: add it to "origins" in the server’s inboxkit.config.json and restart it.',
  offline:
    'The server cannot be reached: check baseUrl, that it is running, and in its log whether it refuses this page’s origin.',
  token_expired:
    'The user token has expired: give userToken as a function that fetches a fresh one from your backend each time.',
  invalid_token:
    'The user token was refused: sign it with the private key whose public half the server was started with.',
  identity_mismatch: 'The user token belongs to somebody else: its `sub` must be `user:` followed by userId.',
}

/** Logs one sentence per kind of problem. Call it in development only: bundlers then leave the texts out. */
export const hint = ({ code, message }: Problem, told: Set<ProblemCode>): void => {
  const text = hints[code]
  if (!text || told.has(code)) return
  told.add(code)
  console.warn(`inboxkit: ${text} (${code}: ${message})`)
}
