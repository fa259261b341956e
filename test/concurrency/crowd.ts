/** What everybody in the crowd shares. */
export interface Crowd {
  /** The servers; any of them will do, they share a database. */
  urls: readonly string[]
  users: readonly string[]
  /** Whose feeds may have gaps: much is done to them at once, and taken back. */
  isLoose: (user: string) => boolean
  isOver: () => boolean
  tally: Tally
}

/** What the crowd did, and what it found wrong. */
export interface Tally {
  sends: number
  copies: number
  batches: number
  /** Acts by a route of the contract. */
  routes: number
  /** Operations by how they were answered. */
  outcomes: Record<string, number>
  pages: number
  /** Pages that held the whole feed, so that the counts could be counted again. */
  wholePages: number
  replays: number
  /** Times that a replica had to load the list, the first time included. */
  loads: number
  faults: string[]
}

export const createTally = (): Tally => ({
  sends: 0,
  copies: 0,
  batches: 0,
  routes: 0,
  outcomes: {},
  pages: 0,
  wholePages: 0,
  replays: 0,
  loads: 0,
  faults: [],
})
