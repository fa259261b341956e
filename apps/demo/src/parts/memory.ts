/** What this browser remembers between visits. Where storage is blocked, nothing is. */
export const recall = (name: 'user' | 'theme'): string | null => {
  try {
    return localStorage.getItem(`harbor.${name}`)
  } catch {
    return null
  }
}

export const remember = (name: 'user' | 'theme', value: string): void => {
  try {
    localStorage.setItem(`harbor.${name}`, value)
  } catch {
    // Then it holds for this visit only.
  }
}
