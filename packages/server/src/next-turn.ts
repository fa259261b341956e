/** Lets the event loop have a turn: what waits for the network, or for a timer, goes first. */
export const nextTurn = (): Promise<void> =>
  new Promise((turn) => {
    setImmediate(turn)
  })
