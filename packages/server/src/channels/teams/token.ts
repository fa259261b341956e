import { fetchAccessToken, replacedBeforeEndMs } from '../access-token.js'
import { createTokenCache, type TokenCache } from '../token-cache.js'

const who = 'Microsoft login'
const scope = 'https://api.botframework.com/.default'

/** A bot's access tokens, by its client secret. */
export const createTeamsTokens = (
  { loginUrl, appId, appPassword }: { loginUrl: string; appId: string; appPassword: string },
  now: () => Date,
): TokenCache => {
  const form = {
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: appPassword,
    scope,
  }
  return createTokenCache({
    fetch: (call) => fetchAccessToken(call, { who, url: loginUrl, form, secrets: [appPassword], now: now() }),
    early: replacedBeforeEndMs,
    now,
  })
}
