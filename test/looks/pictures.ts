import { expect } from '@playwright/test'
import pixelmatch from 'pixelmatch'
import type { PNG } from 'pngjs'

/** How many pixels of a picture may differ, as a part of all. */
export const tolerance = 0.001

export const differenceOf = (one: PNG, other: PNG): number => {
  const { width, height } = one
  expect([other.width, other.height]).toEqual([width, height])
  return pixelmatch(one.data, other.data, undefined, width, height, { threshold: 0.05 }) / (width * height)
}
