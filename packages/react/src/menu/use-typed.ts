'use client'

import { useCallback, useRef } from 'react'

/** Letters that follow each other faster than this are one word. */
const pauseMs = 500

/** Adds a letter to the word that is being typed, and gives the word. The same letter again is no word. */
export function useTyped(): (letter: string) => string {
  const word = useRef({ letters: '', at: 0 })
  return useCallback((letter) => {
    const now = performance.now()
    const before = now - word.current.at < pauseMs ? word.current.letters : ''
    const lower = letter.toLocaleLowerCase()
    const letters = before === lower ? lower : before + lower
    word.current = { letters, at: now }
    return letters
  }, [])
}
