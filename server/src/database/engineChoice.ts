import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { installSecantusPy } from './engineInstall'
import {
  EngineSetupError,
  findCommand,
  isEngineKind,
  type EngineKind,
  type EngineProgram,
} from './engineKind'

export interface EngineChoice {
  /** Holds the data and the note about which engine made them. */
  dataDir: string
  /** Where `secantusd-rs` and SecantusDB are installed, usually `<dataDir>/engine`. */
  installDir: string
  /** Insist on one engine instead of the first that is there. */
  kind?: EngineKind | undefined
  log: (line: string) => void
}

const memoryFile = (dataDir: string) => path.join(dataDir, 'engine.json')

/** Which engine made the data in `dataDir`; none for a new directory. */
export function readRememberedEngine(dataDir: string): EngineKind | undefined {
  let text: string
  try {
    text = readFileSync(memoryFile(dataDir), 'utf8')
  } catch {
    return undefined
  }
  const kind = (JSON.parse(text) as { kind?: unknown }).kind
  if (isEngineKind(kind)) return kind
  throw new EngineSetupError(`${memoryFile(dataDir)} names no engine that this version knows: ${text}`)
}

export async function rememberEngine(dataDir: string, kind: EngineKind): Promise<void> {
  if (readRememberedEngine(dataDir) === kind) return
  await writeFile(memoryFile(dataDir), `${JSON.stringify({ kind })}\n`)
}

function findBinary(kind: 'mongod' | 'secantusd-rs', installDir: string): EngineProgram | undefined {
  const extra = kind === 'secantusd-rs' ? [path.join(installDir, 'bin')] : []
  const command = findCommand(kind, extra)
  return command === undefined ? undefined : { kind, command, args: [], env: process.env }
}

function refuse(dataDir: string, made: EngineKind, asked: string): EngineSetupError {
  return new EngineSetupError(
    [
      `The data in ${dataDir} were made by ${made}, ${asked}. Nothing was changed. Either`,
      made === 'secantusd-rs'
        ? '- build secantusd-rs again: npm run engine:fast'
        : `- let ${made} run again (put it back on PATH)`,
      '- or start with new data: set LINLI_DATA_DIR to another folder',
      '- or move the data over with mongodump and mongorestore, or load the demo anew.',
    ].join('\n'),
  )
}

/**
 * The engine to run: the one that made the data, else the first of mongod, secantusd-rs and SecantusDB from
 * PyPI. Data are never opened by an engine that did not make them.
 */
export async function chooseEngine(options: EngineChoice): Promise<EngineProgram> {
  const { dataDir, installDir, log } = options
  const made = readRememberedEngine(dataDir)
  if (made !== undefined && options.kind !== undefined && made !== options.kind) {
    throw refuse(dataDir, made, `not by ${options.kind}`)
  }
  const wanted = options.kind ?? made
  if (wanted === 'secantusdb-py') {
    if (made !== undefined && findBinary('secantusd-rs', installDir) !== undefined) {
      log(`The data in ${dataDir} stay with ${made}. To use the faster secantusd-rs, stop Linli, move`)
      log(`${path.join(dataDir, 'database')} and ${memoryFile(dataDir)} away, and start with new data.`)
    }
    return installSecantusPy(installDir, log)
  }
  const kinds = wanted === undefined ? (['mongod', 'secantusd-rs'] as const) : [wanted]
  for (const kind of kinds) {
    const program = findBinary(kind, installDir)
    if (program !== undefined) return program
  }
  if (wanted === undefined) return installSecantusPy(installDir, log)
  if (made !== undefined) throw refuse(dataDir, made, 'which is not here any more')
  throw new EngineSetupError(`${wanted} is neither on PATH nor in ${path.join(installDir, 'bin')}`)
}
