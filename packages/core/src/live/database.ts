import type { Browser } from '../platform/browser.js'
import { tryTo } from './try-to.js'

const operations = 'operations'
const snapshots = 'snapshots'

/** `undefined` when there is none, or it is not to be had: private windows, a newer version's, a full disk. */
export const openDatabase = (browser: Browser, name: string): Promise<IDBDatabase | undefined> =>
  new Promise((resolve) => {
    const asked = tryTo(() => browser.databases()?.open(name, 1))
    if (!asked) return resolve(undefined)
    asked.addEventListener('upgradeneeded', () => {
      asked.result.createObjectStore(operations, { keyPath: 'operationId' })
      asked.result.createObjectStore(snapshots)
    })
    for (const type of ['error', 'blocked']) asked.addEventListener(type, () => resolve(undefined))
    asked.addEventListener('success', () => {
      const db = asked.result
      // Somebody deletes it, or needs it in another form. We go on without.
      db.addEventListener('versionchange', () => db.close())
      resolve(db)
    })
  })

/** Whether it is gone. A page that stands still and has it open delays that. */
export const forgetDatabase = (browser: Browser, name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = tryTo(() => browser.databases()?.deleteDatabase(name))
    if (!asked) return resolve(false)
    asked.addEventListener('success', () => resolve(true))
    for (const type of ['error', 'blocked']) asked.addEventListener(type, () => resolve(false))
  })

/** Runs in one transaction; returns the results of the requests it made, `undefined` when it failed. */
export const inDatabase = (
  db: IDBDatabase | undefined,
  mode: 'readonly' | 'readwrite',
  run: (operations: IDBObjectStore, snapshots: IDBObjectStore) => readonly IDBRequest[] | void,
): Promise<unknown[] | undefined> =>
  new Promise((resolve) => {
    const transaction = tryTo(() => db?.transaction([operations, snapshots], mode))
    if (!transaction) return resolve(undefined)
    for (const type of ['error', 'abort']) transaction.addEventListener(type, () => resolve(undefined))
    const requests =
      tryTo(() => run(transaction.objectStore(operations), transaction.objectStore(snapshots))) ?? []
    transaction.addEventListener('complete', () => resolve(requests.map(({ result }) => result as unknown)))
  })
