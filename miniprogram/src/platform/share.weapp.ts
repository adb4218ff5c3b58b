import { useShareAppMessage } from '@tarojs/taro'
import type { SharedCard } from './types'

/** Forwarding is done by WeChat's own button (`<ShareButton>`), so nothing is copied. */
export const copyShareLink: ((card: SharedCard) => Promise<void>) | undefined = undefined

/** Says what a forwarded card of this page shows. Needs `enableShareAppMessage: true` in the page's config. */
export function useSharedCard(card: SharedCard | undefined): void {
  useShareAppMessage(() => {
    if (!card) return { title: '邻里', path: '/pages/home/index' }
    const { title, path, imageUrl } = card
    return { title, path: `/${path}`, ...(imageUrl === undefined ? {} : { imageUrl }) }
  })
}
