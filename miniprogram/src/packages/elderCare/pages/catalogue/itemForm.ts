import { doerKinds, type CancelRule, type Doers, type DoerKind } from '@linli/shared/elderCare/serviceItem'
import type { CareItem, CareItemContent } from '../../../../services/elderCare'

/** Each way of staffing an item is one line: how many of a kind; none where the kind cannot do it. */
type DoerCounts = Partial<Record<DoerKind, string>>

/** An item as it is typed: sums in yuan, the lead in the unit of its kind. */
export interface ItemForm extends Pick<CareItemContent, 'photo' | 'canRecur' | 'isClosed'> {
  name: string
  price: string
  delivery: string
  priceNote: string
  minutes: string
  doers: DoerCounts
  checklist: string
  freeUntil: CancelRule['freeUntil']
  freeHours: string
  fee: string
  /** Hours, or minutes of what is at once; a clock time of what has a cut-off. */
  lead: string
  /** Days before, of what has a cut-off. */
  leadDays: string
  /** Which item is done right after it, and within how many minutes; empty where there is none. */
  nextCode: string
  nextWithin: string
}

const toYuan = (fen: number): string => String(fen / 100)
const toFen = (yuan: string): number => Math.round(Number(yuan) * 100)

function readLead(lead: CareItem['lead']): Pick<ItemForm, 'lead' | 'leadDays'> {
  if (lead.kind === 'cutoff') return { lead: lead.at, leadDays: String(lead.daysBefore) }
  return { lead: String(lead.kind === 'hours' ? lead.hours : lead.minutes), leadDays: '' }
}

export function toItemForm(item: CareItem): ItemForm {
  const { name, photo, canRecur, isClosed, cancel } = item
  return {
    ...{ name, photo, canRecur, isClosed, freeUntil: cancel.freeUntil, freeHours: String(cancel.hours) },
    ...{ price: toYuan(item.priceFen), delivery: toYuan(item.deliveryFen), priceNote: item.priceNote ?? '' },
    ...{
      minutes: String(item.minutes),
      fee: String(cancel.feePercent),
      checklist: item.checklist.join('\n'),
    },
    doers: Object.fromEntries(item.doers.map(({ kind, count }) => [kind, String(count)])),
    ...readLead(item.lead),
    ...{ nextCode: item.next?.code ?? '', nextWithin: String(item.next?.withinMinutes ?? 60) },
  }
}

const toDoers = (counts: DoerCounts): Doers[] =>
  doerKinds.flatMap((kind) => {
    const count = Number(counts[kind] ?? '0')
    return count > 0 ? [{ kind, count }] : []
  })

function toLead({ lead }: CareItem, form: ItemForm): CareItemContent['lead'] {
  if (lead.kind === 'cutoff')
    return { kind: 'cutoff', daysBefore: Number(form.leadDays), at: form.lead.trim() }
  return lead.kind === 'hours'
    ? { kind: 'hours', hours: Number(form.lead) }
    : { kind: 'instant', minutes: Number(form.lead) }
}

/** What the page does not ask for stays as it is. */
export function toItemContent(item: CareItem, form: ItemForm): CareItemContent {
  const { unitName, licence, proofs, receiptName } = item
  const { photo, canRecur, isClosed, freeUntil } = form
  const priceNote = form.priceNote.trim()
  const lines = form.checklist.split('\n').map((line) => line.trim())
  return {
    ...{ unitName, proofs, photo, canRecur, isClosed, name: form.name.trim(), minutes: Number(form.minutes) },
    ...{ priceFen: toFen(form.price), deliveryFen: toFen(form.delivery), doers: toDoers(form.doers) },
    ...{ checklist: lines.filter((line) => line !== ''), lead: toLead(item, form) },
    cancel: { freeUntil, hours: Number(form.freeHours), feePercent: Number(form.fee) },
    ...(form.nextCode === ''
      ? {}
      : { next: { code: form.nextCode, withinMinutes: Number(form.nextWithin) } }),
    ...(licence === undefined ? {} : { licence }),
    ...(receiptName === undefined ? {} : { receiptName }),
    ...(priceNote === '' ? {} : { priceNote }),
  }
}

const isSum = (text: string): boolean => /^\d+(\.\d{1,2})?$/.test(text.trim())
const isWhole = (text: string): boolean => /^\d+$/.test(text.trim())

/** What is missing or is no number, in a sentence. */
export function findItemProblem({ lead }: CareItem, form: ItemForm): string | undefined {
  if (form.name.trim() === '') return '请写名称。'
  if (!isSum(form.price) || !isSum(form.delivery)) return '价钱请写一个数，不收就写 0。'
  if (!isWhole(form.minutes) || Number(form.minutes) === 0) return '要多少分钟，请写一个数。'
  if (toDoers(form.doers).length === 0) return '请写谁能做：至少一种人，几个人。'
  if (Object.values(form.doers).some((count) => count !== '' && !/^[0-4]$/.test(count.trim())))
    return '几个人，请写 0 到 4。'
  if (lead.kind === 'cutoff' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(form.lead.trim()))
    return '几点前约，请写成 15:00 这样。'
  if (lead.kind === 'cutoff' ? !/^[0-7]$/.test(form.leadDays.trim()) : !isWhole(form.lead))
    return '提前多少，请写一个数。'
  if (form.nextCode !== '' && !(isWhole(form.nextWithin) && Number(form.nextWithin) >= 5))
    return '做完以后多少分钟内接着做，请写 5 到 480。'
  if (!isWhole(form.freeHours)) return '提前几小时免费取消，请写一个数。'
  return isWhole(form.fee) && Number(form.fee) <= 100 ? undefined : '晚取消收百分之几，请写 0 到 100。'
}
