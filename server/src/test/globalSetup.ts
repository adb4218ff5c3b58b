import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEngine, type Engine } from '../database/engine'
import { isEngineKind, type EngineKind } from '../database/engineKind'

declare global {
  var linliTestEngine: { engine: Engine; dataDir: string } | undefined
}

const shortNames: Partial<Record<string, EngineKind>> = { rs: 'secantusd-rs', py: 'secantusdb-py' }

export function readForcedKind(): EngineKind | undefined {
  const name = process.env.LINLI_TEST_ENGINE
  if (name === undefined || name === '') return undefined
  const kind = shortNames[name] ?? name
  if (isEngineKind(kind)) return kind
  throw new Error(`LINLI_TEST_ENGINE=${name} is none of rs, py, mongod`)
}

/** One engine for the whole run, with data of its own; `TEST_MONGODB_URI` uses a running MongoDB instead. */
export default async function globalSetup(): Promise<void> {
  process.env.LINLI_TEST_RUN = `${process.pid}-${Date.now()}`
  if (process.env.TEST_MONGODB_URI) return
  const dataDir = await mkdtemp(path.join(tmpdir(), 'linli-test-'))
  const engine = await startEngine({
    dataDir,
    installDir: path.resolve(__dirname, '../../../.data/engine'),
    kind: readForcedKind(),
    log: (line) => {
      console.log(line)
    },
  })
  globalThis.linliTestEngine = { engine, dataDir }
  process.env.TEST_MONGODB_URI = engine.uri
}
