import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import WebSocket from 'ws'

export interface WxCall {
  name: string
  options: Record<string, unknown>
  /** What the phone had stored when it asked the server: what is found after a kill at that moment. */
  stored?: Map<string, string>
}

export interface WxOptions {
  /** The server that runs, such as `http://127.0.0.1:3000`; the address in the build is replaced by it. */
  apiBase: string
  /** A new login code for each `wx.login`, such as the sandbox gives for an identity. */
  loginCode: () => string | Promise<string>
  /** What scanning reads. */
  scan?: () => { result?: string; path?: string }
  /** WeChat's answer to a request to subscribe; everything is accepted otherwise. */
  subscribe?: (templateId: string) => string
  /** WeChat's cashier: given what the program signed for it, what it answers; the person cancels otherwise. */
  pay?: (parameters: Record<string, unknown>) => Promise<{ errMsg: string }>
  /** Files that choosing photos gives. */
  photos?: string[]
  /** Storage of an earlier run: the same phone, the program started again. */
  storage?: Map<string, string>
  fontSizeScaleFactor?: number
  /** False: the phone has no network until `setOnline(true)`. */
  isOnline?: boolean
}

interface Callbacks {
  success?: (answer: object) => void
  fail?: (error: object) => void
  complete?: (answer: object) => void
}

/** wx for one phone. What it lacks fails loudly by its name. */
export function makeWx(options: WxOptions) {
  const calls: WxCall[] = []
  const storage = options.storage ?? new Map<string, string>()
  const network = makeNetwork(options)
  const listeners = { show: new Set<() => void>(), hide: new Set<() => void>() }

  /** A call in wx's two manners: callbacks, or a promise when there are none. */
  const answers = (name: string, run: (given: Record<string, unknown>) => object | Promise<object>) => {
    return (given: Record<string, unknown> & Callbacks = {}) => {
      calls.push({ name, options: given })
      const outcome = Promise.resolve().then(() => run(given))
      if (!given.success && !given.fail && !given.complete) return outcome
      outcome.then(
        (answer) => {
          given.success?.(answer)
          given.complete?.(answer)
        },
        (error: unknown) => {
          const failure = { errMsg: `${name}:fail ${String(error)}` }
          given.fail?.(failure)
          given.complete?.(failure)
        },
      )
      return undefined
    }
  }
  const ok = (name: string) => answers(name, () => ({ errMsg: `${name}:ok` }))

  const api: Record<string, unknown> = {
    ...systemApi(options),
    ...storageApi(storage),
    ...Object.fromEntries(quietCalls.map((name) => [name, ok(name)])),
    ...Object.fromEntries(quietListeners.map((name) => [name, ignore])),
    onAppShow: (listener: () => void) => listeners.show.add(listener),
    onAppHide: (listener: () => void) => listeners.hide.add(listener),
    onNetworkStatusChange: network.onChange,
    nextTick: (run: () => void) => setTimeout(run, 0),
    login: answers('login', async () => ({ code: await options.loginCode(), errMsg: 'login:ok' })),
    scanCode: answers('scanCode', () => options.scan?.() ?? Promise.reject(new Error('cancel'))),
    chooseMedia: answers('chooseMedia', () => ({
      tempFiles: (options.photos ?? []).map((tempFilePath) => ({ tempFilePath, size: 1, fileType: 'image' })),
    })),
    compressImage: answers('compressImage', ({ src }) => ({ tempFilePath: src })),
    requestSubscribeMessage: answers('requestSubscribeMessage', ({ tmplIds }) =>
      Object.fromEntries((tmplIds as string[]).map((id) => [id, options.subscribe?.(id) ?? 'accept'])),
    ),
    requestPayment: answers('requestPayment', async (given) => {
      const { errMsg } = (await options.pay?.(given)) ?? { errMsg: 'requestPayment:fail cancel' }
      // As wx fails: with an errMsg, not with a message.
      if (errMsg !== 'requestPayment:ok') throw Object.assign(new Error(errMsg), { errMsg })
      return { errMsg }
    }),
    request: (given: RequestOption) => {
      calls.push({ name: 'request', options: { ...given }, stored: new Map(storage) })
      return network.request(given)
    },
    uploadFile: (given: UploadOption) => {
      calls.push({ name: 'uploadFile', options: { ...given } })
      return network.upload(given)
    },
    connectSocket: network.connectSocket,
    createSelectorQuery: makeSelectorQuery,
    getFileSystemManager: makeFiles,
    getUpdateManager: () => ({ onUpdateReady: ignore, onCheckForUpdate: ignore, onUpdateFailed: ignore }),
  }
  return {
    api,
    calls,
    storage,
    setOnline: network.setOnline,
    closeSockets: network.closeSockets,
    fireShow: () => {
      for (const listener of listeners.show) listener()
    },
    fireHide: () => {
      for (const listener of listeners.hide) listener()
    },
  }
}

