import { raw } from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openEmptyTestDb, type TestDb, testDatabase } from '../testing/test-db.js'
import { gate } from '../testing/waiting.js'
import type { Db } from './db.js'

let opened: TestDb
let db: Db
beforeAll(async () => {
  opened = await openEmptyTestDb()
  db = opened.db
  await db.run`create table word (text text primary key, n int not null default 0)`
})
beforeEach(() => db.run`delete from word`)
afterAll(() => opened.close())

const words = async (): Promise<string[]> =>
  (await db.many<{ text: string }>`select text from word order by text`).map(({ text }) => text)

/** As PostgreSQL's, for the attempts of a transaction. */
const failure = (code: string): Error => Object.assign(new Error(`failed with ${code}`), { code })

describe('a statement on its own', () => {
  it.each(['40P01', '40001'])('is run again after %s', async (code) => {
    await db.run`create sequence tries`
    await db.run`${raw(`
      create function stumble() returns bigint language plpgsql as $$
      declare n bigint := nextval('tries');
      begin
        if n < 3 then raise exception using errcode = '${code}'; end if;
        return n;
      end $$`)}`
    expect((await db.one<{ n: number }>`select stumble() n`)?.n).toBe(3)
    await db.run`drop function stumble()`
    await db.run`drop sequence tries`
  })
})

