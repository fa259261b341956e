import type { Operation } from '@inboxkit/protocol'
import { aHead, aNotification, settled } from '@inboxkit/testing'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../platform/browser.js'
import { createFakeBrowser, type FakeBrowser, type FakePage } from '../testing/fake-browser.js'
import { type Kept, nameOf, openVault, type Snapshot, type Vault } from './vault.js'

const realm = 'inboxkit/https%3A%2F%2Finbox.test/key/'
let databases: IDBFactory
let browser: FakeBrowser

beforeEach(() => {
  databases = new IDBFactory()
  browser = createFakeBrowser(() => databases)
})

const anAct = (operationId: string, actedAt = 1, order = 1): Kept => ({
  operation: { operationId, verb: 'read', id: 1 } satisfies Operation,
  actedAt,
  order,
})
const aSnapshot = (seq: number, epoch = 'e'): Snapshot => ({
  head: aHead({ epoch, seq }),
  app: null,
  items: [aNotification({ id: seq })],
  hasMore: false,
})
const nothing = { snapshot: undefined, kept: [], own: [] }
let tabs = 0
const open = (userId = 'ann', page: Browser = browser.openPage(), isOn = true): Vault =>
  openVault({ browser: page, realm, userId, tab: `tab ${++tabs}`, isOn })
const idsOf = async (vault: Vault): Promise<string[]> =>
  (await vault.read()).kept.map(({ operation }) => operation.operationId)
const names = async (): Promise<unknown[]> => (await databases.databases()).map(({ name }) => name)
/** What is in the database, whoever asks. */
const rows = (name: string): Promise<string> =>
  new Promise((resolve) => {
    const asked = databases.open(name, 1)
    asked.addEventListener('upgradeneeded', () => asked.transaction?.abort())
    asked.addEventListener('error', () => resolve('nothing'))
    asked.addEventListener('success', () => {
      const all = asked.result.transaction('operations').objectStore('operations').getAll()
      all.addEventListener('success', () => {
        asked.result.close()
        resolve(JSON.stringify(all.result))
      })
    })
  })

describe('a vault', () => {
  it('is empty at first', async () => {
    expect(await open().read()).toEqual(nothing)
  })

  it('P5: gives the next page what the last one has left, acts in order', async () => {
    const page = browser.openPage()
    const vault = open('ann', page)
    await vault.read()
    vault.add([anAct('b', 2, 2), anAct('c', 2, 1), anAct('a', 1, 3), anAct('three', 3)])
    vault.remove(['three'])
    vault.save(aSnapshot(7), 1)
    vault.close()
    page.crash()
    const next = open()
    expect(await next.read()).toMatchObject({ snapshot: { head: { seq: 7 }, items: [{ id: 7 }] } })
    expect(await idsOf(next)).toEqual(['a', 'c', 'b'])
  })

  it('leaves the acts of tabs that are alive to them, and gives those of tabs that died', async () => {
    const page = browser.openPage()
    const [alive, other] = [open('ann', page), open()]
    await settled()
    alive.add([anAct('mine')])
    await alive.read()
    expect(await idsOf(other)).toEqual([])
    expect(await alive.read()).toMatchObject({ kept: [], own: ['mine'] })
    page.crash()
    expect(await idsOf(other)).toEqual(['mine'])
  })

  it('gives all of them where there are no locks: doing it twice is the same as once', async () => {
    const page = { ...browser.openPage(), locks: () => undefined }
    const vault = open('ann', page)
    vault.add([anAct('mine')])
    expect(await idsOf(open('ann', page))).toEqual(['mine'])
  })

  it('keeps the newest snapshot, whichever tab writes last', async () => {
    const [one, two] = [open(), open()]
    one.save(aSnapshot(5), 10)
    two.save(aSnapshot(4), 20)
    expect((await two.read()).snapshot?.head.seq).toBe(5)
    two.save(aSnapshot(1, 'another'), 9)
    expect((await two.read()).snapshot?.head.seq).toBe(5)
    two.save(aSnapshot(1, 'another'), 30)
    expect((await one.read()).snapshot?.head).toMatchObject({ epoch: 'another', seq: 1 })
  })

  it('writes what it was handed before it was closed, and nothing after', async () => {
    const page = browser.openPage()
    const vault = open('ann', page)
    vault.add([anAct('early')])
    vault.close()
    vault.add([anAct('late')])
    await settled()
    expect(await idsOf(open())).toEqual(['early'])
  })

  it('P7: never gives what is another user’s, even under its own name', async () => {
    const ann = open('ann')
    ann.add([anAct('of ann')])
    ann.save(aSnapshot(3), 1)
    await ann.read()
    ann.close()
    const name = nameOf(realm, 'ann')
    await new Promise<void>((resolve) => {
      const asked = databases.open(name, 1)
      asked.onsuccess = () => {
        const transaction = asked.result.transaction(['operations', 'snapshots'], 'readwrite')
        const operations = transaction.objectStore('operations')
        operations.openCursor().onsuccess = ({ target }) => {
          const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result
          cursor?.update({ ...cursor.value, userId: 'mallory' })
        }
        const snapshots = transaction.objectStore('snapshots')
        snapshots.get('snapshot').onsuccess = ({ target }) =>
          snapshots.put({ ...(target as IDBRequest<object>).result, userId: 'mallory' }, 'snapshot')
        transaction.oncomplete = () => {
          asked.result.close()
          resolve()
        }
      }
    })
    expect(await open('ann').read()).toEqual(nothing)
  })

  it('is wiped, and stays so whatever is said to it later', async () => {
    const vault = open()
    vault.add([anAct('one')])
    await vault.read()
    await vault.wipe()
    vault.add([anAct('two')])
    vault.save(aSnapshot(1), 1)
    await settled()
    expect(await names()).toEqual([])
    expect(browser.openPage().notes()?.getItem(`${realm}users`)).toBeNull()
  })

  it('is wiped though another tab has it open, which then keeps nothing any more', async () => {
    const [one, two] = [open(), open()]
    await Promise.all([one.read(), two.read()])
    await one.wipe()
    two.add([anAct('late')])
    await settled()
    expect(await names()).toEqual([])
  })

  it('that is switched off keeps nothing and deletes what was there', async () => {
    const before = open()
    before.add([anAct('old')])
    await before.read()
    before.close()
    const off = open('ann', browser.openPage(), false)
    off.add([anAct('new')])
    off.save(aSnapshot(1), 1)
    expect(await off.read()).toEqual(nothing)
    expect(await names()).toEqual([])
  })
})

