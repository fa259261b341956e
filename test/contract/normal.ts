/** Writes two servers' words alike: what each makes up for itself is named by its order. */
export interface Normal {
  /** Ids of notifications, in the order in which they were made. */
  ids: number[]
  (value: unknown): unknown
}

type Json = Record<string, unknown>

export const createNormal = (): Normal => {
  const epochs: string[] = []
  const idOf = (id: unknown): unknown => {
    const at = normal.ids.indexOf(Number(id))
    return at < 0 ? id : `notification ${at + 1}`
  }
  const epochOf = (epoch: string): string => {
    if (!epochs.includes(epoch)) epochs.push(epoch)
    return `epoch ${epochs.indexOf(epoch) + 1}`
  }
  const one = ([key, value]: [string, unknown]): [string, unknown][] => {
    if (key === 'requestId') return []
    if (key === 'epoch') return [[key, epochOf(String(value))]]
    if (key === 'id') return [[key, idOf(value)]]
    if (key === 'category' && value && typeof value === 'object')
      return [[key, { ...(value as Json), id: 0 }]]
    return [[key, normal(value)]]
  }
  const normal: Normal = Object.assign(
    (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(normal)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).flatMap(one))
    },
    { ids: [] as number[] },
  )
  return normal
}
