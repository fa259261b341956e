import { createHash } from 'node:crypto'

/** A UUID (version 8 of RFC 9562) that is always the same for a message: for receivers that take only UUIDs as keys. */
export const messageUuid = (messageId: string): string => {
  const bytes = createHash('sha256').update(messageId).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
