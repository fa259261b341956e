'use client'

import { useRoot } from '../root/context.js'
import { english, type PanelKey } from './english.js'
import { type Holes, say } from './say.js'

/** Texts in the root's language: the host's where given, else English. */
export function useText(part: string): (key: PanelKey, holes?: Holes) => string {
  const { labels, locale } = useRoot(part)
  return (key, holes) => say(labels[key] ?? english[key], locale, holes)
}
