import Taro from '@tarojs/taro'

type Page = 'list' | 'ballot' | 'edit' | 'roll' | 'papers' | 'receipt' | 'presets'

export const urlOf = (page: Page, query: Record<string, string>): string => {
  const words = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return `/packages/ballots/pages/${page}/index${words.length === 0 ? '' : `?${words.join('&')}`}`
}

export function openBallotPage(page: Page, query: Record<string, string>): void {
  void Taro.navigateTo({ url: urlOf(page, query) })
}
