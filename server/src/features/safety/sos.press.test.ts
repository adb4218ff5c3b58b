import '../../database/mongoose'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { sosRules } from '@linli/shared/safety/sos'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { actOnSos, buildElderWithFamily, raiseSos, readSosRecord } from '../../test/safety.factory'
import { buildElder, linkToPerson } from '../../test/families.factory'
import { startTestApp } from '../../test/testApp'
import { buildUser, testAreas } from '../../test/users.factory'
import { listPersonLinkHooks } from '../users/userHooks'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { startLadder } from './sos.door'
import { SosCase } from './sos.model'
import { sweepSos } from './sos.sweep'
import { Types } from 'mongoose'

const app = startTestApp()
const { api, deps } = app

beforeEach(async () => {
  await buildAreas()
  deps.clock.set('2026-11-23T02:00:00.000Z')
})

const titlesOf = async ({ id }: { id: string }) =>
  (await InboxMessage.find({ userId: id }).sort({ _id: 1 }).lean()).map(({ title }) => title)

describe('a call that a relative pressed', () => {
  it('is taken back by her as long as nobody else has pressed or stood before a shut door, and says who said so', async () => {
    const { elder, daughter, son, personId } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, daughter, { forPersonId: personId })).body
    await sweepSos(deps)
    const cancelled = await actOnSos(app, daughter, id, { action: 'cancel' })
    expect(cancelled.body.stateText).toBe('女儿 王小丽说是按错了，会有人打电话来问一声')
    await sweepSos(deps)
    await moveOutbox(deps)
    expect(await titlesOf(elder)).toContain('您的女儿说是按错了')
    const asked = await InboxMessage.findOne({ userId: son.id, event: 'sos.called' }).orFail().lean()
    expect(asked.body).toContain('女儿 王小丽说是按错了')
    // Her mother lies on the floor all the same.
    await raiseSos(app, elder)
    await actOnSos(app, son, id, { action: 'onTheWay' })
    expectError(await actOnSos(app, daughter, id, { action: 'cancel' }), 'sos.invalid_transition')
    const seen = await api(daughter).ok(sosContracts.getSos, { params: { id } })
    expect(seen).toMatchObject({ state: 'acknowledged', relation: 'caller' })
    expect(seen.actions).not.toContain('cancel')
    expect((await actOnSos(app, elder, id, { action: 'cancel' })).body.state).toBe('cancelledByCaller')
    await startLadder(
      { personId: new Types.ObjectId(personId), key: 'order:a:1', at: deps.clock.now() },
      deps,
    )
    expectError(await actOnSos(app, daughter, id, { action: 'cancel' }), 'sos.invalid_transition')
  })

  it('is seen to by herself where she is the first with her mother', async () => {
    const { daughter, personId } = await buildElderWithFamily(deps)
    const { body } = await raiseSos(app, daughter, { forPersonId: personId })
    expect(body.actions).toEqual(['press', 'tell', 'cancel', 'arrive', 'speak'])
    const there = await actOnSos(app, daughter, body.id, { action: 'arrive' })
    expect(there.body).toMatchObject({ state: 'attended', stateText: '女儿 王小丽已经见到人，还要写下结果' })
    const closing = { action: 'close', outcome: 'helped', text: '扶起来了，没有摔伤' } as const
    expect((await actOnSos(app, daughter, body.id, closing)).body.state).toBe('closed')
  })
})

it('at a door that stayed shut makes it her call for help, which until then it is not said to be', async () => {
  const { elder, son, personId } = await buildElderWithFamily(deps)
  const at = deps.clock.now()
  await startLadder({ personId: new Types.ObjectId(personId), key: 'order:a:1', at }, deps)
  const list = async () => (await api(son).ok(sosContracts.listOpenSos, {})).items
  const asked = '正在通知家人、邻居和社区，一直通知到有人回应'
  expect(await list()).toMatchObject([{ cause: 'noAnswer', stateText: `上门敲门没人应，${asked}` }])
  await raiseSos(app, elder)
  expect(await list()).toMatchObject([{ cause: 'pressed', stateText: asked }])
})

describe('a press while nobody has answered', () => {
  it('brings the next round at once, once in a minute, and never cuts one short', async () => {
    const { elder } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, elder)).body
    await sweepSos(deps)
    deps.clock.advance(1, 'minutes')
    const between = await readSosRecord(id)
    await raiseSos(app, elder)
    expect(await readSosRecord(id)).toMatchObject({ rung: between.rung, nextAt: between.nextAt })
    const nextAt = new Date(deps.clock.now().getTime() + sosRules.slowRoundSeconds * 1000)
    const round = sosRules.laterRounds + 1
    await SosCase.updateOne({ _id: id }, { $set: { rung: 0, round, nextAt } })
    await raiseSos(app, elder)
    const hurried = await readSosRecord(id)
    expect(hurried).toMatchObject({ nextAt: deps.clock.now(), round: sosRules.quickRounds + 1 })
    expect(await sweepSos(deps)).toBe(1)
    await SosCase.updateOne({ _id: id }, { $set: { rung: 0, nextAt } })
    await raiseSos(app, elder)
    const soonest = new Date(deps.clock.now().getTime() + sosRules.roundSeconds * 1000)
    expect((await readSosRecord(id)).nextAt).toEqual(soonest)
  })

  it('after somebody had been with her begins in quick rounds', async () => {
    const { elder, son } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, elder)).body
    await SosCase.updateOne({ _id: id }, { $set: { round: sosRules.laterRounds + 1 } })
    await actOnSos(app, son, id, { action: 'arrive' })
    await raiseSos(app, elder)
    expect(await readSosRecord(id)).toMatchObject({ state: 'raised', rung: 0, round: 1 })
  })

  it('is the same call after it was found out who she is', async () => {
    const user = await buildUser({ level: 'joined', community: testAreas.community })
    const first = await raiseSos(app, user)
    expect(first.status).toBe(201)
    const { id } = first.body
    const personId = await buildElder(deps)
    await linkToPerson(user, personId)
    for (const { follow } of listPersonLinkHooks()) await follow(user.id, personId, deps)
    expect((await raiseSos(app, user)).body.id).toBe(id)
    expect(await SosCase.find().lean()).toMatchObject([{ personId: new Types.ObjectId(personId) }])
  })
})

it('a call that was said to be a mistake is asked about in two rounds, and then by the hour', async () => {
  const { elder } = await buildElderWithFamily(deps)
  const { id } = (await raiseSos(app, elder)).body
  await actOnSos(app, elder, id, { action: 'cancel' })
  const pauses: number[] = []
  for (let { round } = await readSosRecord(id); round <= sosRules.checkRounds + 1;) {
    await sweepSos(deps)
    const { nextAt = deps.clock.now(), round: next } = await readSosRecord(id)
    pauses.push((nextAt.getTime() - deps.clock.now().getTime()) / 1000)
    deps.clock.set(nextAt)
    round = next
  }
  const slow = sosRules.slowRoundSeconds
  expect(pauses.filter((pause) => pause === slow)).toHaveLength(2)
  expect(new Set(pauses)).toEqual(new Set([sosRules.checkCallSeconds, slow]))
})
