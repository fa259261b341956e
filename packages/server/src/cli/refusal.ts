/** The command cannot be carried out as given: exit code 2. `message` is one line that says what is allowed. */
export class Refusal extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'Refusal'
  }
}

/** The command was right, and what it is about was not: exit code 1. `message` is one line that says what to do. */
export class Failure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'Failure'
  }
}