describe('another user', () => {
  const leave = async (userId: string): Promise<FakePage> => {
    const page = browser.openPage()
    const vault = open(userId, page)
    vault.add([anAct(`of ${userId}`)])
    await vault.read()
    return page
  }

  it('P7: who opens wipes what the one before has left', async () => {
    const page = await leave('ann')
    page.crash()
    expect(await rows(nameOf(realm, 'ann'))).toContain('of ann')
    const bob = open('bob')
    await bob.read()
    await vi.waitFor(async () => expect(await names()).toEqual([nameOf(realm, 'bob')]))
    expect(JSON.parse(browser.openPage().notes()?.getItem(`${realm}users`) ?? '')).toEqual(['bob'])
  })

  it('who is in another tab right now keeps theirs', async () => {
    await leave('ann')
    await open('bob').read()
    await settled()
    expect(await rows(nameOf(realm, 'ann'))).toContain('of ann')
  })

  it('of another app or server is left alone', async () => {
    const page = browser.openPage()
    const other = openVault({
      browser: page,
      realm: 'inboxkit/elsewhere/key/',
      userId: 'ann',
      tab: 'tab',
      isOn: true,
    })
    other.add([anAct('theirs')])
    await other.read()
    page.crash()
    await open('bob').read()
    await settled()
    expect(await rows(nameOf('inboxkit/elsewhere/key/', 'ann'))).toContain('theirs')
  })
})

describe('a browser that keeps nothing', () => {
  const broken = (): never => {
    throw new DOMException('Not here', 'SecurityError')
  }
  const ways: Record<string, (page: FakePage) => Browser> = {
    'has no databases': (page) => ({ ...page, databases: () => undefined }),
    'forbids databases': (page) => ({ ...page, databases: broken }),
    'has no local storage': (page) => ({ ...page, notes: () => undefined }),
    'forbids local storage': (page) => ({ ...page, notes: broken }),
    'forbids everything': (page) => ({ ...page, databases: broken, notes: broken, locks: broken }),
  }
  for (const [how, wrap] of Object.entries(ways))
    it(`because it ${how} is no obstacle`, async () => {
      const vault = open('ann', wrap(browser.openPage()))
      vault.add([anAct('one')])
      vault.save(aSnapshot(1), 1)
      expect(await vault.read()).toEqual(nothing)
      vault.remove(['one'])
      vault.close()
      await open('ann', wrap(browser.openPage())).wipe()
      expect(await names()).toEqual([])
    })

  it('because a newer version of us has its database', async () => {
    await new Promise((resolve) => {
      const asked = databases.open(nameOf(realm, 'ann'), 2)
      asked.onsuccess = () => resolve(asked.result.close())
    })
    const vault = open()
    vault.add([anAct('one')])
    expect(await vault.read()).toEqual(nothing)
  })

  it('because what it is to keep cannot be copied', async () => {
    const vault = open()
    vault.save({ ...aSnapshot(1), items: [{ ...aNotification(), data: { odd: () => {} } }] }, 1)
    vault.add([anAct('one')])
    expect(await vault.read()).toMatchObject({ snapshot: undefined })
  })
})
