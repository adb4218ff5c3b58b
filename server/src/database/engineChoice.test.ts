import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chooseEngine, readRememberedEngine, rememberEngine } from './engineChoice'
import { startEngine } from './engine'

let dataDir: string
let installDir: string
const searchPath = process.env.PATH
const lines: string[] = []
const log = (line: string) => {
  lines.push(line)
}

async function placeBinary(dir: string, name: string): Promise<string> {
  await mkdir(dir, { recursive: true })
  const file = path.join(dir, name)
  await writeFile(file, '')
  await chmod(file, 0o755)
  return file
}

/** A finished installation of SecantusDB, as far as the choice is concerned. */
async function placeSecantusPy(): Promise<void> {
  const dir = path.join(installDir, 'secantusdb-0.7.0b3')
  await placeBinary(path.join(dir, 'venv/bin'), 'python3')
  await writeFile(path.join(dir, 'installed-venv'), '')
}

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'linli-choice-'))
  installDir = path.join(dataDir, 'engine')
  process.env.PATH = path.join(dataDir, 'path')
  await placeSecantusPy()
  lines.length = 0
})

afterEach(async () => {
  process.env.PATH = searchPath
  await rm(dataDir, { recursive: true, force: true })
})

const choose = () => chooseEngine({ dataDir, installDir, log })

describe('chooseEngine for new data', () => {
  it('takes mongod before secantusd-rs before SecantusDB', async () => {
    expect((await choose()).kind).toBe('secantusdb-py')
    const binary = await placeBinary(path.join(installDir, 'bin'), 'secantusd-rs')
    expect(await choose()).toMatchObject({ kind: 'secantusd-rs', command: binary })
    await placeBinary(path.join(dataDir, 'path'), 'mongod')
    expect((await choose()).kind).toBe('mongod')
  })

  it('takes the one that is asked for, or says where it looked', async () => {
    const asked = { dataDir, installDir, log, kind: 'secantusd-rs' as const }
    await expect(chooseEngine(asked)).rejects.toThrow(path.join(installDir, 'bin'))
    await placeBinary(path.join(dataDir, 'path'), 'mongod')
    await placeBinary(path.join(dataDir, 'path'), 'secantusd-rs')
    expect((await chooseEngine(asked)).kind).toBe('secantusd-rs')
  })
})

describe('chooseEngine for data that exist', () => {
  it('stays with the engine that made them when a faster one appears, and says how to change', async () => {
    await rememberEngine(dataDir, 'secantusdb-py')
    await placeBinary(path.join(installDir, 'bin'), 'secantusd-rs')
    expect((await choose()).kind).toBe('secantusdb-py')
    expect(lines.join()).toContain(`${path.join(dataDir, 'engine.json')} away`)
  })

  it.each([
    ['secantusd-rs', 'npm run engine:fast'],
    ['mongod', 'PATH'],
  ] as const)('refuses to open data of %s with another engine and says what to do', async (kind, advice) => {
    await rememberEngine(dataDir, kind)
    await expect(choose()).rejects.toThrow(advice)
    await expect(choose()).rejects.toThrow('LINLI_DATA_DIR')
    await expect(startEngine({ dataDir, log })).rejects.toThrow(`made by ${kind}`)
    expect(readRememberedEngine(dataDir)).toBe(kind)
  })

  it('refuses an engine that was asked for when another made the data', async () => {
    await rememberEngine(dataDir, 'secantusdb-py')
    await placeBinary(path.join(installDir, 'bin'), 'secantusd-rs')
    const asked = chooseEngine({ dataDir, installDir, log, kind: 'secantusd-rs' })
    await expect(asked).rejects.toThrow('made by secantusdb-py')
  })

  it('refuses a note that it does not understand', async () => {
    await writeFile(path.join(dataDir, 'engine.json'), '{"kind":"oracle"}')
    await expect(choose()).rejects.toThrow('oracle')
  })
})
