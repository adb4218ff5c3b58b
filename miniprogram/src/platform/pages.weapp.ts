import Taro from '@tarojs/taro'

/** Not needed: WeChat fetches packages by itself, see `preloadRule` in `app.config.ts`. */
export const keepReady: ((pages: readonly string[]) => void) | undefined = undefined

/** Calls back when a page could not be opened because its package could not be fetched. */
export function watchMissingPages(onMissing: () => void): void {
  Taro.onUnhandledRejection(({ reason }) => {
    const { errMsg } = Object(reason) as { errMsg?: unknown }
    if (typeof errMsg === 'string' && errMsg.startsWith('navigateTo:fail')) onMissing()
  })
}
