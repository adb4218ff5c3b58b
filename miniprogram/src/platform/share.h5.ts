import Taro from '@tarojs/taro'
import type { SharedCard } from './types'

/** Copies a text with the link, to be pasted into a chat. */
export const copyShareLink: ((card: SharedCard) => Promise<void>) | undefined = async ({ title, path }) => {
  await Taro.setClipboardData({ data: `${title}\n${window.location.origin}/${path}` })
}

/** In a browser the address itself is shared. */
export const useSharedCard: (card: SharedCard | undefined) => void = () => undefined
