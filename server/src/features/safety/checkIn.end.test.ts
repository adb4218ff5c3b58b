import '../../database/mongoose'
import type { PersonState } from '@linli/shared/register/register'
import { setPersonState } from '@linli/shared/register/person.contract'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { checkInRules } from '@linli/shared/safety/checkIn'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { newKey, take } from '../../test/needs.factory'
import { actOnSos, buildElderWithFamily, raiseSos } from '../../test/safety.factory'
import { startTestApp } from '../../test/testApp'
import { buildGridWorker, buildSecretary, buildStreetOfficer, type TestUser } from '../../test/users.factory'
import { FollowUp } from '../elderCare/followUps/followUp.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Need } from '../needs/need.model'
import { sweepNeeds } from '../needs/need.sweep'
import { Types } from 'mongoose'
import { CheckIn } from './checkIn.model'
import { sweepCheckIns } from './checkIn.sweep'
import { startLadder } from './sos.door'
import { SosCase } from './sos.model'
import { sweepSos } from './sos.sweep'

const app = startTestApp()
const { api, deps } = app
const at = (text: string) => {
  deps.clock.set(new Date(`${text}:00+08:00`))
}

beforeEach(async () => {
  await buildAreas()
  at('2026-11-23T08:00')
})

const titlesOf = async ({ id }: { id: string }) =>
  (await InboxMessage.find({ userId: id }).sort({ _id: 1 }).lean()).map(({ title }) => title)
const tell = async () => {
  for (let i = 0; i < 3; i += 1) await moveOutbox(deps)
}

async function enrol() {
  const family = await buildElderWithFamily(deps)
  await api(family.elder).ok(checkInContracts.setCheckIn, {
    params: { id: family.personId },
    body: { isOn: true, dueMinutes: 10 * 60, isConsented: true },
  })
  return { ...family, secretary: await buildSecretary() }
}

/** Nobody answers until somebody goes. @returns the visit. */
async function search(personId: string): Promise<string> {
  at('2026-11-23T10:00')
  const read = () => CheckIn.findOne({ _id: personId }).orFail().lean()
  for (let i = 0; (await read()).state !== 'visiting'; i += 1) {
    expect(i).toBeLessThan(6)
    await sweepCheckIns(deps)
    deps.clock.advance(checkInRules.rungMinutes, 'minutes')
  }
  await tell()
  return (await read()).visitId?.toString() ?? ''
}

const setState = (by: TestUser, id: string, to: PersonState) =>
  api(by).ok(setPersonState, {
    params: { id },
    body: { from: 'present', to, note: '家人来电话说的' },
    requestKey: newKey(),
  })

it.each([
  ['deceased', [], []],
  ['moved', ['上门看看：不用再上门了', '不用再找了'], ['不用再找了']],
  ['hospital', ['上门看看：不用再上门了', '不用再找了'], ['不用再找了']],
] as const)('%s during a search ends the visit and its clock', async (state, toGrid, toFamily) => {
  const { personId, daughter, secretary } = await enrol()
  const [grid, street] = [await buildGridWorker(), await buildStreetOfficer()]
  const visit = await search(personId)
  await InboxMessage.deleteMany({})
  await setState(secretary, personId, state)
  await tell()
  for (let i = 0; i < 8; i += 1) {
    deps.clock.advance(1, 'hours')
    await sweepNeeds(deps)
    await tell()
  }
  expect(await Need.findOne({ _id: visit }).lean()).toMatchObject({ state: 'withdrawn', open: false })
  expect((await titlesOf(grid)).sort()).toEqual(toGrid)
  expect(await titlesOf(street)).toEqual([])
  const aboutHer = (await titlesOf(daughter)).filter((title) => title.includes('找'))
  expect(aboutHer).toEqual(toFamily)
  const asked = await FollowUp.find({}).lean()
  expect(asked.map(({ text }) => text ?? '').join()).not.toContain('上门看看')
})

it('the ladder of a shut door ends with the hospital that the register names, and says no more than that', async () => {
  const { personId, daughter, secretary } = await enrol()
  const started = { personId: new Types.ObjectId(personId), key: 'order:a:1', at: deps.clock.now() }
  await startLadder(started, deps)
  await sweepSos(deps)
  await setState(secretary, personId, 'hospital')
  await tell()
  const sos = await SosCase.findOne({ personId }).orFail().lean()
  expect(sos).toMatchObject({ state: 'closed', outcome: 'hospital' })
  const seen = await api(daughter).ok(sosContracts.getSos, { params: { id: sos._id.toString() } })
  expect(seen.stateText).toBe('处理完了：送医院了')
  expect(seen.timeline.at(-1)?.title).toBe('知道人在哪里了')
  expect(await titlesOf(daughter)).not.toContain('找到人了，平安')
})

