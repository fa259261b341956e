'use client'

import { useRoot } from '../root/context.js'
import { english, type LabelKey, type PanelKey } from './english.js'
import { type Holes, type Message, say } from './say.js'

export type Say<Key> = (key: Key, holes?: Holes) => string

/** Texts in the root's language: the host's where given, else those of `own`. */
export function useTextOf<Key extends LabelKey>(part: string, own: Record<Key, Message>): Say<Key> {
  const { labels, locale } = useRoot(part)
  return (key, holes) => say(labels[key] ?? own[key], locale, holes)
}

/** What the panel says from the start. */
export const useText = (part: string): Say<PanelKey> => useTextOf(part, english)
