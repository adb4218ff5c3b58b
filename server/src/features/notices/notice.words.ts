import { noticeGroupNames, type NoticeAudience } from '@linli/shared/notices/notice'
import type { NoticeAction } from '@linli/shared/notices/notice.state'
import { formatMoment } from '@linli/shared/time'
import { readPlaceNames } from './audience.places'
import type { NoticeEntry, NoticeRecord } from './notice.model'

interface Addressed {
  areaCode: string
  audience: NoticeAudience
}

const placesShown = 4

function describeAge({ ageFrom, ageTo }: NoticeAudience): string {
  if (ageFrom !== undefined && ageTo !== undefined) return `${ageFrom} 到 ${ageTo} 岁的`
  if (ageFrom !== undefined) return `${ageFrom} 岁以上的`
  return ageTo === undefined ? '' : `${ageTo} 岁以下的`
}

/** Whom it is for, in a line: 「第一网格、3号楼，60 岁以上的居民」. */
export async function describeAudience({ areaCode, audience }: Addressed): Promise<string> {
  const codes = audience.areas.length === 0 ? [areaCode] : audience.areas
  const names = await readPlaceNames(codes)
  const shown = codes.slice(0, placesShown).map((code) => names.get(code) ?? '')
  const places = `${shown.join('、')}${codes.length > placesShown ? `等 ${codes.length} 处` : ''}`
  const whom = audience.groups.map((group) => noticeGroupNames[group]).join('、')
  return `${places}，${describeAge(audience)}${whom === '' ? '所有居民' : whom}`
}

/** What others read of a notice that was withdrawn. */
export function describeWithdrawal({ withdrawn }: NoticeRecord, now: Date): string {
  if (!withdrawn) return ''
  return `已撤回。\n${formatMoment(withdrawn.at, now)}撤回，原因：${withdrawn.reason}`
}

const actionTitles: Record<NoticeEntry['action'], string> = {
  create: '开始写',
  edit: '改过',
  submit: '送去审',
  recall: '拿回来改',
  discard: '不发了',
  approve: '看过，同意发',
  sendBack: '退回修改',
  sign: '签发',
  publish: '发出去了',
  expire: '过期了',
  withdraw: '撤回',
  correct: '更正',
  recordReach: '记录告知',
} satisfies Record<NoticeAction | 'create' | 'publish' | 'expire', string>

export const describeEntry = ({ action }: NoticeEntry): string => actionTitles[action]

/** Where somebody lives, without what everybody there knows. */
export function describeReachPlace(
  {
    community,
    grid,
    building,
  }: { community?: string | undefined; grid?: string | undefined; building?: string | undefined },
  names: ReadonlyMap<string, string>,
  home: string | undefined,
): string {
  const code = building ?? grid ?? community ?? ''
  return home ?? names.get(code) ?? '住址不清楚'
}
