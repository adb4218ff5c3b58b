import Taro from '@tarojs/taro'

/** How much larger than usual the person's system font is: 1 is usual, WeChat's care mode is about 1.4. */
export function readFontScale(): number {
  const info = Taro.getAppBaseInfo() as { fontSizeScaleFactor?: number; fontSizeSetting?: number }
  return info.fontSizeScaleFactor ?? (info.fontSizeSetting ?? 16) / 16
}
