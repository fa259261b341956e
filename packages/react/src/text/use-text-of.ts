'use client'

import { useRoot } from '../root/context.js'
import type { English, Group, KeyOf } from './catalogue.js'
import { type Say, sayIn } from './say-in.js'

/** Texts as the root says them. `own` = the groups in English. */
export const useTextOf = <G extends Group>(part: string, own: Pick<English, G>): Say<KeyOf<G>> =>
  sayIn(useRoot(part), own)
