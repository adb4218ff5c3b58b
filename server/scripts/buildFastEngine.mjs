// `npm run engine:fast`: builds the fast database engine into the data directory, with the Rust of this machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const crate = 'secantus-mdb'
const version = '0.5.3-beta.196'
// The crate asks for a newer one than it needs; this is the oldest that built it.
const oldestRust = [1, 95]

const root = path.resolve(import.meta.dirname, '../..')
const dataDir = path.resolve(root, process.env.LINLI_DATA_DIR ?? '.data')
const installDir = path.join(dataDir, 'engine')

function readVersion(command) {
  try {
    return execFileSync(command, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}

function isRecent(rustc) {
  const [major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(rustc)?.slice(1).map(Number) ?? []
  return major > oldestRust[0] || (major === oldestRust[0] && minor >= oldestRust[1])
}

function listMissing() {
  const rustc = readVersion('rustc')
  const rust = oldestRust.join('.')
  const missing = []
  if (rustc === undefined) missing.push(`rustc ${rust} or later (https://rustup.rs)`)
  else if (!isRecent(rustc)) missing.push(`rustc ${rust} or later; here is ${rustc} (rustup update)`)
  if (readVersion('cargo') === undefined) missing.push('cargo (comes with rustup)')
  if (readVersion('cc') === undefined)
    missing.push('a C compiler (Debian, Ubuntu: apt install build-essential)')
  if (readVersion('cmake') === undefined) missing.push('cmake (apt install cmake)')
  return missing
}

const missing = listMissing()
if (missing.length > 0) {
  console.error(
    `The fast engine cannot be built here. Missing:\n${missing.map((line) => `- ${line}`).join('\n')}`,
  )
  console.error('Linli runs without it, more slowly; so does it with mongod on PATH or MONGODB_URI.')
  process.exit(1)
}

console.log(`Building ${crate} ${version} into ${installDir} (about 8 minutes on two cores) …`)
const options = ['--locked', '--ignore-rust-version', '--root', installDir]
const built = spawnSync('cargo', ['install', crate, '--version', version, ...options], { stdio: 'inherit' })
if (built.status !== 0) {
  console.error(
    'cargo could not build the engine; what it said is above. Linli runs without it, more slowly.',
  )
  process.exit(1)
}

console.log(`secantusd-rs ${version} is in ${path.join(installDir, 'bin')}.`)
const note = path.join(dataDir, 'engine.json')
const made = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')).kind : undefined
if (made === undefined || made === 'secantusd-rs') console.log('The next start uses it.')
else {
  console.log(
    `The data in ${dataDir} were made by ${made} and stay with it. To use the fast engine, stop Linli,`,
  )
  console.log(`move ${path.join(dataDir, 'database')} and ${note} away and start with new data.`)
}
