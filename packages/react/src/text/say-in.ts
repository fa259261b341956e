import type { Language } from '../root/use-language.js'
import type { English, Group, KeyOf } from './catalogue.js'
import type { Labels } from './english.js'
import { type Holes, type Message, say } from './say.js'

export type Say<Key> = (key: Key, holes?: Holes) => string

/** The host's texts where given, else the language's, else those of `own`, which are English. */
export function sayIn<G extends Group>(
  { labels, locale, texts }: Language & { labels: Partial<Labels> },
  own: Pick<English, G>,
): Say<KeyOf<G>> {
  return (key, holes) => {
    let message: Message | undefined = labels[key]
    for (const group in own) {
      const english: Record<string, Message> = own[group]
      message ??= texts?.[group]?.[Object.keys(english).indexOf(key)] ?? english[key]
    }
    return say(message ?? '', locale, holes)
  }
}
