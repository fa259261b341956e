'use client'

import { useRoot } from '../root/context.js'
import { english, type PanelKey } from './english.js'
import { laterEnglish } from './later-english.js'
import { type Holes, type Message, say } from './say.js'

type Key = PanelKey | keyof typeof laterEnglish
const texts: Record<Key, Message> = { ...english, ...laterEnglish }

/** The same as `useText`, with the texts that are loaded later. */
export function useLaterText(part: string): (key: Key, holes?: Holes) => string {
  const { labels, locale } = useRoot(part)
  return (key, holes) => say(labels[key] ?? texts[key], locale, holes)
}
