import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { StoragePort } from './storage.port'

/** Lower-case words of letters, digits and dashes, separated by single slashes, with one extension at most. */
const keyPattern = /^[a-z0-9][a-z0-9-]{0,63}(\/[a-z0-9][a-z0-9-]{0,63}){0,5}(\.[a-z0-9]{1,5})?$/

const temporaryFolder = '.incoming'

/** Anything this old in the folder of unfinished files was left by a crash. */
const leftoverMilliseconds = 60 * 60 * 1000

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeSynced(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder so that it is still there after a power cut: each folder above a new one is synced. */
async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (firstMade === undefined) return
  for (let made = folder; made.length >= firstMade.length; made = path.dirname(made))
    await syncFolder(path.dirname(made))
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    // Another server may have finished it meanwhile.
    const found = await stat(file).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > leftoverMilliseconds) await rm(file, { force: true })
  }
}

/**
 * Files below one folder of this machine. A file is there whole or not at all: it is written aside, synced and
 * renamed, so a crash leaves no half picture and an acknowledged one survives a power cut.
 * @throws Error for a key that this program would not make; file system errors as they are (a full disk: ENOSPC).
 */
export function diskStorage(dir: string): StoragePort {
  const root = path.resolve(dir)
  const incoming = path.join(root, temporaryFolder)
  let prepared: Promise<void> | undefined

  async function prepare(): Promise<void> {
    await makeFolder(incoming)
    await removeLeftovers(incoming)
  }

  function locate(key: string): string {
    if (!keyPattern.test(key)) throw new Error(`not a storage key: ${JSON.stringify(key)}`)
    return path.join(root, ...key.split('/'))
  }

  async function put(key: string, bytes: Buffer): Promise<void> {
    const file = locate(key)
    prepared ??= prepare()
    await prepared.catch((error: unknown) => {
      prepared = undefined
      throw error
    })
    await makeFolder(path.dirname(file))
    const temporary = path.join(incoming, randomUUID())
    try {
      await writeSynced(temporary, bytes)
      await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(path.dirname(file))
  }

  async function get(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(locate(key))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async function remove(key: string): Promise<void> {
    await rm(locate(key), { force: true })
  }

  return { put, get, remove }
}
