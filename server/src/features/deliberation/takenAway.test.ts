import type { Contract } from '@linli/shared/contract'
import { councillorContracts } from '@linli/shared/deliberation/councillor.contract'
import { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { messageContracts } from '@linli/shared/messages/message.contract'
import type { LooseInput } from '../../test/apiClient'
import { buildHomes, buildOpenBallot } from '../../test/ballots.factory'
import { coSign, projectBody, raiseMotion } from '../../test/deliberation.factory'
import { buildNeighbour } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, signIn, testAreas, type TestUser } from '../../test/users.factory'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { announceDecision } from '../contentCheck/contentCheck.events'
import { InboxMessage } from '../messages/inboxMessage.model'
import { forgetActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { listOwnDataHooks } from '../users/userHooks'
import { Motion } from './motion.model'
import { sweepMotions } from './motion.sweep'
import { Project } from './project.model'

const { community } = testAreas
const badWords = '不该有人看到的话'

interface Scene {
  app: TestApp
  secretary: TestUser
  /** Signed the motion, is a councillor, and votes. */
  reader: TestUser
  motionId: string
}

/** What is taken away, and the step that is taken then. */
interface Step {
  subject: { kind: string; id: string; field: string }
  go: () => Promise<unknown>
  /** Where she reads of it in a list. */
  list?: [Contract, LooseInput]
  /** What she is told nevertheless. */
  event?: string
}

async function buildScene(): Promise<Scene> {
  const app = startTestApp()
  const secretary = await buildSecretary()
  const reader = await buildNeighbour(app)
  const motionId = await raiseMotion(app, await buildNeighbour(app), { title: badWords })
  await coSign(app, motionId, [reader])
  // Of fewer she would be one fifth, which has to be voted on.
  const names = ['王建国', '李秀英', '张伟', '刘芳', '陈静', '杨洋']
  const [home] = await buildHomes(
    app,
    names.map((name) => ({ members: [{ name }] })),
  )
  await User.updateOne({ _id: reader._id }, { $set: { personId: home?.personIds[0] } })
  forgetActor(reader.id)
  const homeId = home?.homeId.toString() ?? ''
  const named = { community, userId: reader.id, homeIds: [homeId] }
  await app.api(secretary).ok(councillorContracts.nameCouncillor, { body: named })
  const opinion = { community, homeId, motionId, text: '最好装声控的' }
  await app.api(reader).ok(councillorContracts.forwardOpinion, { body: opinion })
  return { app, secretary, reader, motionId }
}

const startOne = async ({ app, secretary, reader }: Scene, title: string) => {
  const motionId = await raiseMotion(app, await buildNeighbour(app), { title: '另一个议题' })
  await coSign(app, motionId, [reader])
  await app
    .api(secretary)
    .ok(motionContracts.actOnMotion, { params: { id: motionId }, body: { action: 'accept' } })
  const milestones = [{ title: badWords, dueOn: '2026-11-30' }]
  const body = { ...projectBody(), title, unitName: title, text: title, milestones, motionId }
  return (await app.api(secretary).ok(projectContracts.startProject, { body })).id
}

const announceOne = async ({ app, secretary }: Scene) => {
  const body = {
    ...{ community, title: badWords, place: badWords, startsAt: '2026-11-23T02:30:00.000Z' },
    agenda: [{ text: badWords }],
  }
  return app.api(secretary).ok(meetingContracts.announceMeeting, { body })
}

const steps: [string, (scene: Scene) => Promise<Step>][] = [
  [
    'of a meeting that is called off',
    async (all) => {
      const { id } = await announceOne(all)
      const api = all.app.api(all.secretary)
      return {
        subject: { kind: 'meeting', id, field: 'announcement' },
        go: () => api.ok(meetingContracts.cancelMeeting, { params: { id }, body: { reason: '停电' } }),
        list: [meetingContracts.getMeeting, { params: { id } }],
        event: 'meeting.cancel',
      }
    },
  ],
  [
    'of a meeting whose minutes are published',
    async (all) => {
      const { id, code = '' } = await announceOne(all)
      await all.app.api(all.reader).ok(meetingContracts.signInToMeeting, { body: { code } })
      const api = all.app.api(all.secretary)
      return {
        subject: { kind: 'meeting', id, field: 'announcement' },
        go: () => api.ok(meetingContracts.publishMinutes, { params: { id }, body: { text: '记录' } }),
        list: [meetingContracts.listMeetings, { query: { community } }],
        event: 'meeting.publish',
      }
    },
  ],
  [
    'of a project and the milestone it reaches',
    async (all) => {
      const id = await startOne(all, badWords)
      const body = { action: 'reachMilestone' as const, milestoneId: '1', photoIds: [] }
      return {
        subject: { kind: 'project', id, field: 'words' },
        go: () => all.app.api(all.secretary).ok(projectContracts.actOnProject, { params: { id }, body }),
        list: [projectContracts.getProject, { params: { id } }],
        event: 'project.reachMilestone',
      }
    },
  ],
  [
    'of why a project was stopped, at its motion',
    async (all) => {
      const id = await startOne(all, '换声控灯')
      const body = { action: 'stop' as const, text: badWords }
      await all.app.api(all.secretary).ok(projectContracts.actOnProject, { params: { id }, body })
      // First what follows of the project, then of its motion.
      const inbox = new Inbox(all.app.deps)
      await inbox.deliver()
      await inbox.deliver()
      const { motionId } = await Project.findById(id).orFail().lean()
      const { history } = await Motion.findById(motionId).orFail().lean()
      const field = `entry:${history.at(-1)?.id ?? ''}`
      const subject = { kind: 'motionAnswer', id: String(motionId), field }
      expect(await ContentCheck.countDocuments({ subjectId: subject.id, field })).toBe(1)
      return {
        subject,
        go: () => Promise.resolve(),
        list: [motionContracts.getMotion, { params: { id: String(motionId) } }],
      }
    },
  ],
  [
    'of what a meeting decided, at its motion',
    async (all) => {
      const { app, secretary, reader } = all
      const motionId = await raiseMotion(app, await buildNeighbour(app), { title: '第三个议题' })
      await coSign(app, motionId, [reader])
      const body = {
        ...{ community, title: '议事会', place: '活动室', startsAt: '2026-11-23T02:30:00.000Z' },
        agenda: [{ text: '谈一谈', motionId }],
      }
      const api = app.api(secretary)
      const { id, code = '' } = await api.ok(meetingContracts.announceMeeting, { body })
      const params = { id }
      await app.api(reader).ok(meetingContracts.signInToMeeting, { body: { code } })
      await api.ok(meetingContracts.publishMinutes, { params, body: { text: '记录' } })
      const accept = { params: { id: motionId }, body: { action: 'accept' as const } }
      await api.ok(motionContracts.actOnMotion, accept)
      const decision = { text: badWords, motion: { id: motionId, isAdopted: true } }
      const { decisions } = await api.ok(meetingContracts.decideAtMeeting, { params, body: decision })
      const field = `decision:${decisions[0]?.id ?? ''}`
      return {
        subject: { kind: 'meeting', id: params.id, field },
        go: () => Promise.resolve(),
        list: [motionContracts.getMotion, { params: { id: motionId } }],
      }
    },
  ],
  [
    'of a ballot, in what a voter takes along',
    async ({ app, secretary }) => {
      const { ballot } = await buildOpenBallot(app, { title: badWords, text: badWords }, secretary)
      return {
        subject: { kind: 'ballot', id: ballot.id, field: 'words:0' },
        go: () => Promise.resolve(),
      }
    },
  ],
  [
    'of a motion that too few have signed in its time',
    ({ app, motionId }) =>
      Promise.resolve({
        subject: { kind: 'forumMotion', id: motionId, field: 'words:1' },
        go: async () => {
          app.deps.clock.set((await Motion.findById(motionId).orFail().lean()).checkAt ?? '')
          await sweepMotions(app.deps)
        },
        list: [councillorContracts.listOpinions, { query: { community } }],
        event: 'motion.lapse',
      }),
  ],
]

/** All she was ever told, all she takes along, and the list it stands in. */
async function readEverything({ app, reader }: Scene, list: Step['list']): Promise<string> {
  await new Inbox(app.deps).deliver()
  const own = []
  for (const hook of listOwnDataHooks()) {
    if (!['ballot', 'deliberation', 'messages'].includes(hook.name)) continue
    own.push(await hook.describe(reader.id, app.deps), await hook.collect(reader.id, app.deps))
  }
  // The clock has gone on further than a session lasts.
  const api = app.api(await signIn(reader, app.deps))
  const told = JSON.stringify([await api.ok(messageContracts.listMessages, { query: { limit: 50 } }), own])
  if (!list) return told
  const { status, bytes } = await api.callLoose(...list)
  expect(status).toBe(200)
  return told + bytes.toString()
}

it('shows what was taken away nowhere, whatever step is taken then and whatever was told before, until it is back', async () => {
  const scene = await buildScene()
  for (const [what, prepare] of steps) {
    const { subject, go, list, event = '' } = await prepare(scene)
    // Before, it is there to be seen.
    expect([what, await readEverything(scene, list)]).toEqual([what, expect.stringContaining(badWords)])
    const decision = { subject, state: 'hidden' as const, version: 90, userId: 'desk', mediaIds: [] }
    await announceDecision(decision, scene.app.deps)
    await go()
    const read = await readEverything(scene, list)
    expect([what, read]).toEqual([what, expect.not.stringContaining(badWords)])
    expect([what, read]).toEqual([what, expect.stringContaining(event)])
    await announceDecision({ ...decision, state: 'pass', version: 91 }, scene.app.deps)
    expect([what, await readEverything(scene, list)]).toEqual([what, expect.stringContaining(badWords)])
    // It stands in the lists of what comes next.
    await announceDecision({ ...decision, version: 92 }, scene.app.deps)
    await InboxMessage.deleteMany({})
  }
})
