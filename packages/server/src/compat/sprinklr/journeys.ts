import { Problem, problem } from '@inboxkit/protocol'
import type { Accept } from '../../features/triggers/accept.js'
import { toAcceptance } from '../../features/triggers/acceptance.js'
import { saveIdentities } from '../../features/users/known-as.js'
import { saveUser } from '../../features/users/service.js'
import { findWorkflow } from '../../features/workflows/service.js'
import type { Db } from '../../storage/db.js'
import { attributesOf, findByChannel, findByProfile, identitiesOf, newIdentifierOf } from './profiles.js'
import type { NewProfileBody, TriggerBody } from './schemas.js'

export interface Journeys {
  db: Db
  accept: Accept
  now: () => Date
  /** This user's profile is another. */
  profileChanged: (userId: number) => void
}

/** A journey is a workflow; its parameters are the data. */
type Journey = Pick<TriggerBody, 'journeyId' | 'contextParams'>

const noJourney = (journeyId: string): Problem =>
  problem('workflow_not_found', { detail: `No such journey: ${journeyId}` })

/** Our fields by the names that they have at this door. */
const inTheirWords = (cause: unknown): unknown => {
  if (!(cause instanceof Problem)) return cause
  const { code, status, title, retryable, message: detail } = cause
  const fields = cause.fields.map(({ field, message }) => ({
    field: field.replace(/^data(?=$|[.[])/, 'contextParams'),
    message,
  }))
  return new Problem(code, { status, title, retryable }, { detail, fields, cause })
}

/** Looked at first: a call that is refused makes no profile. @throws Problem `workflow_not_found`, `invalid_request` */
const checkJourney = async (db: Db, appId: number, { journeyId, contextParams }: Journey): Promise<void> => {
  const found = await findWorkflow(db, appId, journeyId)
  if (!found) throw noJourney(journeyId)
  try {
    found.checkPayload(contextParams)
  } catch (cause) {
    throw inTheirWords(cause)
  }
}

/** @returns the request's id */
const start = async (
  { accept, now }: Journeys,
  appId: number,
  { journeyId, contextParams }: Journey,
  identifier: string,
): Promise<string> => {
  const acceptance = toAcceptance(
    { notification: { workflow: { identifier: journeyId } }, sendTo: { recipients: [identifier] } },
    appId,
    now(),
  )
  // As they are: here no name means files.
  const content = { ...acceptance.content, data: contextParams }
  const { requestId } = await accept({ ...acceptance, content, idempotency: null })
  return requestId
}

/**
 * Runs a journey for somebody who is known.
 * @throws Problem `workflow_not_found`, `user_not_found`, `invalid_request` for parameters that the workflow refuses
 */
export const triggerJourney = async (
  journeys: Journeys,
  appId: number,
  { snType, snId, ...journey }: TriggerBody,
): Promise<string> => {
  const { db } = journeys
  await checkJourney(db, appId, journey)
  const user = await findByChannel(db, appId, { channelType: snType, channelId: snId })
  if (!user)
    throw problem('user_not_found', {
      detail: `No profile has the ${snType} address ${snId}: triggerWithNewProfile makes one`,
    })
  return start(journeys, appId, journey, user.identifier)
}

/**
 * Makes a profile known, or merges into the one that is, and runs a journey for it. The profile is there when this is
 * answered. Doing it again runs the journey again, for the same profile.
 * @throws Problem `workflow_not_found`, `invalid_request`, `unprocessable` for a profile that would get too large
 */
export const triggerForProfile = async (
  journeys: Journeys,
  appId: number,
  { unifiedProfile, ...journey }: NewProfileBody,
): Promise<string> => {
  const { db, now, profileChanged } = journeys
  await checkJourney(db, appId, journey)
  const known = await findByProfile(db, appId, unifiedProfile)
  const identifier = known?.identifier ?? newIdentifierOf(unifiedProfile)
  const attributes = attributesOf(unifiedProfile, known?.profile ?? {})
  const user = await saveUser(db, appId, identifier, attributes, now(), profileChanged, 'unifiedProfile')
  await saveIdentities(db, appId, user.id, identitiesOf(unifiedProfile))
  return start(journeys, appId, journey, identifier)
}
