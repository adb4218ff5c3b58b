import path from 'node:path'
import { loadBundle } from './miniProgram.bundle'
import { findAll, textOf, type TreeNode } from './miniProgram.tree'
import { makeWx, type WxCall, type WxOptions } from './miniProgram.wx'

/**
 * The compiled `dist/weapp` in a vm, with a `wx` that talks to a real server: what a phone would run, without the
 * phone. It sees data, not pixels. Build first: `npm run build:weapp -w miniprogram`.
 */
export interface MiniProgram {
  /** The page on top. */
  page: () => MiniPage
  open: (url: string) => Promise<MiniPage>
  storage: Map<string, string>
  /** Every wx call with its options, in order. */
  calls: WxCall[]
  /** As when the phone's owner leaves and comes back. */
  hide: () => void
  show: () => void
  setOnline: (isOnline: boolean) => void
  /** Cuts the connections while the phone thinks that it has a network. */
  closeSockets: () => void
  close: () => void
}

interface MiniPage {
  route: string
  text: () => string
  /** Nodes with the class. */
  find: (className: string) => TreeNode[]
  /** Taps the innermost node with the class (or the first that can be tapped) whose text holds the words. */
  tap: (words: string, className?: string) => void
  /** Types into the nth input or textarea. */
  type: (value: string, nth?: number) => void
  /** Chooses on the nth wheel: a day, as `YYYY-MM-DD`. */
  pick: (value: string, nth?: number) => void
  /** Waits until the page shows the words. */
  waitFor: (words: string, timeoutMs?: number) => Promise<void>
  setDataBytes: () => number
}

export interface LaunchOptions extends WxOptions {
  /** Folder of the build. */
  dist?: string
  /** First page with its query; the first tab otherwise. */
  url?: string
}

const defaultDist = path.resolve(__dirname, '../../miniprogram/dist/weapp')

export async function launchMiniProgram({
  dist = defaultDist,
  url,
  ...options
}: LaunchOptions): Promise<MiniProgram> {
  const wx = makeWx(options)
  const bundle = loadBundle(dist, wx)
  await bundle.launch(url)

  const page = (): MiniPage => {
    const current = bundle.pages.at(-1)
    if (!current) throw new Error('no page is open')
    const root = () => current.data.root
    const text = () => textOf(root())
    return {
      route: current.route,
      text,
      find: (className) => findAll(root(), (node) => hasClass(node, className)),
      tap: (words, className = 'pressable') => {
        const nodes = findAll(root(), (node) => hasClass(node, className) && textOf(node).includes(words))
        const target = nodes.at(-1)
        if (!target) throw new Error(`nothing to tap says ${words} on ${current.route}: ${text()}`)
        current.eh(eventOf('tap', target, {}))
      },
      type: (value, nth = 0) => {
        const target = findAll(root(), ({ nn }) => isField(bundle.nodeNames, nn))[nth]
        if (!target) throw new Error(`no field ${nth} on ${current.route}`)
        current.eh(eventOf('input', target, { value, cursor: value.length }))
      },
      pick: (value, nth = 0) => {
        const target = findAll(root(), ({ nn }) => nameOf(bundle.nodeNames, nn) === 'picker')[nth]
        if (!target) throw new Error(`no wheel ${nth} on ${current.route}`)
        current.eh(eventOf('change', target, { value }))
      },
      waitFor: async (words, timeoutMs = 5000) => {
        const end = Date.now() + timeoutMs
        while (!text().includes(words)) {
          if (Date.now() > end) throw new Error(`${words} did not appear on ${current.route}: ${text()}`)
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      },
      setDataBytes: () => current.setDataBytes,
    }
  }

  return {
    page,
    open: async (to) => {
      await bundle.open(to)
      return page()
    },
    storage: wx.storage,
    calls: wx.calls,
    hide: () => {
      wx.fireHide()
      bundle.hide()
    },
    show: () => {
      bundle.show()
      wx.fireShow()
    },
    setOnline: wx.setOnline,
    closeSockets: wx.closeSockets,
    close: () => {
      bundle.close()
      wx.closeSockets()
    },
  }
}

function hasClass(node: TreeNode, className: string): boolean {
  return ` ${node.cl ?? ''} `.includes(` ${className} `)
}

type Names = ReadonlyMap<string, string>

const nameOf = (nodeNames: Names, nn: string | undefined): string | undefined => nodeNames.get(nn ?? '') ?? nn

function isField(nodeNames: Names, nn: string | undefined): boolean {
  const name = nameOf(nodeNames, nn)
  return name === 'input' || name === 'textarea'
}

function eventOf(type: string, { uid, sid }: TreeNode, detail: object): object {
  const target = { id: uid ?? sid, dataset: { sid } }
  return { type, detail, timeStamp: Date.now(), target, currentTarget: target, mark: {} }
}