const quietCalls = [
  'showToast', 'hideToast', 'showLoading', 'hideLoading', 'setNavigationBarTitle', 'stopPullDownRefresh',
  'makePhoneCall', 'setClipboardData', 'previewImage', 'authorize', 'pageScrollTo', 'setBackgroundColor',
] // prettier-ignore

const quietListeners = [
  'onError',
  'offError',
  'onUnhandledRejection',
  'offNetworkStatusChange',
  'onNeedPrivacyAuthorization',
  'onPageNotFound',
  'offAppShow',
  'offAppHide',
  'onThemeChange',
]

function systemApi({ fontSizeScaleFactor = 1 }: WxOptions): Record<string, unknown> {
  const system = {
    SDKVersion: '3.5.0',
    platform: 'devtools',
    pixelRatio: 2,
    windowWidth: 375,
    windowHeight: 667,
    screenWidth: 375,
    screenHeight: 667,
    statusBarHeight: 20,
    language: 'zh_CN',
    fontSizeSetting: 16 * fontSizeScaleFactor,
    fontSizeScaleFactor,
    theme: 'light',
  }
  const launch = { path: 'pages/home/index', query: {}, scene: 1001 }
  return {
    getSystemInfoSync: () => system,
    getAppBaseInfo: () => system,
    getWindowInfo: () => system,
    getDeviceInfo: () => system,
    getSystemSetting: () => ({}),
    getAppAuthorizeSetting: () => ({}),
    getAccountInfoSync: () => ({ miniProgram: { appId: 'wxtest', envVersion: 'develop', version: '' } }),
    getLaunchOptionsSync: () => launch,
    getEnterOptionsSync: () => launch,
    getMenuButtonBoundingClientRect: () => ({
      left: 278,
      top: 24,
      right: 365,
      bottom: 56,
      width: 87,
      height: 32,
    }),
    canIUse: () => true,
  }
}

function storageApi(storage: Map<string, string>): Record<string, unknown> {
  return {
    getStorageSync: (key: string) => storage.get(key) ?? '',
    setStorageSync: (key: string, value: string) => storage.set(key, value),
    removeStorageSync: (key: string) => storage.delete(key),
  }
}

interface RequestOption extends Callbacks {
  url: string
  method?: string
  header?: Record<string, string>
  data?: string
}

interface UploadOption extends Callbacks {
  url: string
  filePath: string
  name: string
  header?: Record<string, string>
  formData?: Record<string, string>
}

