import type { FastifyInstance } from 'fastify'
import { parse } from '../../http/validate.js'
import { type Authentication, type Door, openDoor } from './door.js'
import { type Journeys, triggerForProfile, triggerJourney } from './journeys.js'
import { newProfileBody, triggerBody } from './schemas.js'

/** Older calls say nothing on success; the versioned ones, on production and elsewhere, say how to follow them. */
const oldest = '/api/marketing-journey'
const versioned = ['/api/v2/marketing-journey', '/:env/api/v2/marketing-journey']

/**
 * The vendor's journey API (contract, section 1): one journey for one profile. Its bulk form is not public, and is not
 * here.
 */
export const sprinklrRoutes = (http: FastifyInstance, tools: Authentication & Journeys): void =>
  openDoor(http, tools, (door) => {
    for (const base of [oldest, ...versioned]) {
      const says = base === oldest ? () => null : (trackingId: string) => ({ trackingId })
      journeyRoutes(door, base, tools, says)
    }
  })

const journeyRoutes = (
  door: Door,
  base: string,
  tools: Journeys,
  says: (trackingId: string) => { trackingId: string } | null,
): void => {
  door.on(`${base}/trigger`, async (app, body) =>
    says(await triggerJourney(tools, app.id, parse(triggerBody, body, 'body'))),
  )
  const withProfile = (appId: number, body: unknown): Promise<string> =>
    triggerForProfile(tools, appId, parse(newProfileBody, body, 'body'))
  door.on(`${base}/triggerWithNewProfile`, async (app, body) => says(await withProfile(app.id, body)))
  // The newer name of the same, which has answered in full from the beginning.
  door.on(`${base}/triggerJourney`, async (app, body) => ({ trackingId: await withProfile(app.id, body) }))
}
