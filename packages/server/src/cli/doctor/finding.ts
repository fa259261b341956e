/** What one check found. `says` is one plain sentence or two: what is wrong, and what to do about it. */
export interface Finding {
  name: string
  status: 'ok' | 'warning' | 'failed'
  says: string
}

type Make = (name: string, says: string) => Finding

export const ok: Make = (name, says) => ({ name, status: 'ok', says })
export const warning: Make = (name, says) => ({ name, status: 'warning', says })
export const failed: Make = (name, says) => ({ name, status: 'failed', says })
