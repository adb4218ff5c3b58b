import type { CareItem, CareItemContent } from '../../../../services/elderCare'
import { chooseLead, findItemProblem, toItemContent, toItemForm } from './itemForm'

const content: CareItemContent = {
  ...{
    name: '午餐送上门',
    unitName: '份',
    minutes: 10,
    licence: 'kitchen',
    photo: 'never',
    checklist: ['温度'],
  },
  doers: [
    { kind: 'volunteer', count: 1 },
    { kind: 'careWorker', count: 2 },
  ],
  proofs: ['code', 'met'],
  lead: { kind: 'cutoff', daysBefore: 1, at: '15:00' },
  ...{ priceFen: 1500, deliveryFen: 250, canRecur: true, isClosed: false },
  cancel: { freeUntil: 'cutoff', hours: 0, feePercent: 100 },
  next: { code: 'vitalsCheck', withinMinutes: 90 },
}
const lunch: CareItem = {
  ...content,
  ...{ code: 'lunchDelivery', number: 1, careClass: 'meal', place: 'home', isIntimate: false, version: 3 },
  ...{
    areaCode: '310113',
    areaName: '宝山区',
    ableUnits: 2,
    unitsBelow: 0,
    priceText: '17 元',
    cancelText: '',
  },
}

describe('an item as it is typed', () => {
  it.each([lunch.lead, { kind: 'hours' as const, hours: 48 }, { kind: 'instant' as const, minutes: 60 }])(
    'is what it was when nothing was touched, with a lead of %o',
    (lead) => {
      expect(toItemContent(toItemForm({ ...lunch, lead }))).toEqual({ ...content, lead })
    },
  )

  it('says who may do it, until when cancelling is free, and by when it must be ordered', () => {
    const form = {
      ...toItemForm(lunch),
      ...{ doers: { volunteer: '0', careWorker: '1', nurse: '' }, freeUntil: 'hoursBefore' as const },
      ...{ freeHours: '12', fee: '30', lead: '09:30', leadDays: '0', price: '16.5', priceNote: ' 含汤 ' },
    }
    expect(findItemProblem(lunch, form)).toBeUndefined()
    expect(toItemContent(form)).toEqual({
      ...content,
      ...{ doers: [{ kind: 'careWorker', count: 1 }], priceFen: 1650, priceNote: '含汤' },
      lead: { kind: 'cutoff', daysBefore: 0, at: '09:30' },
      cancel: { freeUntil: 'hoursBefore', hours: 12, feePercent: 30 },
    })
  })

  it('asks for other papers, another proof, and another kind of lead with its usual time', () => {
    const form = {
      ...toItemForm(lunch),
      ...{ licence: '' as const, proofs: ['receipt' as const], receiptName: ' 取件单 ' },
      ...{ unitName: '篮', ...chooseLead(lunch, 'hours') },
    }
    expect(findItemProblem(lunch, form)).toBeUndefined()
    const { licence, ...rest } = content
    expect(toItemContent(form)).toEqual({
      ...{ ...rest, unitName: '篮', proofs: ['receipt'], receiptName: '取件单' },
      lead: { kind: 'hours', hours: 24 },
    })
    expect(licence).toBe('kitchen')
    expect(chooseLead(lunch, 'cutoff')).toEqual({ leadKind: 'cutoff', lead: '15:00', leadDays: '1' })
  })

  it.each([
    [{ unitName: ' ' }, '一次叫什么，请写：份、次、小时。'],
    [{ leadKind: 'hours' as const, lead: '0' }, '提前几小时约，请写 1 到 720。'],
    [{ proofs: [] }, '请选怎么证明做过了，至少一种。'],
    [{ proofs: ['checklist' as const], checklist: ' ' }, '选了“逐项核对”，请写上核对什么，一行一项。'],
    [{ proofs: ['photo' as const] }, '选了“拍结果”，请在“拍照”里允许拍结果。'],
    [{ name: ' ' }, '请写名称。'],
    [{ price: '十五' }, '价钱请写一个数，不收就写 0。'],
    [{ doers: { volunteer: '0', careWorker: '' } }, '请写谁能做：至少一种人，几个人。'],
    [{ lead: '25:00' }, '几点前约，请写成 15:00 这样。'],
    [{ nextWithin: '3' }, '做完以后多少分钟内接着做，请写 5 到 480。'],
    [{ fee: '101' }, '晚取消收百分之几，请写 0 到 100。'],
  ])('of %o says what is wrong', (part, problem) => {
    expect(findItemProblem(lunch, { ...toItemForm(lunch), ...part })).toBe(problem)
  })
})
