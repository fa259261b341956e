import { isDeepStrictEqual } from 'node:util'
import { problem } from '@inboxkit/protocol'
import { applyPatch } from 'rfc6902'
import { z } from 'zod'
import { isReserved } from '../users/profile.js'
import { canAdd, find, namesIn, pointerForm } from './pointer.js'

const mostOperations = 100

const pointer = z
  .string()
  .max(1024)
  .superRefine((text, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message })
    if (!pointerForm.test(text)) refuse('must be a JSON Pointer, such as /address/city')
    else if (namesIn(text).some(isReserved)) refuse('must not go through a reserved name')
  })
  .describe('A JSON Pointer (RFC 6901)')

const value = z.unknown()
const operation = z
  .discriminatedUnion('op', [
    z.object({ op: z.literal('add'), path: pointer, value }),
    z.object({ op: z.literal('remove'), path: pointer }),
    z.object({ op: z.literal('replace'), path: pointer, value }),
    z.object({ op: z.literal('move'), from: pointer, path: pointer }),
    z.object({ op: z.literal('copy'), from: pointer, path: pointer }),
    z.object({ op: z.literal('test'), path: pointer, value }),
  ])
  .superRefine((given, context) => {
    if (['add', 'replace', 'test'].includes(given.op) && !('value' in given))
      context.addIssue({ code: 'custom', path: ['value'], message: 'must be given' })
  })

export type Operation = z.output<typeof operation>

/** A JSON Patch (RFC 6902) of at most 100 operations. */
export const jsonPatch: z.ZodType<Operation[]> = z
  .array(operation)
  .superRefine(({ length }, context) => {
    if (length > mostOperations)
      context.addIssue({ code: 'custom', message: `must have at most ${mostOperations} entries` })
  })
  .meta({ id: 'JsonPatch', maxItems: mostOperations })

/** The library changes its document in place, and the whole of one can only be changed in something around it. */
interface Box {
  root: unknown
}
const boxed = (path: string): string => `/root${path}`

const refusal = (at: number, member: 'path' | 'from', message: string): Error =>
  problem('unprocessable', { fields: [{ field: `[${at}].${member}`, message }] })

/**
 * Applies a patch to a copy of a document: all of it, or nothing.
 * @param mostBytes of the document as JSON after each operation: copies of copies double
 * @throws Problem `unprocessable` that names the operation which cannot be done, such as `[2].path`
 */
export const applyJsonPatch = (
  document: unknown,
  operations: readonly Operation[],
  mostBytes: number,
): unknown => {
  const box: Box = { root: structuredClone(document) }
  for (const [at, operation] of operations.entries()) {
    perform(box, operation, at)
    const canGrow = operation.op !== 'test' && operation.op !== 'remove'
    if (canGrow && Buffer.byteLength(JSON.stringify(box.root)) > mostBytes)
      throw refusal(at, 'path', `must not make it larger than ${mostBytes} bytes as JSON`)
  }
  return box.root
}

const perform = (box: Box, operation: Operation, at: number): void => {
  switch (operation.op) {
    case 'add':
      return add(box, operation.path, operation.value, at)
    case 'copy':
      return add(box, operation.path, valueAt(box, operation.from, at, 'from'), at)
    case 'move':
      return move(box, operation, at)
    case 'remove':
      return remove(box, operation.path, at, 'path')
    case 'replace':
      valueAt(box, operation.path, at, 'path')
      return apply(box, { ...operation, path: boxed(operation.path) }, at)
    case 'test':
      if (!isDeepStrictEqual(valueAt(box, operation.path, at, 'path'), operation.value))
        throw refusal(at, 'path', 'must have the value of the test')
  }
}

const valueAt = (box: Box, path: string, at: number, member: 'path' | 'from'): unknown => {
  const found = find(box.root, path)
  if (!found) throw refusal(at, member, 'must exist')
  return found.value
}

const add = (box: Box, path: string, value: unknown, at: number): void => {
  if (!canAdd(box.root, path)) throw refusal(at, 'path', 'must be a place in something that exists')
  apply(box, { op: 'add', path: boxed(path), value }, at)
}

const remove = (box: Box, path: string, at: number, member: 'path' | 'from'): void => {
  valueAt(box, path, at, member)
  if (path === '') throw refusal(at, member, 'must not be the whole')
  apply(box, { op: 'remove', path: boxed(path) }, at)
}

/** The same as a removal and then an addition (RFC 6902, 4.4): the second sees the document without the value. */
const move = (box: Box, { from, path }: Operation & { op: 'move' }, at: number): void => {
  const value = valueAt(box, from, at, 'from')
  if (path === from) return
  if (path.startsWith(`${from}/`)) throw refusal(at, 'path', 'must not be inside of what is moved')
  remove(box, from, at, 'from')
  add(box, path, value, at)
}

const apply = (box: Box, operation: Parameters<typeof applyPatch>[1][number], at: number): void => {
  const [refused] = applyPatch(box, [operation])
  if (refused) throw refusal(at, 'path', 'cannot be changed in this way')
}
