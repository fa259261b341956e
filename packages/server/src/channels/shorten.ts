import { SendFailure } from './types.js'

/** Cuts a text that is longer than `most` UTF-16 units and ends it with `…`; never within a character. */
export const shorten = (text: string, most: number): string => {
  if (text.length <= most) return text
  const end = most - 1
  const isWithinPair = /[\ud800-\udbff]/.test(text.charAt(end - 1))
  return `${text.slice(0, isWithinPair ? end - 1 : end)}…`
}

const ellipsisBytes = Buffer.byteLength('…')

/** The same by bytes of UTF-8; `most` is at least 3. */
const shortenToBytes = (text: string, most: number): string => {
  const bytes = Buffer.from(text)
  if (bytes.length <= most) return text
  // A character that is not complete is left out where the decoder expects more to come.
  return `${new TextDecoder().decode(bytes.subarray(0, most - ellipsisBytes), { stream: true })}…`
}

/**
 * JSON of what `build` makes of a text, which is shortened until it fits into `most` bytes.
 * @throws SendFailure `refused` when it does not fit even without the text
 */
export const fitIntoBytes = (
  text: string,
  { most, who, build }: { most: number; who: string; build: (text: string) => unknown },
): string => {
  const whole = JSON.stringify(build(text))
  const over = Buffer.byteLength(whole) - most
  if (over <= 0) return whole
  // Removing a byte of the text removes at least one of its JSON.
  const left = Buffer.byteLength(text) - over
  if (left < ellipsisBytes) throw new SendFailure('refused', `${who} takes at most ${most} bytes`)
  return JSON.stringify(build(shortenToBytes(text, left)))
}
