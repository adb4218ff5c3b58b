// `npm start`: builds what is missing and runs the server in this very process, so that a signal, or a kill,
// meets one process only. It builds by itself because `ignore-scripts` silences prestart.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildPage, isPageFresh } from './page.mjs'

const root = path.resolve(import.meta.dirname, '../..')
process.chdir(root)

if (!(await isPageFresh(root))) await buildPage(root)
await import('../build.mjs')
process.setSourceMapsEnabled(true)
await import(pathToFileURL(path.join(root, 'server/dist/main.js')).href)
