import { addDays, toShanghaiDay } from '@linli/shared/time'
import type { WaitingKind } from '@linli/shared/workbench/waiting'
import type { IconName } from '../../components/icons'
import type { Membership } from '../../services/session'
import type { WaitingItem } from '../../services/workbench'

interface Row {
  title: string
  /** What is counted. */
  unit: string
  /** What is said of those that are late. */
  late: string
  icon: IconName
  url: (item: WaitingItem, membership: Membership) => string
}

const at = (path: string) => () => `/packages/${path}`
const kitchen =
  (inDays: number): Row['url'] =>
  (_, { unitId = '' }) =>
    `/packages/elderCare/pages/kitchen/index?unit=${unitId}&day=${addDays(toShanghaiDay(new Date()), inDays)}`

/** Each by its name on the page that opens. */
export const waitingRows: Record<WaitingKind, Row> = {
  sos: {
    ...{ title: '紧急求助', unit: '个', late: '还没有人应', icon: 'warning' },
    url: ({ firstId = '' }) => `/packages/safety/pages/sos/index?id=${firstId}`,
  },
  checkIns: {
    ...{ title: '没有报平安的', unit: '位', late: '正在找', icon: 'heart' },
    url: at('manage/pages/checkIns/index'),
  },
  calls: {
    ...{ title: '要打的电话', unit: '个', late: '超时了', icon: 'phone' },
    url: at('elderCare/pages/followUps/index'),
  },
  visits: {
    ...{ title: '今天要去的服务', unit: '单', late: '过了时间', icon: 'walk' },
    url: at('elderCare/pages/work/index'),
  },
  carried: {
    ...{ title: '送餐路线', unit: '份没送', late: '过了时间', icon: 'walk' },
    url: at('dispatch/pages/carrierRoute/index'),
  },
  meals: { ...{ title: '今天要做的餐', unit: '份', late: '过了时间', icon: 'meal' }, url: kitchen(0) },
  care: {
    ...{ title: '上门服务等处理', unit: '单', late: '过了时间', icon: 'heart' },
    url: at('elderCare/pages/work/index?scope=waiting'),
  },
  payTasks: {
    ...{ title: '付款待办', unit: '件', late: '超时了', icon: 'phone' },
    url: at('payments/pages/tasks/index'),
  },
  payConsents: {
    ...{ title: '等您打电话问的付款', unit: '笔', late: '超时了', icon: 'phone' },
    url: at('families/pages/payments/index'),
  },
  verifications: {
    ...{ title: '住址核实', unit: '份', late: '超时了', icon: 'check' },
    url: at('manage/pages/verifications/index'),
  },
  reviews: {
    ...{ title: '内容审核', unit: '条', late: '超时了', icon: 'eye' },
    url: at('manage/pages/reviews/index'),
  },
  motions: {
    ...{ title: '等答复的议题', unit: '个', late: '超时了', icon: 'scales' },
    url: at('deliberation/pages/work/index'),
  },
  papers: {
    ...{ title: '等录的纸质票', unit: '张', late: '超时了', icon: 'paper' },
    url: at('ballots/pages/list/index?desk=1'),
  },
  notices: {
    ...{ title: '没发出的公告', unit: '条', late: '超时了', icon: 'bell' },
    url: at('notices/pages/desk/index'),
  },
  bonds: {
    ...{ title: '亲属代办', unit: '份', late: '超时了', icon: 'people' },
    url: at('families/pages/manage/index'),
  },
  merges: {
    ...{ title: '可能是同一个人，等您核对', unit: '对', late: '超时了', icon: 'people' },
    url: at('families/pages/doubles/index'),
  },
  volunteers: {
    ...{ title: '志愿者报名', unit: '份', late: '超时了', icon: 'hand' },
    url: at('volunteers/pages/manage/index'),
  },
  entitlements: {
    ...{ title: '应享未享', unit: '项', late: '超时了', icon: 'heart' },
    url: at('programmes/pages/entitlements/index'),
  },
  deadLetters: {
    ...{ title: '没送达的消息', unit: '条', late: '超时了', icon: 'message' },
    url: at('manage/pages/deadLetters/index'),
  },
  mealsTomorrow: {
    ...{ title: '明天要做的餐', unit: '份', late: '超时了', icon: 'meal' },
    url: kitchen(1),
  },
}
