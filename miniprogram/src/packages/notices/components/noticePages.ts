import Taro from '@tarojs/taro'

export type NoticePage = 'list' | 'notice' | 'card' | 'desk' | 'write' | 'reach'

export const pageOf = (page: NoticePage, query = ''): string =>
  `/packages/notices/pages/${page}/index${query === '' ? '' : `?${query}`}`

export const openNoticePage = (page: NoticePage, query = ''): void => {
  void Taro.navigateTo({ url: pageOf(page, query) })
}
