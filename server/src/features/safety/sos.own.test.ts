import '../../database/mongoose'
import { checkInRules } from '@linli/shared/safety/checkIn'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { Types } from 'mongoose'
import { buildAreas } from '../../test/areas.factory'
import { newKey } from '../../test/needs.factory'
import { actOnSos, buildElderWithFamily, raiseSos } from '../../test/safety.factory'
import { startTestApp } from '../../test/testApp'
import { buildGridWorker, type TestUser } from '../../test/users.factory'
import { Delivery } from '../messages/delivery.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { CheckIn } from './checkIn.model'
import { sweepCheckIns } from './checkIn.sweep'
import { startLadder } from './sos.door'
import { SosCase } from './sos.model'
import { sweepSos } from './sos.sweep'

const app = startTestApp()
const { api, deps } = app

beforeEach(async () => {
  await buildAreas()
  deps.clock.set('2026-11-23T00:00:00.000Z')
})

const readTold = async ({ id }: TestUser) => {
  await moveOutbox(deps)
  return InboxMessage.find({ userId: id }).sort({ _id: 1 }).lean()
}
const readTitles = async (user: TestUser) => (await readTold(user)).map(({ title }) => title)

/** Enrolled for ten o'clock, which has passed. */
async function miss() {
  const family = await buildElderWithFamily(deps)
  const { elder, personId } = family
  const body = { isOn: true, dueMinutes: 600, isConsented: true }
  await api(elder).ok(checkInContracts.setCheckIn, { params: { id: personId }, body })
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await sweepCheckIns(deps)
  return family
}

const shutDoor = (personId: string, key = 'order:a:1') =>
  startLadder({ personId: new Types.ObjectId(personId), key, at: deps.clock.now() }, deps)

describe('an elder who is missed', () => {
  it('is told so once, who asks after her and until when, then that somebody comes; one tap ends it', async () => {
    const { elder, daughter, personId } = await miss()
    const [first] = await readTold(elder)
    expect(first).toMatchObject({
      title: '今天还没收到您的平安',
      page: `packages/safety/pages/checkIn/index?personId=${personId}`,
    })
    expect(first?.body).toBe(
      '已经请主要联系的家人打电话问您；10:20 前没联系上，会接着请别人问，最后有人上门看您。' +
        '您没事，点开按“我很好，报平安”就行；有电话来请接一下。',
    )
    expect(await Delivery.countDocuments({ userId: elder.id, channel: 'sms' })).toBe(1)
    expect(await readTitles(daughter)).toEqual(['今天还没有报平安'])
    for (let i = 0; i < 6; i += 1) {
      deps.clock.advance(checkInRules.rungMinutes, 'minutes')
      await sweepCheckIns(deps)
    }
    expect((await CheckIn.findOne({ _id: personId }).lean())?.state).toBe('visiting')
    expect(await readTitles(elder)).toEqual(['今天还没收到您的平安', '今天没收到您的平安，有人上门来看'])
    const answer = { params: { id: personId }, body: { action: 'tap' } as const, requestKey: newKey() }
    expect((await api(elder).ok(checkInContracts.actOnCheckIn, answer)).state).toBe('safe')
    expect(await readTitles(elder)).toHaveLength(2)
  })

  it('who has tapped before she could be told hears nothing', async () => {
    const { elder, personId } = await miss()
    const answer = { params: { id: personId }, body: { action: 'tap' } as const, requestKey: newKey() }
    await api(elder).ok(checkInContracts.actOnCheckIn, answer)
    expect(await readTold(elder)).toEqual([])
  })
})

describe('an elder who is sought', () => {
  it('since nobody opened her door is told what happens, and says by one tap that she is well', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    await shutDoor(personId)
    const sos = await SosCase.findOne({ personId }).orFail().lean()
    const [told] = await readTold(elder)
    expect(told).toMatchObject({
      title: '有人上门，敲门没人应，正在找您',
      page: `packages/safety/pages/sos/index?id=${sos._id.toString()}`,
    })
    expect(told?.body).toContain('您没事，请点开按“我没事”')
    const params = { id: sos._id.toString() }
    expect(await api(elder).ok(sosContracts.getSos, { params })).toMatchObject({ cancelText: '我没事' })
    await sweepSos(deps)
    expect(await readTitles(daughter)).toEqual(['【紧急】有长者敲门没人应'])
    const well = await actOnSos(app, elder, params.id, { action: 'cancel' })
    expect(well.body).toMatchObject({
      state: 'cancelledByCaller',
      stateText: '说自己没事，会有人打电话来问一声',
    })
    expect(await readTitles(daughter)).toContain('求助的人说自己没事')
    // Somebody stands before her door again, and she does not open.
    await shutDoor(personId, 'order:b:1')
    expect((await readTitles(elder)).at(-1)).toBe('又一次没有见到您，正在找您')
    expect((await readTitles(daughter)).at(-1)).toBe('又一次没有见到人')
  })

  it('is told when a relative presses for her, by what they are to her, and when they call it off', async () => {
    const { elder, daughter, son, personId } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, daughter, { forPersonId: personId })).body
    const [told] = await readTold(elder)
    expect(told).toMatchObject({ title: '您的女儿替您按了紧急求助' })
    expect(told?.body).not.toContain('王小丽')
    expect(await readTitles(daughter)).toEqual([])
    await actOnSos(app, daughter, id, { action: 'cancel' })
    await raiseSos(app, son, { forPersonId: personId })
    expect((await readTitles(elder)).slice(1)).toEqual([
      '您的女儿说是按错了',
      '您的儿子替您又按了一次紧急求助',
    ])
    expect((await readTitles(daughter)).at(-1)).toBe('又按了一次紧急求助')
  })

  it('hears nothing of her own press, nor of one that was seen to before she could', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, elder)).body
    expect(await readTold(elder)).toEqual([])
    const worker = await buildGridWorker()
    await actOnSos(app, worker, id, { action: 'arrive' })
    await actOnSos(app, worker, id, { action: 'close', outcome: 'well', text: '在家，没事' })
    const before = await readTitles(elder)
    const next = (await raiseSos(app, daughter, { forPersonId: personId })).body
    await actOnSos(app, worker, next.id, { action: 'arrive' })
    expect((await readTitles(elder)).slice(before.length)).toEqual([
      expect.stringContaining('到了，见到人了'),
    ])
  })
})
