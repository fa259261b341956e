import type { FeedPage } from '@inboxkit/protocol'
import { asUser, listAll } from '../kit/api.js'
import type { Ledger } from './senders.js'

export interface Findings {
  /** Copies that have to be there: one per answered send and recipient. */
  due: number
  found: number
  lost: number
  doubled: number
  /** In a list, and nobody was ever answered for it. */
  unknown: number
  /** Answered reads of items that are not read. */
  unreadAgain: number
  /** Sentences about counts that are not those of the list, and about holes in `seq`. */
  faults: string[]
}

const dueOf = ({ answered }: Ledger): Map<string, Set<string>> => {
  const due = new Map<string, Set<string>>()
  for (const [title, recipients] of answered)
    for (const user of recipients) due.set(user, (due.get(user) ?? new Set()).add(title))
  return due
}

/** Until every list is as long as it has to be, or no longer grows for `patienceMs`. */
export const waitUntilDelivered = async (url: string, ledger: Ledger, patienceMs: number): Promise<void> => {
  const due = [...dueOf(ledger)]
  let most = -1
  let grewAt = performance.now()
  for (;;) {
    const pages = await Promise.all(due.map(([user]) => asUser(url, user).list({ limit: 1 })))
    if (pages.every(({ counts }, at) => counts.total >= (due[at]?.[1].size ?? 0))) return
    const total = pages.reduce((sum, { counts }) => sum + counts.total, 0)
    if (total > most) {
      most = total
      grewAt = performance.now()
    }
    if (performance.now() - grewAt > patienceMs) return
  }
}

/** Holds every list against what was answered. */
export const holdAgainst = async (
  url: string,
  ledger: Ledger,
  users: readonly string[],
): Promise<Findings> => {
  const due = dueOf(ledger)
  const findings: Findings = { due: 0, found: 0, lost: 0, doubled: 0, unknown: 0, unreadAgain: 0, faults: [] }
  for (const user of users) {
    const page = await listAll(asUser(url, user))
    const wanted = due.get(user) ?? new Set()
    const times = new Map<string, number>()
    for (const { title } of page.data) times.set(title, (times.get(title) ?? 0) + 1)
    findings.due += wanted.size
    for (const title of wanted) {
      if (times.has(title)) findings.found++
      else findings.lost++
    }
    for (const [title, count] of times) {
      if (count > 1) findings.doubled++
      if (!wanted.has(title)) findings.unknown++
    }
    const read = ledger.read.get(user) ?? new Set()
    findings.unreadAgain += page.data.filter(({ id, readAt }) => read.has(id) && readAt === null).length
    findings.faults.push(...countFaults(user, page), ...seqFaults(user, page))
  }
  return findings
}

const countFaults = (user: string, { counts, data }: FeedPage): string[] => {
  const counted = {
    unseen: data.filter(({ seenAt, readAt }) => seenAt === null && readAt === null).length,
    unread: data.filter(({ readAt }) => readAt === null).length,
    total: data.length,
  }
  return JSON.stringify(counted) === JSON.stringify({ ...counts })
    ? []
    : [`${user}: counts ${JSON.stringify(counts)}, list ${JSON.stringify(counted)}`]
}

/**
 * Nothing was ever deleted and each item was changed at most once, so the lists show every `seq` there ever was: as
 * the place of an item, or as the `seq` of its change. Together they are 1 to the head, each once.
 */
const seqFaults = (user: string, { seq, data }: FeedPage): string[] => {
  const all = data.flatMap((item) => (item.seq === item.sort ? [item.sort] : [item.sort, item.seq]))
  const sorted = all.sort((a, b) => a - b)
  const hole = sorted.findIndex((one, at) => one !== at + 1)
  if (hole >= 0) return [`${user}: at place ${hole + 1} of seq stands ${sorted[hole]}`]
  return sorted.length === seq ? [] : [`${user}: ${sorted.length} positions, seq ${seq}`]
}
