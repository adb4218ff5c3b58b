import Taro from '@tarojs/taro'
import type { MotionPhase } from '../../../services/deliberation'

type Page =
  | 'home'
  | 'motion'
  | 'write'
  | 'meetings'
  | 'meeting'
  | 'projects'
  | 'project'
  | 'councillors'
  | 'figures'
  | 'work'

const urlOf = (page: Page, query: Record<string, string>): string => {
  const words = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return `/packages/deliberation/pages/${page}/index${words.length === 0 ? '' : `?${words.join('&')}`}`
}

/** Opens a page of the 议事厅. */
export function openPage(page: Page, query: Record<string, string>): void {
  void Taro.navigateTo({ url: urlOf(page, query) })
}

export const phaseTexts: Record<MotionPhase, string> = {
  gathering: '正在联名',
  waiting: '等答复、等表决',
  voting: '正在表决',
  project: '定了、在办',
  ended: '已结束',
}