it('away she is known to be somewhere, and not to be well: no door of hers counts as settled', async () => {
  const { personId, secretary, daughter } = await enrol()
  await startLadder({ personId: new Types.ObjectId(personId), key: 'order:1:a', at: deps.clock.now() }, deps)
  await sweepSos(deps)
  await setState(secretary, personId, 'away')
  await tell()
  const sos = await SosCase.findOne({ personId }).orFail().lean()
  expect(sos.state).toBe('closed')
  expect(sos.outcome).toBeUndefined()
  const seen = await api(daughter).ok(sosContracts.getSos, { params: { id: sos._id.toString() } })
  expect(seen.stateText).toBe('知道人在哪里了，已经结束')
  expect(await titlesOf(daughter)).toContain('知道人在哪里了')
  expect(await titlesOf(daughter)).not.toContain('找到人了，平安')
})

it('a call that she pressed goes on while she is in hospital, and says that she may not be at home', async () => {
  const { personId, elder, secretary } = await enrol()
  const { id } = (await raiseSos(app, elder)).body
  await setState(secretary, personId, 'hospital')
  await tell()
  const seen = await api(secretary).ok(sosContracts.getSos, { params: { id } })
  expect(seen).toMatchObject({ state: 'raised' })
  expect(seen.placeText).toMatch(/101室（登记上说人在住院，不一定在家，先打电话问在哪里）$/)
})

it('a call that was only spoken about is not said to be seen, nor one that her own tap answered', async () => {
  const { personId, elder, daughter, son } = await enrol()
  const grid = await buildGridWorker()
  const { id } = (await raiseSos(app, elder)).body
  await actOnSos(app, son, id, { action: 'speak' })
  deps.clock.advance(61, 'minutes')
  await sweepSos(deps)
  await tell()
  const reminder = await InboxMessage.findOne({ userId: son.id, event: 'sos.remind' }).orFail().lean()
  expect(reminder.body).not.toContain('见到')
  const read = () => api(daughter).ok(sosContracts.getSos, { params: { id } })
  expect((await read()).stateText).toBe('儿子 王大勇已经通上话，还要写下结果')
  const visit = await search(personId)
  await take(app, grid, visit, { action: 'accept' })
  await take(app, grid, visit, { action: 'resolve', text: '敲门没有人应。', isMet: false })
  deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
  await sweepCheckIns(deps)
  expect((await read()).state).toBe('raised')
  deps.clock.advance(1, 'minutes')
  await api(elder).ok(checkInContracts.actOnCheckIn, {
    ...{ params: { id: personId }, body: { action: 'tap' }, requestKey: newKey() },
  })
  await tell()
  expect(await read()).toMatchObject({
    state: 'attended',
    stateText: '已经知道人在哪里，早先那次还要写下结果',
  })
})

it('paused by the register it says whom to call, and the desk is asked week by week whether she is back', async () => {
  const { personId, elder, secretary } = await enrol()
  await setState(secretary, personId, 'away')
  await tell()
  await InboxMessage.deleteMany({})
  const params = { id: personId }
  const tap = { params, body: { action: 'tap' as const }, requestKey: newKey() }
  const { message } = expectError(await api(elder).call(checkInContracts.actOnCheckIn, tap), 'checkIn.paused')
  expect(message).toContain('打电话告诉社区')
  expect((await api(elder).ok(checkInContracts.getCheckIn, { params })).stateText).toContain('告诉社区')
  for (let day = 1; day <= 2 * checkInRules.askBackDays; day += 1) {
    deps.clock.advance(1, 'days')
    await sweepCheckIns(deps)
    await tell()
  }
  expect(await titlesOf(secretary)).toEqual(['问一声人回来没有', '问一声人回来没有'])
  expect(await titlesOf(elder)).toEqual([])
})

it.each([-24 * 60, -10 * 60, -3, 6, 60])(
  'a tap that arrives at once counts now, by whatever minutes (%d) the clock of the telephone is wrong',
  async (minutes) => {
    const { personId, elder } = await enrol()
    const grid = await buildGridWorker()
    const phone = () => new Date(deps.clock.now().getTime() + minutes * 60_000).toISOString()
    const tap = () =>
      api(elder).ok(checkInContracts.actOnCheckIn, {
        ...{ params: { id: personId }, body: { action: 'tap', at: phone() }, requestKey: newKey() },
        headers: { 'X-Sent-At': phone() },
      })
    const visit = await search(personId)
    await take(app, grid, visit, { action: 'accept' })
    await take(app, grid, visit, { action: 'resolve', text: '敲门没有人应。', isMet: false })
    deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
    await sweepCheckIns(deps)
    expect(await SosCase.findOne({ personId }).lean()).toMatchObject({ state: 'raised' })
    expect((await tap()).state).toBe('safe')
    await tell()
    expect(await SosCase.findOne({ personId }).lean()).toMatchObject({ state: 'closed', outcome: 'well' })
  },
)
