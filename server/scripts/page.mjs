import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { clearInterval, setInterval } from 'node:timers'

const sources = [
  'miniprogram/src',
  'miniprogram/config',
  'miniprogram/static',
  'miniprogram/babel.config.js',
  'miniprogram/package.json',
  'shared/src',
  'package-lock.json',
]
const isTest = /\.test\.tsx?$/

async function listFiles(file) {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return []
  if (!found.isDirectory()) return [file]
  const entries = await readdir(file, { recursive: true, withFileTypes: true })
  return entries.filter((e) => e.isFile() && !isTest.test(e.name)).map((e) => path.join(e.parentPath, e.name))
}

const readModifiedAt = async (file) => (await stat(file)).mtimeMs

/** Whether the built page (or another output of the same sources) is there and newer than all it is made from. */
export async function isPageFresh(root, output = 'miniprogram/dist/h5/index.html') {
  const builtAt = await readModifiedAt(path.join(root, output)).catch(() => 0)
  const files = (await Promise.all(sources.map((source) => listFiles(path.join(root, source))))).flat()
  const changes = await Promise.all(files.map(readModifiedAt))
  return changes.every((changedAt) => changedAt <= builtAt)
}

/** Builds the page; what the build says is shown only when it fails. Ends with us when we are told to end. */
export async function buildPage(root) {
  const dist = path.join(root, 'miniprogram/dist/h5')
  const startedAt = Date.now()
  const say = (line) => process.stdout.write(`${line}\n`)
  say('Building the web page (once, and after changes to it; about half a minute) …')
  // Removed first, so that a build that was cut off is never taken for a finished one.
  await rm(dist, { recursive: true, force: true })
  const child = spawn('npm', ['run', 'build:h5', '-w', 'miniprogram'], { cwd: root, detached: true })
  const output = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (chunk) => output.push(chunk))
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  const progress = setInterval(() => say(`  … ${seconds()} s`), 5000)

  let interruptedBy
  const interrupt = (signal) => {
    interruptedBy = signal
    process.kill(-child.pid, 'SIGTERM')
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(127)).once('close', resolve)
  })
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  clearInterval(progress)

  if (code === 0 && interruptedBy === undefined) return say(`  built in ${seconds()} s`)
  await rm(dist, { recursive: true, force: true })
  if (interruptedBy === undefined) {
    process.stderr.write(Buffer.concat(output))
    process.stderr.write('\nThe web page could not be built; what the build said is above.\n')
  }
  process.exit(interruptedBy === undefined ? 1 : 130)
}
