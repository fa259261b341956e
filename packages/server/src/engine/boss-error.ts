/** pg-boss reports a copy of an error's fields, and its pool hangs a whole connection on one: neither suits a log. */
export const toError = (reported: unknown): Error => {
  if (reported instanceof Error) {
    Reflect.deleteProperty(reported, 'client')
    return reported
  }
  const { client: _, ...facts } = Object(reported) as { client?: unknown; message?: string }
  return Object.assign(new Error(facts.message ?? 'The job engine failed'), facts)
}
