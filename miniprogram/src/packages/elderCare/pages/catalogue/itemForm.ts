import { clockPattern } from '@linli/shared/schedule'
import {
  doerKinds,
  findUnfitProof,
  photoRuleOf,
  type CancelRule,
  type DoerKind,
  type Doers,
  type Lead,
  type Licence,
  type Proof,
} from '@linli/shared/elderCare/serviceItem'
import type { CareItem, CareItemContent } from '../../../../services/elderCare'

/** Each way of staffing an item is one line: how many of a kind; none where the kind cannot do it. */
type DoerCounts = Partial<Record<DoerKind, string>>

/** An item as it is typed: sums in yuan, the lead in the unit of its kind. */
export interface ItemForm extends Pick<CareItemContent, 'photo' | 'canRecur' | 'isClosed'> {
  name: string
  /** What one of it is called: 份, 次, 小时. */
  unitName: string
  price: string
  delivery: string
  priceNote: string
  minutes: string
  doers: DoerCounts
  /** Empty where the unit needs none. */
  licence: Licence | ''
  proofs: Proof[]
  checklist: string
  receiptName: string
  freeUntil: CancelRule['freeUntil']
  freeHours: string
  fee: string
  leadKind: Lead['kind']
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

type LeadFields = Pick<ItemForm, 'leadKind' | 'lead' | 'leadDays'>

function readLead(lead: Lead): LeadFields {
  if (lead.kind === 'cutoff') return { leadKind: 'cutoff', lead: lead.at, leadDays: String(lead.daysBefore) }
  return {
    leadKind: lead.kind,
    lead: String(lead.kind === 'hours' ? lead.hours : lead.minutes),
    leadDays: '',
  }
}

const usualLeads: Record<Lead['kind'], Lead> = {
  cutoff: { kind: 'cutoff', daysBefore: 1, at: '15:00' },
  hours: { kind: 'hours', hours: 24 },
  instant: { kind: 'instant', minutes: 60 },
}

/** What stands in the fields when another kind of lead is chosen: what there was before, else the usual. */
export const chooseLead = ({ lead }: CareItem, kind: Lead['kind']): LeadFields =>
  readLead(lead.kind === kind ? lead : usualLeads[kind])

export function toItemForm(item: CareItem): ItemForm {
  const { name, unitName, photo, canRecur, isClosed, cancel, proofs } = item
  return {
    ...{ unitName, proofs, licence: item.licence ?? '', receiptName: item.receiptName ?? '' },
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

function toLead({ leadKind, lead, leadDays }: ItemForm): Lead {
  if (leadKind === 'cutoff') return { kind: 'cutoff', daysBefore: Number(leadDays), at: lead.trim() }
  return leadKind === 'hours'
    ? { kind: 'hours', hours: Number(lead) }
    : { kind: 'instant', minutes: Number(lead) }
}

const toLines = (checklist: string): string[] =>
  checklist
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

export function toItemContent(form: ItemForm): CareItemContent {
  const { proofs, photo, canRecur, isClosed, freeUntil, licence } = form
  const [priceNote, receiptName] = [form.priceNote.trim(), form.receiptName.trim()]
  return {
    ...{ name: form.name.trim(), unitName: form.unitName.trim(), minutes: Number(form.minutes) },
    ...{ proofs, photo, canRecur, isClosed },
    ...{ priceFen: toFen(form.price), deliveryFen: toFen(form.delivery), doers: toDoers(form.doers) },
    ...{ checklist: toLines(form.checklist), lead: toLead(form) },
    cancel: { freeUntil, hours: Number(form.freeHours), feePercent: Number(form.fee) },
    ...(form.nextCode === ''
      ? {}
      : { next: { code: form.nextCode, withinMinutes: Number(form.nextWithin) } }),
    ...(licence === '' ? {} : { licence }),
    ...(receiptName === '' ? {} : { receiptName }),
    ...(priceNote === '' ? {} : { priceNote }),
  }
}

const isSum = (text: string): boolean => /^\d+(\.\d{1,2})?$/.test(text.trim())
const isWhole = (text: string): boolean => /^\d+$/.test(text.trim())

function findLeadProblem({ leadKind, lead, leadDays }: ItemForm): string | undefined {
  if (leadKind === 'cutoff') {
    if (!clockPattern.test(lead.trim())) return '几点前约，请写成 15:00 这样。'
    return /^[0-7]$/.test(leadDays.trim()) ? undefined : '提前几天约，请写 0 到 7。'
  }
  const [least, most] = leadKind === 'hours' ? [1, 720] : [5, 600]
  const isFit = isWhole(lead) && Number(lead) >= least && Number(lead) <= most
  return isFit
    ? undefined
    : `${leadKind === 'hours' ? '提前几小时约' : '多少分钟内到'}，请写 ${least} 到 ${most}。`
}

function findProofProblem({ isIntimate }: CareItem, form: ItemForm): string | undefined {
  if (form.proofs.length === 0) return '请选怎么证明做过了，至少一种。'
  const { proofs, photo } = form
  const unfit = findUnfitProof({
    ...{ proofs, photo: photoRuleOf({ photo, isIntimate }), checklist: toLines(form.checklist) },
  })
  if (unfit === 'checklist') return '选了“逐项核对”，请写上核对什么，一行一项。'
  return unfit === 'photo' ? '选了“拍结果”，请在“拍照”里允许拍结果。' : undefined
}

/** What is missing or is no number, in a sentence. */
export function findItemProblem(item: CareItem, form: ItemForm): string | undefined {
  if (form.name.trim() === '') return '请写名称。'
  if (form.unitName.trim() === '') return '一次叫什么，请写：份、次、小时。'
  if (!isSum(form.price) || !isSum(form.delivery)) return '价钱请写一个数，不收就写 0。'
  if (!isWhole(form.minutes) || Number(form.minutes) === 0) return '要多少分钟，请写一个数。'
  if (toDoers(form.doers).length === 0) return '请写谁能做：至少一种人，几个人。'
  if (Object.values(form.doers).some((count) => count !== '' && !/^[0-4]$/.test(count.trim())))
    return '几个人，请写 0 到 4。'
  const unfit = findLeadProblem(form) ?? findProofProblem(item, form)
  if (unfit !== undefined) return unfit
  if (form.nextCode !== '' && !(isWhole(form.nextWithin) && Number(form.nextWithin) >= 5))
    return '做完以后多少分钟内接着做，请写 5 到 480。'
  if (!isWhole(form.freeHours)) return '提前几小时免费取消，请写一个数。'
  return isWhole(form.fee) && Number(form.fee) <= 100 ? undefined : '晚取消收百分之几，请写 0 到 100。'
}
