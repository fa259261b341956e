/** The command cannot be carried out as given; `message` is one line that says what is allowed. */
export class Refusal extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'Refusal'
  }
}
