import type { Category } from './notification.js'

/** A category with what decides where users meet it. */
export interface CategoryDetails extends Category {
  /** No tab of its own in the inbox. `hideInInApp` is the same under the name that older clients read. */
  hideInApp: boolean
  hideInInApp: boolean
  /** Not on the preference screen. */
  hideInPreferenceManager: boolean
  /** Users cannot turn it off. */
  isRequired: boolean
  /** For people, on the preference screen: what it is about. */
  description: string | null
  createdAt: string
  updatedAt: string
}

/** Body of `POST /v3/categories`. */
export interface NewCategory {
  identifier: string
  name: string
  isRequired?: boolean
  /** At most 500 characters. */
  description?: string | null
  hideInApp?: boolean
  hideInPreferenceManager?: boolean
}

/** Body of `PATCH /v3/categories/{id}`: only what is named changes. An identifier never does. */
export type CategoryChanges = Partial<Omit<NewCategory, 'identifier'>>
