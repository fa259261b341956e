import pixelmatch from 'pixelmatch'
import type { PNG } from 'pngjs'

/** How many pixels of a picture may differ, as a part of all. */
export const tolerance = 0.001

/** Which part of the pixels differs; 1 = all, as of pictures of different sizes. */
export const differenceOf = (one: PNG, other: PNG): number => {
  const { width, height } = one
  if (other.width !== width || other.height !== height) return 1
  return pixelmatch(one.data, other.data, undefined, width, height, { threshold: 0.05 }) / (width * height)
}
