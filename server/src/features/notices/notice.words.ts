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
export async function describeAudience(addressed: Addressed): Promise<string> {
  return writeAudience(addressed, await readPlaceNames(listPlaces(addressed)))
}

const listPlaces = ({ areaCode, audience }: Addressed): string[] =>
  audience.areas.length === 0 ? [areaCode] : audience.areas

/** Of those that are not for everybody of the area that issues them, in one read; by the id of the notice. */
export async function describeAudiences(
  notices: readonly (Addressed & Pick<NoticeRecord, '_id'>)[],
): Promise<Map<string, string>> {
  const some = notices.filter(({ audience: { areas, groups, ageFrom, ageTo } }) =>
    [areas.length > 0, groups.length > 0, ageFrom !== undefined, ageTo !== undefined].includes(true),
  )
  if (some.length === 0) return new Map()
  const names = await readPlaceNames([...new Set(some.flatMap(listPlaces))])
  return new Map(some.map((notice) => [notice._id.toString(), writeAudience(notice, names)]))
}

/** The line that says so to whoever reads it, prints it or copies it; undefined where it is for everybody. */
export async function describeForWhom(
  notice: Addressed & Pick<NoticeRecord, '_id'>,
): Promise<string | undefined> {
  const text = (await describeAudiences([notice])).get(notice._id.toString())
  return text === undefined ? undefined : `发给：${text}`
}

function writeAudience({ areaCode, audience }: Addressed, names: ReadonlyMap<string, string>): string {
  const codes = listPlaces({ areaCode, audience })
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
