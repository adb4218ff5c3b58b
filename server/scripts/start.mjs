// `npm start`: builds what is missing and runs the server in this very process, so that a signal, or a kill,
// meets one process only. It builds by itself because `ignore-scripts` silences prestart.
import path from 'node:path'
import { setInterval } from 'node:timers'
import { pathToFileURL } from 'node:url'
import { buildPage, isPageFresh } from './page.mjs'

const root = path.resolve(import.meta.dirname, '../..')
process.chdir(root)
endWithNpm()

if (!(await isPageFresh(root))) await buildPage(root)
await import('../build.mjs')
process.setSourceMapsEnabled(true)
await import(pathToFileURL(path.join(root, 'server/dist/main.js')).href)

/** A killed npm cannot tell us; without this the server would stay behind with nobody to stop it. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return
  const npm = process.ppid
  setInterval(() => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM')
  }, 1000).unref()
}
