/** One page of a list that grows. Pass `nextCursor` as `cursor` for the next one; `null` = the end. */
export interface Page<Item> {
  data: Item[]
  nextCursor: string | null
}

/** Answer of a call that has nothing else to say. */
export interface Said {
  message: string
}
