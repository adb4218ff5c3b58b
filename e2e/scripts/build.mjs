// What the journeys run against: server, web page and mini program, each built when it is older than its sources.
// `LINLI_E2E_BUILD=off` takes what is there.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import '../../server/build.mjs'
import { buildPage, isPageFresh } from '../../server/scripts/page.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const isKept = process.env.LINLI_E2E_BUILD === 'off'
const page = 'miniprogram/dist/h5/index.html'
const program = 'miniprogram/dist/weapp/app.json'

const isNeeded = async (output) =>
  isKept ? !existsSync(path.join(root, output)) : !(await isPageFresh(root, output))

if (await isNeeded(page)) await buildPage(root)
if (await isNeeded(program)) buildProgram()

function buildProgram() {
  process.stdout.write('Building the mini program …\n')
  const build = spawnSync('npm', ['run', 'build:weapp', '-w', 'miniprogram'], { cwd: root, encoding: 'utf8' })
  if (build.status === 0) return
  process.stderr.write(build.stdout + build.stderr)
  process.exit(1)
}
