const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Where two answers differ, and how: a few words instead of two pages. */
export const differences = (real: unknown, memory: unknown, path = ''): string[] => {
  if (!isTree(real) || !isTree(memory))
    return Object.is(real, memory)
      ? []
      : [`${path}: real ${JSON.stringify(real)}, in memory ${JSON.stringify(memory)}`]
  const keys = [...new Set([...Object.keys(real), ...Object.keys(memory)])]
  return keys.flatMap((key) => differences(real[key], memory[key], `${path}.${key}`))
}
