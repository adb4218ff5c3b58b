import { makeId } from './id'

const storeName = 'files'

/** Addresses made of kept files while the page lives: each is made once, for it holds the file in memory. */
const opened = new Map<string, string>()

/** Copies a chosen file to where it outlives the page. Answers its name there; `undefined`: there is no room. */
export async function keepFile(path: string): Promise<string | undefined> {
  try {
    const blob = await (await fetch(path)).blob()
    const name = makeId()
    await ask('readwrite', (store) => store.put(blob, name))
    opened.set(name, path)
    return name
  } catch {
    return undefined
  }
}

/** Where a kept file can be shown and sent from; `undefined` where the browser has thrown it away. */
export async function openFile(name: string): Promise<string | undefined> {
  const known = opened.get(name)
  if (known !== undefined) return known
  try {
    const blob: unknown = await ask('readonly', (store) => store.get(name))
    if (!(blob instanceof Blob)) return undefined
    const path = URL.createObjectURL(blob)
    opened.set(name, path)
    return path
  } catch {
    return undefined
  }
}

export function dropFile(name: string): void {
  opened.delete(name)
  // Gone already is as good.
  void ask('readwrite', (store) => store.delete(name)).catch(() => undefined)
}

async function ask(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await openDatabase()
  try {
    return await resultOf(what(database.transaction(storeName, mode).objectStore(storeName)))
  } finally {
    database.close()
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = window.indexedDB.open('linli', 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore(storeName)
  }
  return resultOf(request)
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result)
    }
    request.onerror = () => {
      reject(request.error ?? new Error('the browser keeps no files'))
    }
  })
}
