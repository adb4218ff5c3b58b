import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findInstalled, installSecantusPy } from './engineInstall'
import { EngineSetupError } from './engineKind'

/** A python3 that only pretends to install, driven by the files beside it. */
const fakePython = (here: string) => `#!/bin/sh
here=${here}
case "$*" in
  "-c "*) exit 0 ;;
  "-m venv "*) test -f "$here/no-venv" && exit 1; mkdir -p "$3/bin" && cp "$0" "$3/bin/python3"; exit 0 ;;
  *"pip --version") test -f "$here/no-pip" && exit 1; exit 0 ;;
  *"pip install"*) test -f "$here/offline" && { echo "ERROR: no network" >&2; exit 1; }; exit 0 ;;
esac
`

let root: string
let bin: string
let installDir: string
const lines: string[] = []
const log = (line: string) => {
  lines.push(line)
}
const searchPath = process.env.PATH

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'linli-install-'))
  bin = path.join(root, 'bin')
  installDir = path.join(root, 'engine')
  await mkdir(bin)
  await writeFile(path.join(bin, 'python3'), fakePython(bin))
  await chmod(path.join(bin, 'python3'), 0o755)
  for (const tool of ['sh', 'mkdir', 'cp', 'test', 'echo']) {
    await symlink(`/bin/${tool}`, path.join(bin, tool))
  }
  process.env.PATH = bin
  lines.length = 0
})

afterEach(async () => {
  process.env.PATH = searchPath
  await rm(root, { recursive: true, force: true })
})

const failWith = (file: string) => writeFile(path.join(bin, file), '')

describe('installSecantusPy', () => {
  it('installs into a virtual environment once and says so', async () => {
    const first = await installSecantusPy(installDir, log)
    const second = await installSecantusPy(installDir, log)
    expect(first.command).toMatch(/venv\/bin\/python3$/)
    expect(second).toEqual(first)
    expect(lines).toEqual([expect.stringContaining('SecantusDB 0.7.0b3')])
  })

  it('falls back to pip --target where there is no venv', async () => {
    await failWith('no-venv')
    const program = await installSecantusPy(installDir, log)
    expect(program.command).toBe(path.join(bin, 'python3'))
    expect(program.env.PYTHONPATH).toBe(path.join(installDir, 'secantusdb-0.7.0b3/site'))
  })

  it('does not take a failed download for a missing venv, and tries again next time', async () => {
    await failWith('offline')
    await expect(installSecantusPy(installDir, log)).rejects.toThrow('no network')
    expect(await readdir(installDir)).toEqual([])
    await rm(path.join(bin, 'offline'))
    await expect(installSecantusPy(installDir, log)).resolves.toMatchObject({ kind: 'secantusdb-py' })
  })

  it('redoes an installation that was cut off and leaves a built secantusd-rs alone', async () => {
    const half = path.join(installDir, 'secantusdb-0.7.0b3')
    await mkdir(path.join(half, 'venv/bin'), { recursive: true })
    await mkdir(path.join(installDir, 'secantusdb-0.7.0b3.partial-999999999'))
    await mkdir(path.join(installDir, 'bin'))
    await writeFile(path.join(installDir, 'bin/secantusd-rs'), 'built')
    expect(findInstalled(installDir)).toBeUndefined()
    await installSecantusPy(installDir, log)
    expect(findInstalled(installDir)).toBeDefined()
    expect((await readdir(installDir)).sort()).toEqual(['bin', 'secantusdb-0.7.0b3'])
    expect(await readdir(path.join(installDir, 'bin'))).toEqual(['secantusd-rs'])
  })

  it('installs again when the Python of the virtual environment has gone', async () => {
    await installSecantusPy(installDir, log)
    await rm(path.join(installDir, 'secantusdb-0.7.0b3/venv/bin/python3'))
    expect(findInstalled(installDir)).toBeUndefined()
    await installSecantusPy(installDir, log)
    expect(findInstalled(installDir)).toBeDefined()
  })

  it('lets two processes install at once', async () => {
    const programs = await Promise.all([
      installSecantusPy(installDir, log),
      installSecantusPy(installDir, log),
    ])
    expect(programs).toEqual([findInstalled(installDir), findInstalled(installDir)])
    expect(await readdir(installDir)).toEqual(['secantusdb-0.7.0b3'])
  })

  it('says what to install when python3 or pip is missing', async () => {
    await failWith('no-venv')
    await failWith('no-pip')
    await expect(installSecantusPy(installDir, log)).rejects.toThrow('pip for python3 is missing')
    await rm(path.join(bin, 'python3'))
    const refused = installSecantusPy(installDir, log)
    await expect(refused).rejects.toThrow(EngineSetupError)
    await expect(refused).rejects.toThrow('apt install python3')
  })
})
