import { toMinutes } from '../schedule'
import { addDays, fromShanghaiDay, toShanghaiDay } from '../time'

/** The nine classes of elder care, in the order of the catalogue. */
export const careClasses = [
  'meal',
  'bath',
  'medical',
  'cleaning',
  'mobility',
  'urgent',
  'nursing',
  'safety',
  'company',
] as const
export type CareClass = (typeof careClasses)[number]

export const careClassNames: Record<CareClass, string> = {
  meal: '助餐',
  bath: '助浴',
  medical: '助医',
  cleaning: '助洁',
  mobility: '助行',
  urgent: '助急',
  nursing: '康复护理',
  safety: '安全守护',
  company: '精神慰藉',
}

/** The four big things of elder mode. Source: product page, "One tap". */
export const careGroups = ['eat', 'bathe', 'doctor', 'help'] as const
export type CareGroup = (typeof careGroups)[number]
export const careGroupNames: Record<CareGroup, string> = {
  eat: '吃饭',
  bathe: '洗澡',
  doctor: '看病',
  help: '找人帮忙',
}

/** Which of the four an item stands under. */
export function groupOf(careClass: CareClass): CareGroup {
  if (careClass === 'meal') return 'eat'
  if (careClass === 'bath') return 'bathe'
  return careClass === 'medical' || careClass === 'nursing' ? 'doctor' : 'help'
}

/** Who may do it. `staff` is anyone of the licensed unit: its licence stands for them. */
export const doerKinds = ['volunteer', 'careWorker', 'nurse', 'socialWorker', 'staff'] as const
export type DoerKind = (typeof doerKinds)[number]
export const doerNames: Record<DoerKind, string> = {
  volunteer: '志愿者',
  careWorker: '护理员、服务员',
  nurse: '护士、康复师或医生',
  socialWorker: '社工',
  staff: '持证单位的人员',
}

/** One way of staffing an item: `{ kind: 'careWorker', count: 2 }` is two care workers at once. */
export interface Doers {
  kind: DoerKind
  count: number
}

/** What a unit must hold, with a date at which it ends. */
export const licences = ['kitchen', 'firm', 'medical', 'nursing'] as const
export type Licence = (typeof licences)[number]
export const licenceNames: Record<Licence, string> = {
  kitchen: '食品经营许可证',
  firm: '行业资质',
  medical: '医疗机构执业许可证',
  nursing: '养老护理服务备案',
}

/** What a person must hold, by kind of doer. */
export const certificateKinds = ['careWorker', 'nurse', 'socialWorker'] as const
export type CertificateKind = (typeof certificateKinds)[number]
export const certificateNames: Record<CertificateKind, string> = {
  careWorker: '养老护理员证',
  nurse: '护士、康复或执业医师证',
  socialWorker: '社会工作者证',
}

/**
 * What shows that it was done. `code`: six digits or the printed card at the start; the others are the record at the
 * end. Source: catalogue, "Proof".
 */
export const proofs = [
  'code',
  'met',
  'label',
  'checklist',
  'vitals',
  'photo',
  'confirm',
  'receipt',
  'call',
] as const
export type Proof = (typeof proofs)[number]
export const proofNames: Record<Proof, string> = {
  code: '开始时核对数字或卡片',
  met: '见到本人',
  label: '核对餐盒标签',
  checklist: '逐项核对',
  vitals: '服务前后量血压脉搏',
  photo: '拍结果（不拍人）',
  confirm: '长者或家人确认',
  receipt: '单据或编号',
  call: '通话记录',
}

export const photoRules = ['never', 'result', 'allowed'] as const
export type PhotoRule = (typeof photoRules)[number]

export const carePlaces = ['home', 'site', 'remote'] as const
export type CarePlace = (typeof carePlaces)[number]
export const carePlaceNames: Record<CarePlace, string> = {
  home: '上门',
  site: '到点',
  remote: '不用见面',
}

/** By when it must be ordered. `cutoff`: a clock time some days before; `instant`: at once, there within minutes. */
export type Lead =
  | { kind: 'cutoff'; daysBefore: number; at: string }
  | { kind: 'hours'; hours: number }
  | { kind: 'instant'; minutes: number }

/** Until when cancelling costs nothing, and what share of the price it costs after. */
export interface CancelRule {
  freeUntil: 'cutoff' | 'hoursBefore' | 'departure' | 'always'
  hours: number
  feePercent: number
}

/** What is done right after it for the same person, within so many minutes of its end: the nurse after the bath. */
export interface NextItem {
  code: string
  withinMinutes: number
}

/** A service as one area defines it. */
export interface ServiceItem {
  areaCode: string
  code: string
  /** Place in the national catalogue, 1 to 48; the order of every list. */
  number: number
  careClass: CareClass
  name: string
  /** What one of it is called: 份, 次, 小时. */
  unitName: string
  minutes: number
  place: CarePlace
  licence?: Licence | undefined
  doers: Doers[]
  proofs: Proof[]
  photo: PhotoRule
  /** The body is bare or touched: never a photo, whatever anybody sets. */
  isIntimate: boolean
  checklist: string[]
  /** What the receipt is called: 预约号, 药品清单. */
  receiptName?: string | undefined
  lead: Lead
  priceFen: number
  deliveryFen: number
  /** Said beside the price: material at cost, the insurance price. */
  priceNote?: string | undefined
  canRecur: boolean
  next?: NextItem | undefined
  cancel: CancelRule
  /** Left out of the list, not greyed, where no licensed unit serves. */
  isHiddenWithoutUnit: boolean
  isClosed: boolean
}

/** These say by their name how somebody is. */
const telling: readonly CareClass[] = ['medical', 'nursing']

