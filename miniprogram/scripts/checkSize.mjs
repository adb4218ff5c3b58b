/**
 * Checks a finished WeChat build: main package < 1.5 MB, every package < 2 MB, all < 20 MB, no zod inside, every page
 * that app.json names is there, and project.config.json points to the build. Run after `build:weapp`.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))

const workspace = path.resolve(here, '../..')
const dist = path.resolve(here, '../dist/weapp')
const kB = 1024
const most = { main: 1536 * kB, package: 2048 * kB, all: 20 * 1024 * kB }
const problems = []

if (!existsSync(path.join(dist, 'app.json'))) {
  console.error('There is no build yet: npm run build:weapp -w miniprogram')
  process.exit(1)
}
const app = JSON.parse(readFileSync(path.join(dist, 'app.json'), 'utf8'))
const packages = app.subPackages ?? app.subpackages ?? []
const files = listFiles(dist)

checkSizes()
checkPages()
checkProject()
for (const file of files.filter((name) => name.endsWith('.js')))
  if (/ZodError|~standard/.test(readFileSync(path.join(dist, file), 'utf8')))
    problems.push(`zod is in ${file}`)

for (const problem of problems) console.error(`✗ ${problem}`)
process.exit(problems.length === 0 ? 0 : 1)

function checkSizes() {
  const packageOf = (file) =>
    packages.find(({ root }) => file.startsWith(`${root.replace(/\/$/, '')}/`))?.root
  const sizes = new Map()
  for (const file of files) {
    const name = packageOf(file) ?? 'main'
    sizes.set(name, (sizes.get(name) ?? 0) + statSync(path.join(dist, file)).size)
  }
  let all = 0
  for (const [name, size] of sizes) {
    all += size
    console.log(`${name}: ${Math.round(size / kB)} kB`)
    const limit = name === 'main' ? most.main : most.package
    if (size > limit) problems.push(`${name} is larger than ${limit / kB} kB`)
  }
  if (all > most.all) problems.push(`all packages together are larger than ${most.all / kB} kB`)
}

function checkPages() {
  const pages = [
    ...app.pages,
    ...packages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`)),
  ]
  const tabs = (app.tabBar?.list ?? []).map(({ pagePath }) => pagePath)
  for (const page of [...pages, ...tabs, ...(app.tabBar?.custom ? ['custom-tab-bar/index'] : [])])
    for (const end of ['js', 'json', 'wxml'])
      if (!existsSync(path.join(dist, `${page.replace(/\/\//g, '/')}.${end}`)))
        problems.push(`${page}.${end} is missing`)
}

function checkProject() {
  const { miniprogramRoot } = JSON.parse(readFileSync(path.join(workspace, 'project.config.json'), 'utf8'))
  if (path.resolve(workspace, miniprogramRoot) !== dist) problems.push('project.config.json points elsewhere')
}

function listFiles(folder, prefix = '') {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? listFiles(path.join(folder, entry.name), `${prefix}${entry.name}/`)
      : [`${prefix}${entry.name}`],
  )
}
