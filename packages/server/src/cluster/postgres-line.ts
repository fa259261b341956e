import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../log.js'
import type { PgConnection } from '../storage/connection.js'
import { type Line, mostWaitingBytes } from './line.js'

/** PostgreSQL takes payloads of fewer than 8,000 bytes. */
const mostBytes = 7_900
const longestRetryMs = 2_000
/** A statement here takes a millisecond; a server that does not answer for so long is gone. */
const answerMs = 6_000

/**
 * PostgreSQL's LISTEN and NOTIFY on a session of its own, past any pooler. What comes up while a statement is under way
 * goes with the next, so that a burst costs few of them.
 */
export const postgresLine = (connection: PgConnection, channel: string, log: Log): Line => {
  const life: { client: pg.Client | undefined; isClosed: boolean } = { client: undefined, isClosed: false }
  let waiting: string[] = []
  let waitingBytes = 0
  let sending: Promise<void> | undefined
  let isUp = true

  const note = (err: unknown): void => {
    if (isUp && !life.isClosed)
      log.error({ err }, 'the line to other nodes is down; what they say comes late until it is there again')
    isUp = false
  }

  const open = async (onText: (text: string) => void, onEnd: () => void): Promise<void> => {
    const opened = new pg.Client({
      ...connection,
      application_name: 'inboxkit line',
      keepAlive: true,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
    })
    opened.on('error', note)
    opened.on('notification', ({ payload }) => onText(payload ?? ''))
    try {
      await opened.connect()
      await opened.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await opened.end().catch(() => undefined)
      throw error
    }
    opened.once('end', () => {
      life.client = undefined
      onEnd()
    })
    life.client = opened
    isUp = true
  }

  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0 && life.client) {
      const texts = waiting
      waiting = []
      waitingBytes = 0
      const on = life.client
      try {
        await on.query(
          'select pg_notify($1, text) from unnest($2::text[]) with ordinality as said(text, place) order by place',
          [channel, texts],
        )
      } catch (error) {
        note(error)
        // It may be half dead: a new one is opened when it has ended.
        await on.end().catch(() => undefined)
      }
    }
  }

  return {
    mostBytes,
    send(texts) {
      if (!life.client) return
      for (const text of texts) {
        if (waitingBytes > mostWaitingBytes) return
        waiting.push(text)
        waitingBytes += text.length
      }
      sending ??= sendAll().finally(() => {
        sending = undefined
      })
    },
    async listen(onText, onReturn) {
      const reopen = async (): Promise<void> => {
        for (let retries = 0; !life.isClosed; retries++) {
          await delay(
            Math.min(longestRetryMs, 50 * 2 ** Math.min(retries, 6)) * (0.5 + Math.random() / 2),
            undefined,
            {
              ref: false,
            },
          )
          try {
            if (life.isClosed) return
            await open(onText, () => void reopen())
            onReturn()
            return
          } catch (error) {
            note(error)
          }
        }
      }
      try {
        await open(onText, () => void reopen())
      } catch (error) {
        note(error)
        void reopen()
      }
    },
    async close() {
      await sending
      life.isClosed = true
      await life.client?.end().catch(() => undefined)
    },
  }
}