/**
 * What an item is called where anybody may read it: on a lock screen, in an SMS, in WeChat's list of payments. Nothing
 * about health, and nothing that one would rather not have read aloud.
 */
export const publicNameOf = ({
  name,
  isIntimate,
  careClass,
}: Pick<ServiceItem, 'name' | 'isIntimate' | 'careClass'>): string =>
  isIntimate || telling.includes(careClass) ? '养老服务' : name

/** The rule that counts: an intimate item allows no photo whatever is stored. */
export const photoRuleOf = ({ photo, isIntimate }: Pick<ServiceItem, 'photo' | 'isIntimate'>): PhotoRule =>
  isIntimate ? 'never' : photo

/** What an item asks to be shown although it cannot be: lines to tick where there are none, a photo nobody may take. */
export function findUnfitProof({
  proofs: asked,
  checklist,
  photo,
}: Pick<ServiceItem, 'proofs' | 'checklist' | 'photo'>): Proof | undefined {
  if (asked.includes('checklist') && checklist.length === 0) return 'checklist'
  return asked.includes('photo') && photo === 'never' ? 'photo' : undefined
}

/** The last moment to order something that begins then. */
export function findOrderBy(lead: Lead, startsAt: Date): Date {
  if (lead.kind === 'hours') return new Date(startsAt.getTime() - lead.hours * 3_600_000)
  if (lead.kind === 'instant') return startsAt
  return fromShanghaiDay(addDays(toShanghaiDay(startsAt), -lead.daysBefore), toMinutes(lead.at))
}

/** Why something is called off; these never cost anything. Source: catalogue, "Cancel". */
export const cancelReasons = {
  changed: '改主意了',
  wrong: '点错了',
  other: '临时有事',
  illness: '身体不舒服',
  hospital: '住院了',
  death: '人已去世',
  provider: '服务方来不了',
} as const
export type CancelReason = keyof typeof cancelReasons
const alwaysFree: readonly CancelReason[] = ['illness', 'hospital', 'death', 'provider']

interface Cancellable {
  lead: Lead
  cancel: CancelRule
  startsAt: Date
  departedAt?: Date | undefined
  priceFen: number
}

/** Until when it may be called off for nothing; undefined where that ends with the departure, or never. */
export function findFreeUntil({
  lead,
  cancel,
  startsAt,
}: Pick<Cancellable, 'lead' | 'cancel' | 'startsAt'>): Date | undefined {
  if (cancel.freeUntil === 'cutoff') return findOrderBy(lead, startsAt)
  if (cancel.freeUntil === 'hoursBefore') return new Date(startsAt.getTime() - cancel.hours * 3_600_000)
  return undefined
}

function isFree({ lead, cancel, startsAt, departedAt }: Cancellable, now: Date): boolean {
  if (cancel.freeUntil === 'always') return true
  if (cancel.freeUntil === 'departure') return departedAt === undefined
  const until = findFreeUntil({ lead, cancel, startsAt })
  return until === undefined || now <= until
}

/** What calling off costs now, in whole fen, never more than the price. */
export function computeCancelFee(order: Cancellable, reason: CancelReason, now: Date): number {
  if (order.priceFen === 0 || alwaysFree.includes(reason) || isFree(order, now)) return 0
  return Math.floor((order.priceFen * order.cancel.feePercent) / 100)
}

/** An amount as people read it: 「15 元」「2.5 元」「不收费」. */
export function formatFen(fen: number): string {
  if (fen === 0) return '不收费'
  return `${(fen / 100).toFixed(2).replace(/\.?0+$/, '')} 元`
}

/** How much it is, in words: 「17 元（含送餐 2 元）」. */
export function describePrice({
  priceFen,
  deliveryFen,
  priceNote,
}: Pick<ServiceItem, 'priceFen' | 'deliveryFen' | 'priceNote'>): string {
  if (priceFen === 0 && priceNote !== undefined) return priceNote
  const notes = [deliveryFen > 0 ? `含送餐 ${formatFen(deliveryFen)}` : undefined, priceNote].filter(
    (note) => note !== undefined,
  )
  const sum = formatFen(priceFen + deliveryFen)
  return notes.length === 0 ? sum : `${sum}（${notes.join('，')}）`
}

/** Until when, as `findFreeUntil` counts it: 「前一天 15:00 前」「提前 48 小时」. */
function describeFreeUntil({ lead, cancel }: Pick<ServiceItem, 'lead' | 'cancel'>): string {
  if (cancel.freeUntil === 'departure') return '人出发前'
  const isCutoff = cancel.freeUntil === 'cutoff'
  if (isCutoff && lead.kind === 'cutoff') {
    const days = lead.daysBefore
    return `${days === 0 ? '当天 ' : days === 1 ? '前一天 ' : `提前 ${days} 天，`}${lead.at} 前`
  }
  const hours = isCutoff ? (lead.kind === 'hours' ? lead.hours : 0) : cancel.hours
  return hours > 0 ? `提前 ${hours} 小时` : '约好的时间开始前'
}

/** The rule of cancelling, in words. */
export function describeCancelRule({ lead, cancel }: Pick<ServiceItem, 'lead' | 'cancel'>): string {
  if (cancel.freeUntil === 'always' || cancel.feePercent === 0) return '随时可以免费取消'
  const after = cancel.feePercent === 100 ? '之后取消要付全款' : `之后取消要付 ${cancel.feePercent}%`
  return `${describeFreeUntil({ lead, cancel })}免费取消，${after}；生病、住院随时可以免费取消`
}

/** How many days before it begins it must be ordered at the latest; what began counts as one. */
export function countLeadDays(lead: Lead): number {
  if (lead.kind === 'hours') return Math.ceil(lead.hours / 24)
  return lead.kind === 'cutoff' ? lead.daysBefore + 1 : 0
}
