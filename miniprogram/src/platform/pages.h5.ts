interface PageRoute {
  path: string
  /** Fetches the page's code, and once it is there answers from memory. */
  load: (context: object, params: object) => readonly unknown[]
}

/** As the start of the web page keeps it, see Taro's h5 loader. */
const listRoutes = (): readonly PageRoute[] =>
  (window as { __taroAppConfig?: { routes?: PageRoute[] } }).__taroAppConfig?.routes ?? []

/** Fetches the code of pages that must open without a network. */
export const keepReady: ((pages: readonly string[]) => void) | undefined = (pages) => {
  for (const { path, load } of listRoutes())
    if (pages.includes(path)) void Promise.all(load({}, {})).catch(untilNextTime)
}

/** It is asked for again with the next start or reconnect. */
function untilNextTime(): void {
  return undefined
}

const reloadedAt = 'pages.reloadedAt'
const oncePerMs = 60_000

/**
 * Calls back when a page could not be opened because its code did not come. With a network the code is that of a
 * version which the server no longer has: the page is loaded anew, at most once a minute.
 */
export function watchMissingPages(onMissing: () => void): void {
  window.addEventListener('unhandledrejection', ({ reason }) => {
    if ((reason as { name?: string } | undefined)?.name !== 'ChunkLoadError') return
    const before = Number(sessionStorage.getItem(reloadedAt) ?? 0)
    if (navigator.onLine && Date.now() - before > oncePerMs) {
      sessionStorage.setItem(reloadedAt, String(Date.now()))
      window.location.reload()
      return
    }
    // The address has changed already while the page has not.
    window.history.back()
    onMissing()
  })
}
