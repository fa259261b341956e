import { cdp } from 'vitest/browser'

interface Session {
  send: (method: string, given: object) => Promise<unknown>
}

/** What the browser says of its user, such as `{ 'forced-colors': 'active' }`; nothing given is nothing said. */
export const emulate = async (said: Record<string, string> = {}): Promise<void> => {
  const features = Object.entries(said).map(([name, value]) => ({ name, value }))
  await (cdp() as unknown as Session).send('Emulation.setEmulatedMedia', { features })
}
