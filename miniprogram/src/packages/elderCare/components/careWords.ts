import type { OrderEnding } from '@linli/shared/elderCare/order.state'
import type { CareClass } from '@linli/shared/elderCare/serviceItem'
import type { IconName } from '../../../components/icons'
import type { Tone } from '../../../components/Tag'
import type { CareItem, CareOrderSummary } from '../../../services/elderCare'

export const classIcons: Record<CareClass, IconName> = {
  meal: 'meal',
  bath: 'bath',
  medical: 'medical',
  cleaning: 'home',
  mobility: 'walk',
  urgent: 'bell',
  nursing: 'heart',
  safety: 'shield',
  company: 'people',
}

/** What each class is for, as she would say it herself. */
export const plainClassNames: Record<CareClass, string> = {
  meal: '吃饭',
  bath: '洗澡',
  medical: '看病、配药',
  cleaning: '打扫、洗衣、理发',
  mobility: '出门、买东西',
  urgent: '急事：水电坏了、门打不开',
  nursing: '护理、康复',
  safety: '家里安全',
  company: '聊天、作伴',
}

/** Of what was not done, whatever became of the money; what was done goes by its state. */
const endingTags: Partial<Record<OrderEnding, { text: string; tone: Tone }>> = {
  notDone: { text: '没有做成', tone: 'plain' },
  cancelled: { text: '已取消', tone: 'plain' },
  noShow: { text: '人不在', tone: 'plain' },
  unknown: { text: '要问清楚', tone: 'warning' },
}

/** Where an order stands, in two or three words. */
export function describeOrderTag(order: CareOrderSummary): { text: string; tone: Tone } {
  if (order.isSafetyOpen) return { text: '正在找人', tone: 'danger' }
  if (order.isLate && order.isOpen) return { text: '晚了', tone: 'danger' }
  const ended = order.ending === undefined ? undefined : endingTags[order.ending]
  if (ended && order.state !== 'disputed') return ended
  switch (order.state) {
    case 'placed':
      return { text: '刚约好', tone: 'warning' }
    case 'paid':
    case 'assigned':
      return { text: '等接单', tone: 'warning' }
    case 'accepted':
      return { text: '已安排', tone: 'info' }
    case 'started':
      return { text: '正在服务', tone: 'info' }
    case 'finished':
      return { text: '等确认', tone: 'accent' }
    case 'disputed':
      return { text: '没做好', tone: 'danger' }
    default:
      return { text: '已完成', tone: 'success' }
  }
}

/** How many units do an item here, and in the places inside. */
export function describeUnits({ ableUnits, unitsBelow }: CareItem): string {
  if (unitsBelow === 0) return ableUnits > 0 ? `${ableUnits} 家能做` : '没有单位能做'
  const below = `下面社区 ${unitsBelow} 家在做`
  return ableUnits > 0 ? `${ableUnits} 家能做，${below}` : below
}

export const pageOf = (page: string, query: Record<string, string | undefined> = {}): string => {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const words = given.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  return `/packages/elderCare/pages/${page}/index${words === '' ? '' : `?${words}`}`
}
