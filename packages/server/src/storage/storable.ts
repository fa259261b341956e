const unstorable = /\0|\p{Surrogate}/u

/** Whether PostgreSQL can hold a text: neither NUL nor half of a surrogate pair. */
export const isStorable = (text: string): boolean => !unstorable.test(text)