function makeNetwork({ apiBase, isOnline: isOnlineAtStart = true }: WxOptions) {
  let isOnline = isOnlineAtStart
  const watchers = new Set<(status: { isConnected: boolean; networkType: string }) => void>()
  const sockets = new Set<WebSocket>()
  const reach = (url: string, init: RequestInit) =>
    isOnline ? fetch(moved(url, apiBase), init) : Promise.reject(new Error('network is off'))

  const settle = (name: string, answer: Promise<object>, given: Callbacks) => {
    answer
      .then(
        (result) => given.success?.(result),
        (error: unknown) => given.fail?.({ errMsg: `${name}:fail ${String(error)}` }),
      )
      .finally(() => given.complete?.({}))
  }
  return {
    request: (given: RequestOption) => {
      const { url, method = 'GET', header = {}, data } = given
      const answer = reach(url, {
        method,
        headers: header,
        ...(data === undefined ? {} : { body: data }),
      }).then(async (response) => ({ statusCode: response.status, data: await response.text(), header: {} }))
      settle('request', answer, given)
      return { abort: ignore }
    },
    upload: (given: UploadOption) => {
      const answer = makeForm(given)
        .then((body) => reach(given.url, { method: 'POST', headers: given.header ?? {}, body }))
        .then(async (response) => ({ statusCode: response.status, data: await response.text() }))
      settle('uploadFile', answer, given)
      return {
        abort: ignore,
        onProgressUpdate: (listen: (event: object) => void) => {
          listen({ progress: 100 })
        },
      }
    },
    connectSocket: ({ url }: { url: string }) => {
      const socket = new WebSocket(moved(url, apiBase.replace(/^http/, 'ws')))
      socket.binaryType = 'arraybuffer'
      sockets.add(socket)
      // The bundle hears of it by its own listener, if it has one by then.
      socket.on('error', ignore)
      if (!isOnline) socket.terminate()
      return socketTask(socket)
    },
    onChange: (watch: (status: { isConnected: boolean; networkType: string }) => void) => watchers.add(watch),
    setOnline: (value: boolean) => {
      isOnline = value
      if (!value) for (const socket of sockets) socket.terminate()
      for (const watch of watchers) watch({ isConnected: value, networkType: value ? 'wifi' : 'none' })
    },
    closeSockets: () => {
      for (const socket of sockets) socket.terminate()
    },
  }
}

/** wx's SocketTask over a WebSocket. */
function socketTask(socket: WebSocket) {
  return {
    onOpen: (listen: (event: object) => void) =>
      socket.on('open', () => {
        listen({})
      }),
    onMessage: (listen: (event: object) => void) =>
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        listen({ data: isBinary ? data : data.toString() })
      }),
    onClose: (listen: (event: object) => void) =>
      socket.on('close', (code: number, reason: Buffer) => {
        listen({ code, reason: reason.toString() })
      }),
    onError: (listen: (event: object) => void) =>
      socket.on('error', (error: Error) => {
        listen({ errMsg: error.message })
      }),
    send: ({ data, complete }: { data: string | ArrayBuffer; complete?: () => void }) => {
      socket.send(data, () => complete?.())
    },
    close: ({ code, reason }: { code?: number; reason?: string } = {}) => {
      socket.close(code, reason)
    },
  }
}

async function makeForm({ filePath, name, formData = {} }: UploadOption): Promise<FormData> {
  const form = new FormData()
  for (const [key, value] of Object.entries(formData)) form.append(key, value)
  form.append(name, new Blob([new Uint8Array(await readFile(filePath))]), path.basename(filePath))
  return form
}

/** The same path on the server that runs. */
function moved(url: string, base: string): string {
  return url.replace(/^\w+:\/\/[^/]+/, base)
}

/** The phone's files: what was saved is where it was. */
function makeFiles(): object {
  return {
    saveFile: ({ tempFilePath, success }: { tempFilePath: string; success?: (answer: object) => void }) =>
      success?.({ savedFilePath: tempFilePath, errMsg: 'saveFile:ok' }),
    access: ({ path: file, success, fail }: Callbacks & { path: string }) => {
      access(file).then(
        () => success?.({ errMsg: 'access:ok' }),
        () => fail?.({ errMsg: 'access:fail' }),
      )
    },
    removeSavedFile: ignore,
  }
}

/** Measures nothing: every element is one row high. */
function makeSelectorQuery(): object {
  const asked: (((result: object) => void) | undefined)[] = []
  const query: object = new Proxy(
    {},
    {
      get: (_, method) => (argument: unknown) => {
        const listen = typeof argument === 'function' ? (argument as (result: object) => void) : undefined
        if (method !== 'exec') {
          if (/boundingClientRect|fields|scrollOffset|node|context/.test(String(method))) asked.push(listen)
          return query
        }
        const box = { id: '', left: 0, top: 0, right: 375, bottom: 40, width: 375, height: 40 }
        setTimeout(() => {
          for (const each of asked) each?.(box)
          listen?.(asked.map(() => box))
        }, 0)
        return query
      },
    },
  )
  return query
}

function ignore(): void {
  return undefined
}
