/**
 * What is known of a user. `email`, `phoneNumber` (E.164, such as `+16020000000`) and `firstName` mean something to
 * channels; the rest is yours. At most 65,536 bytes as JSON. `identifier` cannot be a key of it.
 */
export interface Profile {
  email?: string | null
  phoneNumber?: string | null
  firstName?: string | null
  [attribute: string]: unknown
}

/** A person that the app knows. An `identifier` has 1 to 255 characters and never changes. */
export interface User {
  identifier: string
  profile: Record<string, unknown>
  createdAt: string
}

/** Body of `POST /v3/users`. Attributes that are not named stay as they are when the user exists already. */
export interface NewUser {
  identifier: string
  profile?: Profile
}

/** Answer of `POST /v3/users/bulk`, which takes at most 1,000 users and saves all of them or none. */
export interface BulkUsersAnswer {
  created: number
  updated: number
}
