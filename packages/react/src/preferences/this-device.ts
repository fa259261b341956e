/** Whether this browser is that device: its client keeps the id in local storage, under a name of the app's. */
export function isThisDevice(id: string): boolean {
  try {
    return Object.entries(localStorage).some(
      ([name, value]) => name.startsWith('inboxkit:device:') && value === id,
    )
  } catch {
    return false
  }
}
