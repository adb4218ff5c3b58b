import { formatDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import type { NeedRecord } from './need.model'
import { viewNearby } from './need.view'

/** 「别人能看到什么」: what neighbours see, and what the worker who has the job sees. */
export function previewNeed(need: NeedRecord, deps: Pick<Deps, 'clock'>) {
  const isShared = need.isPublicPlace && !need.isSensitive && !need.subject
  const { categoryName, placeText } = viewNearby(need, { userId: '' })
  const day = formatDay(need.createdAt, deps.clock.now())
  return {
    neighbours: {
      canSee: isShared,
      lines: isShared
        ? [`类别：${categoryName}`, `地点：${placeText}`, `日期：${day}`, '看不到您的名字、电话、文字和照片']
        : ['邻居看不到这件事'],
    },
    worker: {
      lines: [
        '您写的文字、照片和录音',
        '您的称呼和电话，方便联系您',
        need.place?.kind === 'home' ? '您家的地址，方便上门' : '您说的地点',
        '办完以后，接单的人就看不到您的电话和地址了',
      ],
    },
  }
}
