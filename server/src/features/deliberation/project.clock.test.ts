import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { projectBody, raiseSubmitted } from '../../test/deliberation.factory'
import { settleForum } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildSecretary,
  buildStreetOfficer,
  signIn,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { computeProjectDue } from './project.clock'
import { projectMigrations } from './project.migrations'
import { Project } from './project.model'
import { sweepProjects } from './project.sweep'

const { actOnProject, getProject } = projectContracts
const at = (text: string): Date => new Date(`${text}:00.000+08:00`)
const settings = { stepDays: 22 }

describe('when something has to be heard of a project', () => {
  const news = at('2026-11-16T10:00')
  const step = (dueOn: string, doneAt?: Date) => ({
    id: dueOn,
    title: '灯',
    dueOn,
    ...(doneAt ? { doneAt } : {}),
  })

  it.each<[string, ReturnType<typeof step>[], Date]>([
    [
      'at the end of the day of the next step',
      [step('2026-12-09'), step('2026-11-20')],
      at('2026-11-21T00:00'),
    ],
    [
      'not by a step that was reached',
      [step('2026-11-20', news), step('2026-12-09')],
      at('2026-12-10T00:00'),
    ],
    ['at the latest after so many working days', [step('2099-01-01')], at('2026-12-16T10:00')],
    ['nor again by a step that was late already', [step('2026-11-15')], at('2026-12-16T10:00')],
    [
      'also once everything is reached, and nobody finishes it',
      [step('2026-11-15', news)],
      at('2026-12-16T10:00'),
    ],
  ])('%s', (_, milestones, dueBy) => {
    expect(computeProjectDue({ milestones }, settings, news)).toMatchObject({ dueBy })
  })

  it('is asked for when four fifths of the time are gone', () => {
    const milestones = [step('2026-11-25')]
    const dueBy = at('2026-11-26T00:00')
    const warnAt = new Date(news.getTime() + (dueBy.getTime() - news.getTime()) * 0.8)
    expect(computeProjectDue({ milestones }, settings, news)).toEqual({ dueBy, checkAt: warnAt })
  })
})

describe('an idle project', () => {
  let app: TestApp
  let secretary: TestUser
  let street: TestUser
  let signer: TestUser
  let id: string

  beforeEach(async () => {
    app = startTestApp()
    secretary = await buildSecretary()
    street = await buildStreetOfficer()
    const motion = await raiseSubmitted(app)
    const [first] = motion.signers
    if (!first) throw new Error('nobody signed')
    signer = first
    const api = app.api(secretary)
    const accept = { params: { id: motion.id }, body: { action: 'accept' as const } }
    await api.ok(motionContracts.actOnMotion, accept)
    const body = { ...projectBody(), motionId: motion.id }
    ;({ id } = await api.ok(projectContracts.startProject, { body }))
  })

  const apiOf = async (user: TestUser) => app.api(await signIn(user, app.deps))
  const told = async (user: TestUser) => {
    const rows = await InboxMessage.find({ userId: user._id, event: /^project\.(warn|escalate)$/ }).lean()
    return rows.map(({ event, body }) => ({ event, body }))
  }
  const sweepAt = async (when: Date) => {
    app.deps.clock.set(when)
    await sweepProjects(app.deps)
    await settleForum(app.deps)
  }
  const waitingFor = async (user: TestUser, areaCode: string) =>
    (await (await apiOf(user)).ok(motionContracts.listWaitingMotions, { query: { areaCode } })).projects

  it('is asked for, then goes to the street, and who signed hears of it; news begin a new time', async () => {
    const { dueBy, checkAt } = await Project.findById(id).orFail().lean()
    if (!dueBy || !checkAt) throw new Error('nothing is due')
    expect((await (await apiOf(signer)).ok(getProject, { params: { id } })).dueBy).toBe(dueBy.toISOString())
    await sweepAt(new Date(checkAt.getTime() - 1))
    expect(await told(secretary)).toEqual([])
    await sweepAt(checkAt)
    await sweepAt(checkAt)
    expect(await told(secretary)).toEqual([
      { event: 'project.warn', body: expect.stringContaining('会报给街道') as string },
    ])
    expect(await waitingFor(secretary, testAreas.community)).toMatchObject([{ id, isOverdue: false }])
    expect([await told(street), await waitingFor(street, testAreas.street)]).toEqual([[], []])
    await sweepAt(dueBy)
    await sweepAt(dueBy)
    for (const user of [street, signer])
      expect(await told(user)).toMatchObject([{ event: 'project.escalate' }])
    app.deps.clock.set(new Date(dueBy.getTime() + 60_000))
    expect(await waitingFor(street, testAreas.street)).toMatchObject([
      { id, isOverdue: true, communityName: expect.any(String) as string },
    ])
    expect((await (await apiOf(signer)).ok(getProject, { params: { id } })).updates.at(-1)).toMatchObject({
      title: '到时间没有进展，请街道督办',
    })
    const report = { params: { id }, body: { action: 'report' as const, text: '灯杆下周到货' } }
    const reported = await (await apiOf(street)).ok(actOnProject, report)
    expect(reported.isOverdue).toBe(false)
    expect(await waitingFor(street, testAreas.street)).toEqual([])
    expect(await waitingFor(secretary, testAreas.community)).toEqual([])
    const next = await Project.findById(id).orFail().lean()
    expect(next.checkAt?.getTime()).toBeGreaterThan(dueBy.getTime())
  })

  it('that ended is asked for no more; found late at once goes to the street at once', async () => {
    const { dueBy } = await Project.findById(id).orFail().lean()
    if (!dueBy) throw new Error('nothing is due')
    await sweepAt(dueBy)
    expect([await told(secretary), await told(street)]).toMatchObject([[], [{ event: 'project.escalate' }]])
    const stop = { params: { id }, body: { action: 'stop' as const, text: '没有钱了' } }
    const stopped = await (await apiOf(secretary)).ok(actOnProject, stop)
    expect(stopped).not.toHaveProperty('dueBy')
    expect(await Project.findById(id).orFail().lean()).not.toHaveProperty('checkAt')
    expect(await waitingFor(street, testAreas.street)).toEqual([])
  })

  it('of before has its time from now on', async () => {
    await Project.updateOne({ _id: id }, { $unset: { dueBy: 1, checkAt: 1 } })
    const [run] = projectMigrations.map((migration) => migration.run)
    expect([await run?.(app.deps), await run?.(app.deps)]).toEqual([1, 0])
    expect(await Project.findById(id).orFail().lean()).toMatchObject({
      dueBy: expect.any(Date) as Date,
      checkAt: expect.any(Date) as Date,
    })
  })
})
