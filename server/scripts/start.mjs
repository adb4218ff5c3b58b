// `npm start`: builds what is missing and runs the server in this very process, so that a signal, or a kill,
// meets one process only. It builds by itself because `ignore-scripts` silences prestart.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setInterval } from 'node:timers'
import { pathToFileURL } from 'node:url'
import { buildPage, isPageFresh } from './page.mjs'

const root = path.resolve(import.meta.dirname, '../..')
process.chdir(root)
endWithNpm()

const main = path.join(root, 'server/dist/main.js')
// In production `npm run build` was run before, and the server says at once all that is missing, the page too.
const isProduction = process.env.NODE_ENV === 'production'
if (!isProduction && !(await isPageFresh(root))) await buildPage(root)
if (!isProduction || !existsSync(main)) await import('../build.mjs')
process.setSourceMapsEnabled(true)
await import(pathToFileURL(main).href)

/** A killed npm cannot tell us; without this the server would stay behind with nobody to stop it. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return
  const npm = process.ppid
  setInterval(() => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM')
  }, 1000).unref()
}
