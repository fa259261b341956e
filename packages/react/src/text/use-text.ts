'use client'

import { useRoot } from '../root/context.js'
import { english, type LabelKey } from './english.js'
import { type Holes, say } from './say.js'

type Say = (key: Exclude<LabelKey, 'bell' | 'bellWithCount'>, holes?: Holes) => string

/** Texts in the root's language: the host's where given, else English. */
export function useText(part: string): Say {
  const { labels, locale } = useRoot(part)
  return (key, holes) => say(labels[key] ?? english[key], locale, holes)
}
