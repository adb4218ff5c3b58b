import { councillorContracts } from '@linli/shared/deliberation/councillor.contract'
import { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { projectStates } from '@linli/shared/deliberation/project'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildHomes, buildVoter } from '../../test/ballots.factory'
import {
  buildRegistered,
  fillRegister,
  projectBody,
  raiseMotion,
  raiseSubmitted,
  readMotion,
} from '../../test/deliberation.factory'
import { buildNeighbour, settleForum } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { buildMedia } from '../../test/media.factory'
import { buildNeighbourhood } from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildResident,
  buildSecretary,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { runContentChecks } from '../contentCheck/contentCheck.job'
import { takeMediaVerdict } from '../contentCheck/contentCheck.service'
import { InboxMessage } from '../messages/inboxMessage.model'
import { Mute } from '../moderation/mute.model'
import { Need } from '../needs/need.model'
import { followPersonChange } from '../register/person.hooks'
import { listAccountMergeHooks, listOwnDataHooks } from '../users/userHooks'
import { Meeting } from './meeting.model'
import { Motion } from './motion.model'
import { sweepMotions } from './motion.sweep'
import { Project } from './project.model'

const { startProject, getProject, actOnProject, rateProject, listProjects, listProjectComments } =
  projectContracts
const { community } = testAreas

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

const eventsOf = async (user: TestUser): Promise<string[]> => {
  const inbox = new Inbox(app.deps)
  await inbox.deliver()
  return inbox.read(user.id)
}

/** What somebody takes along of deliberation. */
const collectOwn = ({ id }: TestUser) =>
  listOwnDataHooks()
    .find(({ name }) => name === 'deliberation')
    ?.collect(id, app.deps)

/** What was written since is checked, and found not fit to be read. */
async function settleRisky(): Promise<void> {
  app.deps.ports.wechat.textVerdict = { verdict: 'risky', label: 20003 }
  await settleForum(app.deps)
  app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
}

/** A motion that was accepted and is being done. */
async function start() {
  const submitted = await raiseSubmitted(app)
  const secretary = await buildSecretary()
  const params = { id: submitted.id }
  await app.api(secretary).ok(motionContracts.actOnMotion, { params, body: { action: 'accept' } })
  const input = { body: { ...projectBody(), motionId: submitted.id }, requestKey: 'start-project-1' }
  const { id } = await app.api(secretary).ok(startProject, input)
  return { ...submitted, secretary, projectId: id, input }
}

