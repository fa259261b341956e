import type { Inbox } from '../inbox.js'
import { openTabs } from './tabs.js'

/** For `sound`. */
export interface SoundOptions {
  /** Address of the sound. A policy needs `media-src` for it. */
  url: string
  /** 0 to 1; default 1. */
  volume?: number | undefined
}

/** What comes in one go sounds once. */
const pauseMs = 2000

/**
 * Plays a sound for what comes, once per browser: in the tab that its user touched last, and not while somebody looks
 * at any of the user's tabs. Browsers play nothing in a tab that was never touched. Returns what ends it.
 */
export const sound = (inbox: Inbox, { url, volume = 1 }: SoundOptions): (() => void) => {
  const tabs = openTabs(inbox, 'sound', 'touched')
  let audio: HTMLAudioElement | undefined
  let playedAt = -pauseMs

  const play = async (): Promise<void> => {
    const now = performance.now()
    if (!tabs.isOurs() || now - playedAt < pauseMs || (await tabs.isAnyFocused())) return
    playedAt = now
    audio ??= new Audio(url)
    audio.volume = volume
    audio.currentTime = 0
    // Refused by the browser's settings, or not to be loaded: then it is quiet.
    await audio.play().catch(() => {})
  }
  const stop = inbox.onArrival(() => void play())
  return () => {
    stop()
    tabs.close()
    audio?.pause()
  }
}
