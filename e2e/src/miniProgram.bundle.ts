import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { setPath, type TreeNode } from './miniProgram.tree'

/** What the bundle hands to `Page()`, and what WeChat adds to it. */
interface PageInstance {
  route: string
  options: Record<string, string>
  data: { root?: TreeNode }
  setDataBytes: number
  setData: (change: Record<string, unknown>, done?: () => void) => void
  eh: (event: object) => void
  onLoad: (query: Record<string, string>) => unknown
  onShow?: () => void
  onHide?: () => void
  onReady?: () => void
  onUnload?: () => void
}

interface AppInstance {
  onLaunch?: (options: object) => unknown
  onShow?: (options: object) => void
  onHide?: (options: object) => void
}

interface HostWx {
  /** wx as the bundle sees it; navigation is added here. */
  api: Record<string, unknown>
}

type Definition = Partial<PageInstance> & { methods?: object }

export interface Bundle {
  pages: PageInstance[]
  /** Taro's short names of the components (`7` → `input`). */
  nodeNames: ReadonlyMap<string, string>
  launch: (url?: string) => Promise<void>
  open: (url: string) => Promise<void>
  show: () => void
  hide: () => void
  close: () => void
}

/** Loads a build as WeChat does: its own require, App, Page and page stack, in a context without DOM and network. */
export function loadBundle(dist: string, wx: HostWx): Bundle {
  if (!existsSync(path.join(dist, 'app.json')))
    throw new Error('build first: npm run build:weapp -w miniprogram')
  const { pages: routes } = JSON.parse(readFileSync(path.join(dist, 'app.json'), 'utf8')) as {
    pages: string[]
  }
  const first = routes[0] ?? ''
  const definitions = new Map<string, Definition>()
  const pages: PageInstance[] = []
  const timers = makeTimers()
  let app: AppInstance = {}
  let loading = ''

  const define = (definition: Definition) => {
    definitions.set(loading, definition)
  }
  const context = vm.createContext({
    wx: wx.api,
    console,
    ...timers.api,
    App: (instance: AppInstance) => {
      app = instance
    },
    Page: define,
    Component: define,
    Behavior: (behavior: object) => behavior,
    getApp: () => app,
    getCurrentPages: () => pages,
  })
  vm.runInContext('this.global = this', context)
  const load = makeRequire(dist, context)

  const open = async (url: string) => {
    const [route = '', query = ''] = url.replace(/^\//, '').split('?')
    loading = route
    if (!definitions.has(route)) load(route)
    const definition = definitions.get(route)
    if (!definition) throw new Error(`no page ${route}`)
    pages.at(-1)?.onHide?.()
    const page = instantiate(definition, route, readQuery(query))
    pages.push(page)
    await page.onLoad(page.options)
    page.onShow?.()
    page.onReady?.()
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  addNavigation(wx.api, pages, open)
  return {
    pages,
    nodeNames: readNodeNames(dist),
    launch: async (url) => {
      loading = 'app'
      load('app')
      const options = { path: first, query: {}, scene: 1001 }
      await app.onLaunch?.(options)
      app.onShow?.(options)
      await open(url ?? first)
    },
    open,
    show: () => {
      app.onShow?.({ path: first, query: {}, scene: 1001 })
      pages.at(-1)?.onShow?.()
    },
    hide: () => {
      pages.at(-1)?.onHide?.()
      app.onHide?.({})
    },
    close: timers.clear,
  }
}

function instantiate(definition: Definition, route: string, options: Record<string, string>): PageInstance {
  const page = Object.assign(Object.create(definition.methods ?? {}) as object, definition, {
    route,
    __route__: route,
    options,
    data: structuredClone(definition.data ?? {}),
    setDataBytes: 0,
    selectComponent: () => null,
    getOpenerEventChannel: () => ({ on: ignore, emit: ignore }),
    setData: (change: Record<string, unknown>, done?: () => void) => {
      page.setDataBytes += JSON.stringify(change).length
      for (const [key, value] of Object.entries(change))
        setPath(page.data, key, JSON.parse(JSON.stringify(value ?? null)))
      if (done)
        setTimeout(() => {
          done.call(page)
        }, 0)
    },
  }) as PageInstance
  return page
}

/** One page stack: tabs replace it, as the pages of tabs that are not shown stay alive they are found again. */
function addNavigation(
  api: Record<string, unknown>,
  pages: PageInstance[],
  open: (url: string) => Promise<void>,
): void {
  const tabs = new Map<string, PageInstance>()
  const leave = (count: number) => {
    for (const page of pages.splice(Math.max(1, pages.length - count))) page.onUnload?.()
  }
  api.navigateTo = ({ url }: { url: string }) => open(url)
  api.redirectTo = async ({ url }: { url: string }) => {
    for (const page of pages.splice(-1)) page.onUnload?.()
    await open(url)
  }
  api.navigateBack = ({ delta = 1 }: { delta?: number } = {}) => {
    leave(delta)
    pages.at(-1)?.onShow?.()
    return Promise.resolve()
  }
  api.reLaunch = async ({ url }: { url: string }) => {
    for (const page of pages.splice(0)) page.onUnload?.()
    tabs.clear()
    await open(url)
  }
  api.switchTab = async ({ url }: { url: string }) => {
    const before = pages[0]
    leave(pages.length)
    before?.onHide?.()
    if (before) tabs.set(before.route, before)
    pages.length = 0
    const known = tabs.get(url.replace(/^\//, ''))
    if (!known) {
      await open(url)
      return
    }
    pages.push(known)
    known.onShow?.()
  }
}

function makeRequire(dist: string, context: vm.Context): (file: string) => unknown {
  const cache = new Map<string, { exports: unknown }>()
  const load = (file: string): unknown => {
    const full = path.resolve(dist, file.endsWith('.js') ? file : `${file}.js`)
    const known = cache.get(full)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    cache.set(full, module)
    const source = `(function (require, module, exports) {${readFileSync(full, 'utf8')}\n})`
    const run = vm.runInContext(source, context, { filename: full }) as (...parts: unknown[]) => void
    run((name: string) => load(path.resolve(path.dirname(full), name)), module, module.exports)
    return module.exports
  }
  return load
}

/**
 * Templates are named by Taro's aliases: `<template name="tmpl_0_7">` holds the element; that of a field chooses
 * between `tmpl_0_7_focus` and `tmpl_0_7_blur`, which come after it and hold it.
 */
function readNodeNames(dist: string): Map<string, string> {
  const templates = readFileSync(path.join(dist, 'base.wxml'), 'utf8')
  return new Map(
    [...templates.matchAll(/<template name="tmpl_0_([\w-]+)">\s*<([\w-]+)/g)].map(
      ([, alias = '', name = '']) => [alias.replace(/_(focus|blur)$/, ''), name],
    ),
  )
}

/** Timers of the bundle, all ended with it. */
function makeTimers() {
  const running = new Set<NodeJS.Timeout>()
  let isOver = false
  const keep = (timer: NodeJS.Timeout) => {
    // A closing socket would have it try again.
    if (isOver) clearTimeout(timer)
    else running.add(timer)
    return timer
  }
  const clear = (timer: NodeJS.Timeout) => {
    running.delete(timer)
    clearTimeout(timer)
  }
  return {
    api: {
      setTimeout: (run: () => void, ms?: number) => keep(setTimeout(run, ms)),
      setInterval: (run: () => void, ms?: number) => keep(setInterval(run, ms)),
      clearTimeout: clear,
      clearInterval: clear,
    },
    clear: () => {
      isOver = true
      for (const timer of running) clearTimeout(timer)
    },
  }
}

function readQuery(query: string): Record<string, string> {
  const pairs = query.split('&').filter(Boolean)
  return Object.fromEntries(pairs.map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]))
}

function ignore(): void {
  return undefined
}
