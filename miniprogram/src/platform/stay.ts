import Taro from '@tarojs/taro'

/** The page that is shown; the same object for as long as the person stays on it. */
const findShown = (): unknown => Taro.getCurrentInstance().page

/**
 * Moves on when something has been sent, which may be minutes later: whoever has gone elsewhere meanwhile is left there.
 * Ask for it at the press, use it after the answer.
 */
export function stayUntilDone(): {
  goTo: (url: string) => Promise<void>
  goBack: (otherwise: string) => Promise<void>
} {
  const here = findShown()
  const isHere = () => findShown() === here
  return {
    goTo: async (url) => {
      if (isHere()) await Taro.redirectTo({ url })
    },
    goBack: async (otherwise) => {
      if (!isHere()) return
      await Taro.navigateBack().catch(() => Taro.switchTab({ url: otherwise }))
    },
  }
}
