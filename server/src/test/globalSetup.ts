import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readFreeBytes } from '../database/diskSpace'
import { startEngine, type Engine } from '../database/engine'
import { isAlive, isEngineKind, type EngineKind } from '../database/engineKind'

declare global {
  var linliTestEngine: { engine: Engine; dataDir: string } | undefined
}

/** Installed once for all runs, beside the data of `npm start`. */
export const testInstallDir = path.resolve(__dirname, '../../../.data/engine')

const shortNames: Partial<Record<string, EngineKind>> = { rs: 'secantusd-rs', py: 'secantusdb-py' }

export function readForcedKind(): EngineKind | undefined {
  const name = process.env.LINLI_TEST_ENGINE
  if (name === undefined || name === '') return undefined
  const kind = shortNames[name] ?? name
  if (isEngineKind(kind)) return kind
  throw new Error(`LINLI_TEST_ENGINE=${name} is none of rs, py, mongod`)
}

const folder = 'linli-test-run-'
const memory = '/dev/shm'
const roomInMemory = 4 * 1024 ** 3

/** In memory where there is room: the engine waits for the disk at each of a hundred thousand commits. */
async function chooseParent(): Promise<string> {
  const free = await readFreeBytes(memory).catch(() => 0)
  return free >= roomInMemory ? memory : tmpdir()
}

/** Runs that were killed could not clean up, and an empty database is 130 MB. */
async function removeAbandonedRuns(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(folder) || isAlive(Number(name.slice(folder.length).split('-')[0]))) continue
    await rm(path.join(parent, name), { recursive: true, force: true })
  }
}

/** One engine for the whole run, with data of its own; `TEST_MONGODB_URI` uses a running MongoDB instead. */
export default async function globalSetup(): Promise<void> {
  process.env.LINLI_TEST_RUN = `${process.pid}-${Date.now()}`
  if (process.env.TEST_MONGODB_URI) return
  const parent = await chooseParent()
  await removeAbandonedRuns(parent)
  const dataDir = await mkdtemp(path.join(parent, `${folder}${process.pid}-`))
  const engine = await startEngine({
    dataDir,
    installDir: testInstallDir,
    kind: readForcedKind(),
    log: (line) => {
      console.log(line)
    },
  })
  globalThis.linliTestEngine = { engine, dataDir }
  process.env.TEST_MONGODB_URI = engine.uri
}