describe('a project', () => {
  it('comes of a motion once, goes on in steps everybody reads, and its co-signers hear of each', async () => {
    const { id, author, signers, secretary, projectId, input } = await start()
    expect((await app.api(secretary).ok(startProject, input)).id).toBe(projectId)
    const again = { ...input, requestKey: 'start-project-2' }
    expectError(await app.api(secretary).call(startProject, again), 'motion.not_now')
    expect(await Project.countDocuments()).toBe(1)
    expect(await readMotion(app, author, id)).toMatchObject({ state: 'underway', projectId })
    const photo = await buildMedia({ ownerId: secretary._id })
    const act = (body: object, requestKey?: string) =>
      app.api(secretary).callLoose(actOnProject, {
        params: { id: projectId },
        body,
        ...(requestKey === undefined ? {} : { requestKey }),
      })
    const reach = { action: 'reachMilestone', milestoneId: '1', photoIds: [photo.id] }
    expect((await act(reach, 'reach-one-0001')).status).toBe(201)
    expect((await act(reach, 'reach-one-0001')).status).toBe(201)
    expectError(await act({ ...reach, photoIds: [] }), 'project.not_now')
    expect((await act({ action: 'spend', fen: 120_000, on: '2026-11-20', note: '路灯两盏' })).status).toBe(
      201,
    )
    expect((await act({ action: 'spend', fen: 0, on: '2026-11-20', note: '路灯' })).status).toBe(400)
    const [signer] = signers
    if (!signer) throw new Error('nobody')
    const read = () => app.api(signer).ok(getProject, { params: { id: projectId } })
    expect(await read()).toMatchObject({
      spentFen: 120_000,
      budgetFen: 350_000,
      milestones: [{ doneAt: expect.any(String) as string, isLate: false }, { isLate: true }],
      updates: [{ title: '开始实施' }, { title: '完成：现场清理完', media: [] }, { title: '花费：路灯两盏' }],
      motion: { id },
      actions: [],
    })
    // The photo is the neighbours' once it has passed.
    await settleForum(app.deps)
    await takeMediaVerdict({ kind: 'mediaChecked', traceId: 'trace-1', verdict: 'pass' } as never, app.deps)
    await runContentChecks(app.deps)
    expect((await read()).updates[1]).toMatchObject({ media: [{ id: photo.id }] })
    // What the check takes away neighbours do not read; the staff who wrote it do.
    app.deps.ports.wechat.textVerdict = { verdict: 'risky', label: 20003 }
    expect((await act({ action: 'report', text: '不好听的话' })).status).toBe(201)
    await settleForum(app.deps)
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    expect(JSON.stringify(await read())).not.toContain('不好听的话')
    const own = await app.api(secretary).ok(getProject, { params: { id: projectId } })
    expect(own.updates.at(-1)).toMatchObject({ text: '不好听的话' })
    // What is not done yet is not rated.
    const finish = { action: 'finish', text: '灯亮了，请大家去看看' }
    expectError(await act(finish), 'project.steps_open')
    expect((await app.api(secretary).ok(getProject, { params: { id: projectId } })).actions).not.toContain(
      'finish',
    )
    const last = await act({ action: 'reachMilestone', milestoneId: '2' })
    expect(last.body).toMatchObject({ actions: ['report', 'reachMilestone', 'spend', 'finish', 'stop'] })
    expect((await act(finish)).status).toBe(201)
    await eventsOf(signer) // the project moves its motion, which tells them the next time
    const events = await eventsOf(signer)
    expect(events).toEqual(
      expect.arrayContaining(['motion.projectStarted', 'project.reachMilestone', 'motion.projectDone']),
    )
    expect(await readMotion(app, author, id)).toMatchObject({
      state: 'done',
      path: [{}, {}, {}, {}, { mark: 'now' }],
    })
    expectError(await act({ action: 'report', text: '还有一点' }), 'project.not_now')
    const { items } = await app.api(signer).ok(listProjects, { query: { community } })
    expect(items).toMatchObject([{ id: projectId, milestonesDone: 2, milestones: 2, state: 'done' }])
  })

  it('stopped leaves its motion where neighbours had brought it: to be voted on, to be done, or to be signed on', async () => {
    const { id, author, signers, secretary, projectId, input } = await start()
    const stop = (of: string) =>
      app.api(secretary).ok(actOnProject, { params: { id: of }, body: { action: 'stop', text: '没有钱了' } })
    const settle = async () => {
      await eventsOf(author)
      return readMotion(app, author, id)
    }
    await stop(projectId)
    expect(await settle()).toMatchObject({ state: 'stopped', actions: [] })
    expect(await eventsOf(signers[0] ?? author)).toContain('motion.projectStopped')
    const sign = { params: { id }, body: { isOn: true } }
    expect((await app.api(await buildNeighbour(app)).ok(motionContracts.coSignMotion, sign)).state).toBe(
      'stopped',
    )
    // One fifth asked for it (their vote was void since), or the residents voted it: then it is not over.
    const restart = async (set: object, requestKey: string) => {
      await Motion.updateOne({ _id: id }, { $set: set })
      await stop((await app.api(secretary).ok(startProject, { ...input, requestKey })).id)
      return settle()
    }
    const fifth = { at: app.deps.clock.now(), by: 'adults', of: { adults: 5, households: 5 } }
    expect(await restart({ stage: 'passed', scheduled: fifth }, 'start-project-3')).toMatchObject({
      state: 'scheduled',
      dueBy: expect.any(String) as string,
    })
    const [entry] = (await Motion.findById(id).lean())?.history ?? []
    await Motion.updateOne(
      { _id: id },
      { $push: { history: { ...entry, action: 'ballotPassed', to: 'passed' } } },
    )
    expect(await restart({ stage: 'passed' }, 'start-project-4')).toMatchObject({ state: 'passed' })
    // However often it is stopped, and whatever the clock says in between.
    expect(await restart({}, 'start-project-5')).toMatchObject({ state: 'passed' })
    await Motion.updateOne(
      { _id: id },
      { $set: { checkAt: app.deps.clock.now(), dueBy: app.deps.clock.now() } },
    )
    await sweepMotions(app.deps)
    expect((await Motion.findById(id).lean())?.history.at(-1)).toMatchObject({
      action: 'escalate',
      to: 'passed',
    })
    expect(await restart({}, 'start-project-6')).toMatchObject({ state: 'passed' })
    await eventsOf(author)
    const told = await InboxMessage.find({ userId: author._id, event: 'motion.projectStopped' }).sort({
      _id: 1,
    })
    expect(told.map(({ body }) => /够五分之一|联名的事不能不办|通过的事不能不办/.exec(body)?.[0])).toEqual([
      '够五分之一',
      '联名的事不能不办',
      '通过的事不能不办',
      '通过的事不能不办',
      '通过的事不能不办',
    ])
  })

  it('is rated once a person, by neighbours only; words after their check, and whoever is slow counts too', async () => {
    const { secretary, projectId } = await start()
    const params = { id: projectId }
    const rate = (user: TestUser, grade: 1 | 5, comment?: string) =>
      app
        .api(user)
        .call(rateProject, { params, body: { grade, ...(comment === undefined ? {} : { comment }) } })
    const neighbours = await Promise.all([1, 2, 3].map(() => buildNeighbour(app)))
    const [one, two, three] = neighbours
    if (!one || !two || !three) throw new Error('nobody')
    // What it is called is checked as well; its staff still read what they wrote.
    await settleRisky()
    const title = async (user: TestUser) => (await app.api(user).ok(getProject, { params })).title
    expect([await title(one), await title(secretary)]).toEqual(['（正在核对）', projectBody().title])
    const rows = await app.api(one).ok(listProjects, { query: { community } })
    expect(JSON.stringify(rows)).not.toContain(projectBody().title)
    expectError(await rate(one, 5), 'project.not_now')
    for (const milestoneId of ['1', '2'])
      await app.api(secretary).ok(actOnProject, { params, body: { action: 'reachMilestone', milestoneId } })
    await app.api(secretary).ok(actOnProject, { params, body: { action: 'finish', text: '做好了' } })
    const answers = await Promise.all([
      rate(one, 5),
      rate(two, 1),
      rate(three, 5),
      rate(one, 5),
      rate(two, 5, '亮堂了'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expectError(await rate(await buildNeighbour(app), 5, '打 13812345678'), 'forum.personal_number')
    expect((await rate(secretary, 5)).status).toBe(403)
    await rate(two, 1, '亮堂了<b>')
    const view = await app.api(one).ok(getProject, { params })
    expect(view).toMatchObject({ ratings: 3, myGrade: 5 })
    expect(view.grades).toEqual(
      [5, 4, 3, 2, 1].map((grade) => ({ grade, count: { 5: 2, 1: 1 }[grade] ?? 0 })),
    )
    const list = async () => (await app.api(one).ok(listProjectComments, { params })).items
    expect(await list()).toEqual([])
    await settleForum(app.deps)
    expect(await list()).toMatchObject([{ grade: 1, text: '亮堂了<b>', author: { kind: 'resident' } }])
    expect(projectStates).toContain(view.state)
    // What is hidden says to its author why, and asks the level above; and she takes it back, muted or not.
    expect((await list())[0]?.actions).toEqual(['report'])
    const own = async () => (await app.api(two).ok(listProjectComments, { params })).items[0]
    await rate(two, 1, '换了不好听的话')
    await settleRisky()
    const { caseId = '', ...shown } = (await own()) ?? {}
    expect(shown).toMatchObject({
      hiddenBecause: '自动核对认为不合适',
      actions: ['delete', 'appeal'],
      stateText: expect.any(String) as string,
    })
    const appeal = { params: { id: caseId }, body: { text: '我说的是实话' }, requestKey: 'appeal-rating-1' }
    expect((await app.api(two).call(contentReviewContracts.appealContentReview, appeal)).status).toBe(204)
    expect((await own())?.actions).toEqual(['delete'])
    const from = app.deps.clock.now()
    const mute = {
      caseId: two._id,
      userId: two._id,
      community,
      district: testAreas.district,
      from,
      rule: '不发广告',
    }
    await Mute.create({ ...mute, until: new Date(from.getTime() + 86_400_000), by: two._id, byName: '书记' })
    const taken = await app.api(two).ok(rateProject, { params, body: { grade: 5, comment: null } })
    expect(taken).toMatchObject({ myGrade: 5, ratings: 3 })
    expect(taken.myComment).toBeUndefined()
    await settleForum(app.deps)
    expect([await own(), await list()]).toEqual([undefined, []])
    expect(await ContentCheck.countDocuments({ subjectKind: 'forumRating', caseState: 'appealed' })).toBe(0)
  })
})

describe('a meeting', () => {
  it('is announced, signed into by code or on paper once a person, and its decisions become needs and projects', async () => {
    const people = await buildNeighbourhood()
    const worker = await buildCommunityWorker()
    const { id: motionId, author, signers } = await raiseSubmitted(app)
    const api = app.api(worker)
    const body = {
      community,
      title: '十一月议事会',
      place: '社区活动室',
      startsAt: '2026-11-23T02:30:00.000Z',
      agenda: [{ text: '北门路灯', motionId }, { text: '垃圾分类' }],
    }
    const input = { body, requestKey: 'announce-0001' }
    const { id, code = '' } = await api.ok(meetingContracts.announceMeeting, input)
    expect((await api.ok(meetingContracts.announceMeeting, input)).id).toBe(id)
    for (const user of [author, ...signers]) expect(await eventsOf(user)).toContain('meeting.announced')
    await settleRisky()
    const hidden = await app.api(author).ok(meetingContracts.getMeeting, { params: { id } })
    expect(hidden).toMatchObject({ title: '（正在核对）', agenda: [{ motionId }, {}] })
    expect(JSON.stringify(hidden)).not.toMatch(/十一月议事会|活动室|垃圾分类/)
    expect((await api.ok(meetingContracts.getMeeting, { params: { id } })).title).toBe(body.title)
    const known = await fillRegister(app, { households: 2, adultsEach: 1 })
    const [first, second] = known.map(({ personId }) => personId)
    const resident = await buildRegistered(first ?? new Types.ObjectId())
    const signIn = (user: TestUser, text: string) =>
      app.api(user).call(meetingContracts.signInToMeeting, { body: { code: text } })
    expectError(await signIn(resident, code === '000000' ? '000001' : '000000'), 'meeting.code_unknown')
    expectError(
      await signIn(await buildResident({ community: testAreas.neighbourCommunity }), code),
      'meeting.code_unknown',
    )
    const seen = await signIn(resident, code)
    expect(seen.body).toMatchObject({ state: 'held', hasSignedIn: true, attendance: 1 })
    expect(seen.body.code).toBeUndefined()
    const paper = (personId = '') =>
      api.call(meetingContracts.signInOnPaper, { params: { id }, body: { personId } })
    await paper(first?.toString())
    expect((await paper(second?.toString())).body).toMatchObject({ attendance: 2 })
    expectError(await paper('0'.repeat(24)), 'record.not_found')

    const decide = (decision: object, requestKey?: string) =>
      api.callLoose(meetingContracts.decideAtMeeting, {
        params: { id },
        body: decision,
        ...(requestKey === undefined ? {} : { requestKey }),
      })
    expectError(await decide({ text: '太早了' }), 'meeting.not_now')
    const minutes = { params: { id }, body: { text: '大家同意装路灯。' }, requestKey: 'minutes-0001' }
    await api.ok(meetingContracts.publishMinutes, minutes)
    await api.ok(meetingContracts.publishMinutes, minutes)
    const need = { text: '先修一修现在的灯', need: { category: people.category.code } }
    const twice = [await decide(need, 'decide-need-1'), await decide(need, 'decide-need-1')]
    expect(twice.map(({ status }) => status)).toEqual([201, 201])
    expect(await Need.countDocuments({ text: /十一月议事会上决定/ })).toBe(1)
    const adopt = { text: '装两盏路灯', motion: { id: motionId, isAdopted: true }, project: projectBody() }
    // Of two tablets that adopt it in the same moment one begins the project; a lost answer is the same press.
    const tablets = ['decide-adopt-1', 'decide-adopt-2']
    const adopted = await Promise.all(tablets.map((key) => decide(adopt, key)))
    expect(adopted.map(({ status }) => status).sort()).toEqual([201, 409])
    const winner = tablets[adopted.findIndex(({ status }) => status === 201)]
    expect((await decide(adopt, winner)).status).toBe(201)
    const begun = await Project.find().lean()
    expect(begun).toHaveLength(1)
    expect((await Motion.findById(motionId).lean())?.projectId).toEqual(begun[0]?._id)
    // Another desk, another tablet: what was decided here is not decided the other way round.
    const reject = { text: '不装', motion: { id: motionId, isAdopted: false } }
    expectError(await decide(reject, 'decide-reject'), 'motion.not_now')
    await settleRisky()
    expect(
      (await app.api(author).ok(meetingContracts.getMeeting, { params: { id } })).decisions,
    ).toMatchObject([{ text: '这一段正在核对，暂时看不到。' }, { text: '这一段正在核对，暂时看不到。' }])
    await Meeting.updateOne({ _id: id }, { $set: { hiddenPieces: [] } })
    const view = await app.api(author).ok(meetingContracts.getMeeting, { params: { id } })
    expect(view).toMatchObject({
      minutes: { text: '大家同意装路灯。' },
      decisions: [
        { needStateText: expect.any(String) as string },
        { isAdopted: true, projectId: expect.any(String) as string },
      ],
    })
    expect(view.decisions[0]?.needId).toBeUndefined()
    expect(await readMotion(app, author, motionId)).toMatchObject({ state: 'underway' })
    expect(await eventsOf(author)).toEqual(
      expect.arrayContaining(['motion.meetingAdopted', 'motion.projectStarted']),
    )
    // What a meeting began without a motion is told to who was there, and to the homes of the councillors.
    const other = await buildRegistered(second ?? new Types.ObjectId())
    const absent = await buildNeighbour(app)
    const [linked] = await buildHomes(app, [{ members: [{ name: '住在这里' }] }])
    const [councillor, atHome] = [await buildNeighbour(app), await buildVoter(linked?.personIds[0])]
    await app.api(await buildSecretary()).ok(councillorContracts.nameCouncillor, {
      body: { community, userId: councillor.id, homeIds: [String(linked?.homeId)] },
    })
    const bench = { ...projectBody(), title: '院子里修长椅' }
    const own = await decide({ text: '把长椅修好', project: bench }, 'decide-own-001')
    expect(own.status).toBe(201)
    const told = []
    for (const user of [resident, other, councillor, atHome, absent])
      told.push((await eventsOf(user)).filter((event) => event === 'project.start').length)
    expect(told).toEqual([1, 1, 1, 1, 0])
    // Who signed in takes it along with her own data, by the code or on paper.
    for (const user of [resident, other])
      expect(await collectOwn(user)).toMatchObject({ meetings: [{ meeting: id }] })
    const off = {
      text: '不在议程上',
      motion: { id: await raiseMotion(app, await buildNeighbour(app)), isAdopted: true },
    }
    expectError(await decide(off), 'record.not_found')
  })

  it('cannot take away what one fifth asked for, nor be signed into when it is over or off', async () => {
    const secretary = await buildSecretary()
    const author = await buildNeighbour(app)
    const known = await fillRegister(app, { households: 1, adultsEach: 1 })
    const motionId = await raiseMotion(app, author)
    const signer = await buildRegistered(known[0]?.personId ?? new Types.ObjectId())
    await app.api(signer).ok(motionContracts.coSignMotion, { params: { id: motionId }, body: { isOn: true } })
    const body = {
      community,
      title: '议事会',
      place: '活动室',
      startsAt: '2026-11-23T02:30:00.000Z',
      agenda: [{ text: '路灯', motionId }],
    }
    const { id, code = '' } = await app.api(secretary).ok(meetingContracts.announceMeeting, { body })
    await app.api(author).ok(meetingContracts.signInToMeeting, { body: { code } })
    const params = { id }
    const minutes = { params, body: { text: '记录' } }
    // Nor is a code shown any more that signs nobody in.
    expect((await app.api(secretary).ok(meetingContracts.publishMinutes, minutes)).code).toBeUndefined()
    for (const isAdopted of [false, true])
      expectError(
        await app.api(secretary).call(meetingContracts.decideAtMeeting, {
          params,
          body: { text: '定下来', motion: { id: motionId, isAdopted } },
        }),
        'motion.not_refusable',
      )
    expectError(
      await app.api(author).call(meetingContracts.signInToMeeting, { body: { code } }),
      'meeting.code_unknown',
    )
    const later = { ...body, startsAt: '2026-11-30T02:30:00.000Z' }
    const next = await app.api(secretary).ok(meetingContracts.announceMeeting, { body: later })
    expect(next.code).toBeUndefined()
    await app
      .api(secretary)
      .ok(meetingContracts.cancelMeeting, { params: { id: next.id }, body: { reason: '停电' } })
    expectError(
      await app
        .api(secretary)
        .call(meetingContracts.cancelMeeting, { params: { id: next.id }, body: { reason: '停电' } }),
      'meeting.not_now',
    )
  })
})

it('a councillor forwards what her homes think: the secretary reads it, everybody sees how much', async () => {
  const { listCouncillors, nameCouncillor, setCouncillorHomes, endCouncillor, forwardOpinion, listOpinions } =
    councillorContracts
  const secretary = await buildSecretary()
  const known = await fillRegister(app, { households: 3, adultsEach: 1 })
  const homes = known.map(({ homeId }) => homeId.toString())
  const user = await buildNeighbour(app)
  const name = (body: object, who = secretary) =>
    app.api(who).callLoose(nameCouncillor, {
      body: { community, userId: user.id, homeIds: homes.slice(0, 2), ...body },
    })
  const far = await buildResident({ community: testAreas.neighbourCommunity })
  expectError(await name({ userId: far.id }), 'councillor.not_possible')
  expectError(await name({ homeIds: ['0'.repeat(24)] }), 'councillor.homes_unknown')
  expectError(await name({}, await buildSecretary(testAreas.neighbourCommunity)), 'access.denied')
  expect((await name({})).status).toBe(201)
  expectError(await name({}), 'councillor.not_possible')
  const motionId = await raiseMotion(app, await buildNeighbour(app))
  const forward = (homeId = '', requestKey?: string) =>
    app.api(user).call(forwardOpinion, {
      body: { community, homeId, motionId, text: '最好装声控的' },
      ...(requestKey === undefined ? {} : { requestKey }),
    })
  const twice = [await forward(homes[0], 'forward-00001'), await forward(homes[0], 'forward-00001')]
  expect(twice.map(({ status }) => status)).toEqual([201, 201])
  expectError(await forward(homes[2]), 'access.denied')
  const query = { community }
  const read = await app.api(secretary).ok(listOpinions, { query })
  expect(read.items).toMatchObject([{ text: '最好装声控的', homeLabel: '0室', motion: { id: motionId } }])
  expect((await app.api(user).ok(listOpinions, { query })).items).toHaveLength(1)
  expect(await collectOwn(user)).toMatchObject({ opinions: [{ text: '最好装声控的' }], meetings: [] })
  const reader = await buildNeighbour(app)
  expectError(await app.api(reader).call(listOpinions, { query }), 'access.denied')
  const { items } = await app.api(reader).ok(listCouncillors, { query })
  expect(items).toMatchObject([{ households: 2, forwarded: 1 }])
  expect(items[0]?.homes).toBeUndefined()
  const params = { id: items[0]?.id ?? '' }
  await app.api(secretary).ok(setCouncillorHomes, { params, body: { homeIds: homes } })
  expect((await forward(homes[2])).status).toBe(201)
  await app.api(secretary).ok(endCouncillor, { params })
  expectError(await forward(homes[0]), 'access.denied')
  expect((await app.api(reader).ok(listCouncillors, { query })).items).toEqual([])
  expect((await name({})).status).toBe(201)
  // Her second account takes office and opinions over; who moves away speaks for nobody any more.
  const heir = await buildRegistered(known[0]?.personId ?? new Types.ObjectId())
  const merge = listAccountMergeHooks().find((hook) => hook.name === 'deliberation')
  for (let i = 0; i < 2; i += 1) await merge?.move(user.id, heir.id, app.deps)
  const mine = { body: { community, homeId: homes[0] ?? '', motionId, text: '还是声控的' } }
  expect((await app.api(heir).call(forwardOpinion, mine)).status).toBe(201)
  expectError(await forward(homes[0]), 'access.denied')
  expect((await app.api(reader).ok(listCouncillors, { query })).items).toMatchObject([{ forwarded: 3 }])
  await followPersonChange(known[0]?.personId.toString() ?? '', 'moved', app.deps)
  expect((await app.api(reader).ok(listCouncillors, { query })).items).toEqual([])
})
