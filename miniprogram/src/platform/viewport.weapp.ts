import Taro from '@tarojs/taro'

/** Room at the top for the phone's status bar, in dp, and to the right for WeChat's capsule. */
export function readTopInset(): { top: number; right: number } {
  const { statusBarHeight = 20, windowWidth } = Taro.getWindowInfo()
  const capsule = readCapsule()
  return { top: statusBarHeight, right: capsule ? windowWidth - capsule.left : 96 }
}

/** The mini program is used on phones. */
export function useIsWide(): boolean {
  return false
}

function readCapsule(): { left: number } | undefined {
  try {
    return Taro.getMenuButtonBoundingClientRect()
  } catch {
    return undefined
  }
}