describe('a transaction', () => {
  it('commits what it resolves with', async () => {
    const result = await db.transaction(async (tx) => {
      await tx.run`insert into word values ('a')`
      return (await tx.one<{ n: number }>`select count(*) as n from word`)?.n
    })
    expect(result).toBe(1)
    expect(await words()).toEqual(['a'])
  })

  it('rolls back when its work rejects, and rejects with the same error', async () => {
    const mistake = new Error('on second thoughts')
    const work = db.transaction(async (tx) => {
      await tx.run`insert into word values ('a')`
      throw mistake
    })
    await expect(work).rejects.toBe(mistake)
    expect(await words()).toEqual([])
  })

  it('rejects with what the work made of a failed statement', async () => {
    await db.run`insert into word values ('a')`
    const work = db.transaction(async (tx) => {
      try {
        await tx.run`insert into word values ('a')`
      } catch (cause) {
        throw new Error('There is such a word', { cause })
      }
    })
    await expect(work).rejects.toThrow('There is such a word')
  })

  it('is READ COMMITTED', async () => {
    const row = await db.transaction((tx) => tx.one`select current_setting('transaction_isolation') as level`)
    expect(row).toEqual({ level: 'read committed' })
  })

  it('rejects when a failed statement was caught and nothing could be committed', async () => {
    const committed: string[] = []
    const work = db.transaction(async (tx) => {
      tx.afterCommit(() => committed.push('yes'))
      await tx.run`insert into word values ('a')`
      await tx.run`insert into word values ('a')`.catch(() => undefined)
    })
    await expect(work).rejects.toMatchObject({
      message: expect.stringContaining('rolled back'),
      cause: { code: '23505' },
    })
    expect(committed).toEqual([])
    expect(await words()).toEqual([])
  })

  it('goes on after a savepoint it went back to', async () => {
    await db.transaction(async (tx) => {
      await tx.run`insert into word values ('a')`
      await tx.run`savepoint before`
      await tx.run`insert into word values ('a')`.catch(() => undefined)
      await tx.run`rollback to before`
      await tx.run`insert into word values ('b')`
    })
    expect(await words()).toEqual(['a', 'b'])
  })

  it('cannot commit once it was abandoned, even if nobody throws', async () => {
    const reason = new Error('no job')
    const work = db.transaction(async (tx) => {
      await tx.run`insert into word values ('a')`
      tx.abandon(reason)
    })
    await expect(work).rejects.toBe(reason)
    expect(await words()).toEqual([])
  })

  it('calls back after the commit, in order, and a callback sees what was committed', async () => {
    const calls: string[] = []
    let seen: Promise<string[]> | undefined
    await db.transaction(async (tx) => {
      tx.afterCommit(() => {
        seen = words()
      })
      await tx.run`insert into word values ('a')`
      tx.afterCommit(() => calls.push('first'))
      tx.afterCommit(() => calls.push('second'))
      expect(calls).toEqual([])
    })
    expect(calls).toEqual(['first', 'second'])
    expect(await seen).toEqual(['a'])
  })

  it('does not call back after a rollback', async () => {
    const calls: string[] = []
    const work = db.transaction(async (tx) => {
      tx.afterCommit(() => calls.push('no'))
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(calls).toEqual([])
  })

  it.each(['40P01', '40001'])('is tried again after %s, its callbacks starting anew', async (code) => {
    const calls: number[] = []
    let attempts = 0
    const result = await db.transaction(async (tx) => {
      const attempt = ++attempts
      tx.afterCommit(() => calls.push(attempt))
      await tx.run`insert into word values ('a')`
      if (attempt < 4) throw failure(code)
      return attempt
    })
    expect(result).toBe(4)
    expect(calls).toEqual([4])
    expect(await words()).toEqual(['a'])
  })

  it('gives up after ten attempts', async () => {
    let attempts = 0
    const work = db.transaction(async () => {
      attempts++
      throw failure('40P01')
    })
    await expect(work).rejects.toMatchObject({ code: '40P01' })
    expect(attempts).toBe(10)
  })

  it('is not tried again after another error', async () => {
    let attempts = 0
    const work = db.transaction(async () => {
      attempts++
      throw failure('23505')
    })
    await expect(work).rejects.toMatchObject({ code: '23505' })
    expect(attempts).toBe(1)
  })

  it('refuses a query after its end', async () => {
    let late: Promise<unknown> | undefined
    const after = gate()
    await db.transaction(async (tx) => {
      late = after.opened.then(() => tx.run`insert into word values ('late')`)
    })
    after.open()
    await expect(late).rejects.toThrow('This transaction is over')
    expect(await words()).toEqual([])
  })
})

describe('a query on the database itself', () => {
  const message = 'use the `tx` that the transaction was given'

  it('throws inside a transaction, at any depth, instead of waiting for ever', async () => {
    const deep = async (): Promise<void> => {
      await Promise.resolve()
      await db.run`select 1`
    }
    await expect(db.transaction(() => db.run`select 1`)).rejects.toThrow(message)
    await expect(db.transaction(() => db.one`select 1`)).rejects.toThrow(message)
    await expect(db.transaction(() => db.many`select 1`)).rejects.toThrow(message)
    await expect(db.transaction(deep)).rejects.toThrow(message)
  })

  it('throws inside a transaction when it would begin another', async () => {
    await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toThrow(message)
  })

  it('works beside a transaction, in its callbacks, and in what a transaction left running', async () => {
    const after = gate()
    let left: Promise<unknown> | undefined
    let beside: Promise<unknown> | undefined
    const other = new Promise<void>((resolve) => {
      setImmediate(() => {
        beside = db.one`select 1 as one`
        resolve()
      })
    })
    await db.transaction(async (tx) => {
      await other
      await tx.run`select 1`
      left = after.opened.then(() => db.one`select 1 as one`)
    })
    after.open()
    expect(await beside).toEqual({ one: 1 })
    expect(await left).toEqual({ one: 1 })
  })
})

describe('many transactions at once', () => {
  it('each see the one before, whatever the order they came in', async () => {
    await db.run`insert into word values ('counter', 0)`
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        db
          .transaction(async (tx) => {
            const row = await tx.one<{ n: number }>`select n from word where text = 'counter' for update`
            await tx.run`update word set n = ${(row?.n ?? 0) + 1} where text = 'counter'`
            tx.afterCommit(() => order.push(n))
            if (n % 10 === 0) await expect(tx.run`select 1 / 0`).rejects.toThrow()
          })
          .catch((error: Error) => expect(error.message).toMatch('rolled back')),
      ),
    )
    expect(order).toHaveLength(180)
    expect(await db.one`select n from word`).toEqual({ n: 180 })
  })

  it('that lock the same rows in opposite orders all commit in the end', async () => {
    await db.run`insert into word values ('a'), ('b')`
    const both = async (first: string, second: string): Promise<void> => {
      await db.transaction(async (tx) => {
        await tx.run`update word set n = n + 1 where text = ${first}`
        await tx.run`update word set n = n + 1 where text = ${second}`
      })
    }
    await Promise.all([both('a', 'b'), both('b', 'a'), both('a', 'b')])
    expect(await db.many`select n from word`).toEqual([{ n: 3 }, { n: 3 }])
  })

  it('and queries between them wait for each other', async () => {
    const [, counts] = await Promise.all([
      db.transaction(async (tx) => {
        for (const text of ['a', 'b', 'c']) await tx.run`insert into word values (${text})`
      }),
      Promise.all(Array.from({ length: 20 }, () => db.one<{ n: number }>`select count(*) as n from word`)),
    ])
    // Either none or all of the three.
    for (const count of counts) expect([0, 3]).toContain(count?.n)
  })
})

describe('the drivers', () => {
  it('say which they are', () => {
    expect(db.kind).toBe(testDatabase())
  })
})
