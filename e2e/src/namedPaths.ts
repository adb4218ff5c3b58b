import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

interface ProjectConfig {
  miniprogramRoot: string
}

interface AppConfig {
  pages: string[]
  subPackages?: { root: string; pages: string[] }[]
  tabBar?: {
    custom?: boolean
    list: { pagePath: string; iconPath?: string; selectedIconPath?: string }[]
  }
  sitemapLocation?: string
  themeLocation?: string
  usingComponents?: Record<string, string>
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

/** What WeChat reads of a page or a component. */
const filesOf = (name: string): string[] => ['js', 'json', 'wxml'].map((end) => `${name}.${end}`)

function listPages({ pages, subPackages = [], tabBar }: AppConfig): string[] {
  const inPackages = subPackages.flatMap(({ root, pages: own }) =>
    own.map((page) => path.posix.join(root, page)),
  )
  const tabs = tabBar?.list.map(({ pagePath }) => pagePath) ?? []
  return [...pages, ...inPackages, ...tabs, ...(tabBar?.custom ? ['custom-tab-bar/index'] : [])]
}

const listFiles = ({ tabBar, sitemapLocation, themeLocation }: AppConfig): string[] =>
  [
    ...(tabBar?.list ?? []).flatMap(({ iconPath, selectedIconPath }) => [iconPath, selectedIconPath]),
    sitemapLocation,
    themeLocation,
  ].filter((file) => file !== undefined)

/** Components that a page's json names, as paths from the root of the program. */
function listComponents(root: string, owner: string): string[] {
  const file = path.join(root, `${owner}.json`)
  if (!existsSync(file)) return []
  const { usingComponents = {} } = readJson(file) as Pick<AppConfig, 'usingComponents'>
  return Object.values(usingComponents)
    .filter((name) => !name.includes('://'))
    .map((name) => (name.startsWith('/') ? name.slice(1) : path.posix.join(path.posix.dirname(owner), name)))
}

/**
 * Every path that project.config.json, app.json and the pages' own json name but that is not there.
 * @param workspace the folder that holds project.config.json.
 */
export function listMissingPaths(workspace: string): string[] {
  const { miniprogramRoot } = readJson(path.join(workspace, 'project.config.json')) as ProjectConfig
  const root = path.resolve(workspace, miniprogramRoot)
  if (!existsSync(path.join(root, 'app.json'))) return [path.join(miniprogramRoot, 'app.json')]
  const app = readJson(path.join(root, 'app.json')) as AppConfig
  const pages = listPages(app)
  const components = ['app', ...pages].flatMap((owner) => listComponents(root, owner))
  const named = [...listFiles(app), ...[...new Set([...pages, ...components])].flatMap(filesOf)]
  return named.filter((file) => !existsSync(path.join(root, file)))
}
