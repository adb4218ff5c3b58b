import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** What can hold the data: real MongoDB, the fast SecantusDB server in Rust, the one in Python. */
const engineKinds = ['mongod', 'secantusd-rs', 'secantusdb-py'] as const
export type EngineKind = (typeof engineKinds)[number]

/** How to run an engine, before its own flags for port and storage. */
export interface EngineProgram {
  kind: EngineKind
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
}

/** Something a person has to put right before an engine can run; the message says what. */
export class EngineSetupError extends Error {
  override name = 'EngineSetupError'
}

export function isEngineKind(value: unknown): value is EngineKind {
  return engineKinds.some((kind) => kind === value)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The full path of a command, looked for in `extraDirs` after `PATH`. */
export function findCommand(name: string, extraDirs: string[] = [], searchPath = process.env.PATH ?? '') {
  return [...searchPath.split(path.delimiter), ...extraDirs]
    .filter((dir) => dir !== '')
    .map((dir) => path.resolve(dir, name))
    .find(isExecutable)
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
