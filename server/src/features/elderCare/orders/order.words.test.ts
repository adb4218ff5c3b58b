import { Types } from 'mongoose'
import type { OrderEntry, OrderRecord } from './order.model'
import { findEnding } from './order.ending'
import { describeOrderAction } from './order.lineWords'
import { describePayment } from './order.moneyWords'
import { describeOrder } from './order.words'

const now = new Date('2026-11-23T02:00:00.000Z')
const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const unitId = new Types.ObjectId()
const helper = { userId: new Types.ObjectId(), name: '贺春兰', isVolunteer: false }
const bath = {
  ...{ name: '上门洗头', place: 'home', careClass: 'bath', lead: { kind: 'hours', hours: 24 } },
} as unknown as OrderRecord['item']
const order = (part: Partial<OrderRecord>): OrderRecord =>
  ({
    ...{ state: 'assigned', unitId, unitName: '临江助浴队', post: `unit:${unitId.toString()}`, helpers: [] },
    ...{ desk: 'triage:310113007001', startsAt: at(28), endsAt: at(29), feeFen: 0, selfPaidFen: 6000 },
    item: bath,
    payment: { state: 'due', method: 'station' },
    ...part,
  }) as OrderRecord

describe('the same fact', () => {
  it.each<[Partial<OrderRecord>, string, string]>([
    [{ acceptBy: at(4) }, '已告诉临江助浴队，今天 14:00 前答复', '等接单，今天 14:00 前答复'],
    [{ helpers: [helper] }, '已告诉临江助浴队', '已派给贺春兰，等接单'],
    [
      { post: 'triage:310113007001' },
      '服务单位来不了，社区正在另找一家，会打电话告诉您',
      '临江助浴队来不了，等社区另找一家',
    ],
    [{ post: 'pool:310113007001' }, '正在请志愿者接单', '等志愿者接单'],
    [{ state: 'accepted', helpers: [helper] }, '贺春兰会来，明天 14:00–15:00', '贺春兰去，明天 14:00–15:00'],
    [
      { state: 'accepted', noAnswer: { at: now } },
      '敲门没人应，社区正在联系您和家人',
      '敲门没人应，社区正在联系长者和家人',
    ],
    [
      { state: 'accepted', noAnswer: { at: now }, item: { ...bath, place: 'site' } },
      '约好的时间没有等到人，社区正在联系您和家人',
      '约好的时间没有等到人，社区正在联系长者和家人',
    ],
    [{ state: 'placed', payBy: at(0.25) }, '等您付款，10:15 前付好就替您留着', '等付款，10:15 前没付就取消'],
    [
      { state: 'placed', payBy: at(0.25), placedBy: '由女儿 周敏 代办' },
      '等付款，10:15 前付好就替您留着',
      '等付款，10:15 前没付就取消',
    ],
    [{ state: 'finished' }, '做完了，请看看好不好', '做完了，等长者确认'],
    [{ state: 'disputed' }, '您说没做好，临江助浴队正在处理', '长者说没做好，请临江助浴队补好'],
    [{ state: 'cancelled', feeFen: 1800 }, '已取消，要付 18 元', '已取消，要付 18 元'],
    [
      { state: 'cancelled', feeFen: 1800, payment: { state: 'received', method: 'wechat', paymentId: 'p' } },
      '已取消，付过的钱里留 18 元，其余原路退回',
      '已取消，付过的钱里留 18 元，其余原路退回',
    ],
    [
      { state: 'settled', payment: { state: 'waived', method: 'station', receivedAt: now } },
      '已完成，这一单不收您的钱，付过的 60 元请到服务站拿回',
      '已完成，这一单不收费，收了的 60 元要退给长者',
    ],
  ])('%j is one sentence for the elder and another for whoever does it', (part, elder, worker) => {
    expect(describeOrder(order(part), now)).toBe(elder)
    expect(describeOrder(order(part), now, 'desk')).toBe(worker)
  })

  it.each<[Partial<OrderRecord>, string, string | undefined]>([
    [{ state: 'refunded' }, '已取消，已退款', 'cancelled'],
    [{ state: 'refunded', history: [{ action: 'noShow' }] as OrderEntry[] }, '人没有在，已退款', 'noShow'],
    [
      { state: 'refunded', record: { outcome: 'notDone' } as NonNullable<OrderRecord['record']> },
      '这次没有做成，已退款',
      'notDone',
    ],
    [
      { state: 'refunded', record: { outcome: 'done' } as NonNullable<OrderRecord['record']> },
      '已退款',
      'done',
    ],
    [{ state: 'cancelled' }, '已取消，不收费', 'cancelled'],
  ])('%j is not called done where nothing was', (part, text, ending) => {
    const ended = order({ history: [], ...part })
    expect(describeOrder(ended, now)).toBe(text)
    expect(findEnding(ended)).toBe(ending)
  })

  it('is told to nobody as “you” whom it does not concern', () => {
    const waived = order({ payment: { state: 'waived', method: 'station' } })
    expect(describePayment(waived)).toBe('这一单不收您的钱')
    expect(describePayment(waived, 'desk')).toBe('这一单不收费')
    const release = { action: 'release' } as OrderEntry
    expect(describeOrderAction(release, order({}))).toBe('已告诉临江助浴队')
    expect(describeOrderAction(release, order({}), 'desk')).toBe('派给了临江助浴队')
  })
})
