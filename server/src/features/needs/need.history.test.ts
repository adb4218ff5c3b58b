import type { NeedActionInput } from '@linli/shared/needs/need.actions'
import { Inbox } from '../../test/inbox.reader'
import { buildNeighbourhood, raiseNeed, readRecord, take } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import type { TestUser } from '../../test/users.factory'
import { sweepNeeds } from './need.sweep'

const app = startTestApp()

test('the history of a need only grows: no step, no message and no clock changes an entry', async () => {
  const { resident, worker, secretary, officer, ...people } = await buildNeighbourhood()
  const { id } = await raiseNeed(app, { resident, ...people })
  const steps: [TestUser, NeedActionInput][] = [
    [worker, { action: 'accept' }],
    [resident, { action: 'supplement', text: '在三楼' }],
    [worker, { action: 'ask', text: '几点在家？' }],
    [resident, { action: 'answer', text: '下午' }],
    [secretary, { action: 'hold', reason: '等配件' }],
    [secretary, { action: 'resume' }],
    [officer, { action: 'supervise', text: '请今天上门' }],
    [worker, { action: 'resolve', text: '换好了' }],
    [resident, { action: 'dispute', text: '还是不亮' }],
    [worker, { action: 'resolve', text: '又换了一个' }],
    [resident, { action: 'confirm', outcome: 'solved', grade: 5 }],
    [resident, { action: 'reopen', text: '又坏了' }],
    [worker, { action: 'return', reason: 'notOurs', text: '线路归供电' }],
  ]
  let before = (await readRecord(id)).history
  for (const [who, body] of steps) {
    await take(app, who, id, body)
    app.deps.clock.advance(10, 'minutes')
    await sweepNeeds(app.deps)
    await new Inbox(app.deps).deliver()
    const after = (await readRecord(id)).history
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.length).toBeGreaterThan(before.length)
    before = after
  }
})
