import type {
  BulkUsersAnswer,
  ChannelAddresses,
  ChannelPreference,
  ChannelPreferenceChanges,
  NewUser,
  Preference,
  PreferenceChanges,
  Profile,
  QuietHours,
  Said,
  User,
} from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'

/** The people that the app knows, each by an identifier of yours: 1 to 255 characters, never changing. */
export class Users {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Makes a user known, or merges attributes into what is known. Attributes that are not named stay as they are.
   * An identifier that is an e-mail address sets `email` too, unless the profile says otherwise.
   * @param profile at most 65,536 bytes as JSON; `phoneNumber` in E.164 form, such as `+16020000000`
   * @throws Problem `invalid_request`, `unprocessable` for a key `identifier` in the profile
   */
  createOrUpdate(identifier: string, profile: Profile = {}, options?: WriteOptions): Promise<User> {
    return this.#http.put(['users', { identifier }], profile, options)
  }

  /**
   * The same with everything in one object. A user who is known already is updated.
   * @throws Problem `invalid_request`
   */
  create(user: NewUser, options?: WriteOptions): Promise<User> {
    return this.#http.post(['users'], user, options)
  }

  /** @throws Problem `user_not_found` */
  get(identifier: string, options?: ReadOptions): Promise<User> {
    return this.#http.get(['users', { identifier }], {}, options)
  }

  /** All users, a page at a time: `for await (const user of inboxkit.users.list())`. */
  list({ limit, cursor }: PageQuery = {}, options?: ReadOptions): Listing<User> {
    return listing(cursor, (from) => this.#http.get(['users'], { limit, cursor: from }, options))
  }

  /**
   * Deletes a user with everything of theirs: feed, preferences, devices, runs that wait, open sockets.
   * @throws Problem `user_not_found`
   */
  remove(identifier: string, options?: WriteOptions): Promise<Said> {
    return this.#http.delete(['users', { identifier }], options)
  }

  /**
   * Creates or updates up to 1,000 users: all of them, or none when one is not valid.
   * @throws Problem `invalid_request` that names the user, as in `users[3].profile.phoneNumber`
   */
  bulk(users: readonly NewUser[], options?: WriteOptions): Promise<BulkUsersAnswer> {
    return this.#http.post(['users', 'bulk'], { users }, options)
  }

  /** What a user chose per category and channel. What is not listed was never chosen, and is on. */
  getPreferences(identifier: string, options?: ReadOptions): Promise<Preference[]> {
    return this.#http.get(['users', { identifier }, 'preferences'], {}, options)
  }

  /**
   * Chooses for a user, all the pairs named or none; others stay as they are. Answers as `getPreferences` does.
   * @throws Problem `category_not_found`, `unprocessable` for a required category that is turned off
   */
  updatePreferences(
    identifier: string,
    changes: PreferenceChanges['preference'],
    options?: WriteOptions,
  ): Promise<Preference[]> {
    return this.#http.patch(['users', { identifier }, 'preferences'], { preference: changes }, options)
  }

  /** Which channels a user turned on or off as a whole. What is not listed was never chosen, and is on. */
  getChannelPreferences(identifier: string, options?: ReadOptions): Promise<ChannelPreference[]> {
    return this.#http.get(['users', { identifier }, 'preferences', 'channels'], {}, options)
  }

  /** Turns channels on or off for a user; others stay as they are. Answers as `getChannelPreferences` does. */
  updateChannelPreferences(
    identifier: string,
    channels: ChannelPreferenceChanges['channels'],
    options?: WriteOptions,
  ): Promise<ChannelPreference[]> {
    return this.#http.patch(['users', { identifier }, 'preferences', 'channels'], { channels }, options)
  }

  /** When messages to a user wait, on all channels but `inApp`. */
  getQuietHours(identifier: string, options?: ReadOptions): Promise<QuietHours> {
    return this.#http.get(['users', { identifier }, 'preferences', 'quiet-hours'], {}, options)
  }

  /**
   * Writes a user's quiet hours anew: on unless `enabled` is false, in the profile's time zone unless one is named.
   * @throws Problem `invalid_request` that names the span, as in `schedule.fri[0].to`
   */
  setQuietHours(
    identifier: string,
    hours: Pick<QuietHours, 'schedule'> & Partial<QuietHours>,
    options?: WriteOptions,
  ): Promise<QuietHours> {
    return this.#http.put(['users', { identifier }, 'preferences', 'quiet-hours'], hours, options)
  }

  /** Where a user is reached on a channel: what was saved, and what profile and devices add. */
  getAddresses(
    identifier: string,
    channel: OutsideChannel,
    options?: ReadOptions,
  ): Promise<ChannelAddresses> {
    return this.#http.get(['users', { identifier }, 'channels', { channel }], {}, options)
  }

  /**
   * Says where a user is reached on a channel, in place of what was saved: `[]` forgets it. Profile and devices stay.
   * @throws Problem `invalid_request` that names the field, as in `addresses[0].phoneNumber`
   */
  setAddresses(
    identifier: string,
    channel: OutsideChannel,
    addresses: readonly Record<string, unknown>[],
    options?: WriteOptions,
  ): Promise<ChannelAddresses> {
    return this.#http.put(['users', { identifier }, 'channels', { channel }], { addresses }, options)
  }
}

/** A channel that needs an address. */
export type OutsideChannel = ChannelAddresses['channel']
