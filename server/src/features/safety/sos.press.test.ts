import '../../database/mongoose'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { actOnSos, buildElderWithFamily, raiseSos } from '../../test/safety.factory'
import { startTestApp } from '../../test/testApp'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { startLadder } from './sos.door'
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
    expect(await titlesOf(elder)).toContain('女儿 王小丽说是按错了')
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
