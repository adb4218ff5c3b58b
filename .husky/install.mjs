// `npm run hooks`: lets git run lint-staged before each commit. Asked for, not a `prepare` script: `ignore-scripts` in
// .npmrc silences those. Never takes the place of hooks that somebody keeps elsewhere.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import husky from 'husky'

const own = '.husky/_'
const root = path.resolve(import.meta.dirname, '..')

function ask(...args) {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}

function install() {
  if (path.resolve(root, ask('rev-parse', '--show-toplevel') || '/') !== root)
    return 'Not a git checkout of its own: no hooks installed.'
  const present = ask('config', 'core.hooksPath')
  if (present !== '' && present !== own) return `Hooks are kept in ${present}: left as they are.`
  process.chdir(root)
  const problem = husky()
  return problem === '' ? 'Git now runs lint-staged before each commit.' : `No hooks installed: ${problem}`
}

process.stdout.write(`${install()}\n`)
