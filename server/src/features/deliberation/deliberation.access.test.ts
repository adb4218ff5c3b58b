import type { Contract } from '@linli/shared/contract'
import { councillorContracts } from '@linli/shared/deliberation/councillor.contract'
import { deliberationContracts } from '@linli/shared/deliberation/deliberation.contract'
import { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { mayWatch } from '../../realtime/roomAccess'
import type { LooseInput } from '../../test/apiClient'
import { fillRegister, motionBody, projectBody, raiseMotion } from '../../test/deliberation.factory'
import { buildNeighbour, settleForum } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { forgetActor, readActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { Argument } from './argument.model'
import { CoSignature } from './coSignature.model'
import { Councillor, CouncillorOpinion } from './councillor.model'
import { Attendance, Meeting } from './meeting.model'
import { Motion } from './motion.model'
import { Project, ProjectRating } from './project.model'

const { community, neighbourCommunity } = testAreas
const secretWords = '只有邻居能看的话'

let app: TestApp
let author: TestUser
let neighbour: TestUser
const ids = { motion: '', other: '', argument: '', councillor: '', meeting: '', project: '', home: '' }

beforeEach(async () => {
  app = startTestApp()
  author = await buildNeighbour(app)
  neighbour = await buildNeighbour(app)
  const secretary = app.api(await buildSecretary())
  ids.home = (await fillRegister(app, { households: 9, adultsEach: 1 }))[0]?.homeId.toString() ?? ''
  ids.motion = await raiseMotion(app, author, { title: secretWords, text: `${secretWords}，大家商量一下` })
  ids.other = await raiseMotion(app, author, { title: secretWords })
  const params = { id: ids.motion }
  const say = { side: 'for' as const, text: secretWords }
  ids.argument = (await app.api(author).ok(motionContracts.createArgument, { params, body: say })).id
  await settleForum(app.deps)
  const named = { community, userId: author.id, homeIds: [ids.home] }
  ids.councillor = (await secretary.ok(councillorContracts.nameCouncillor, { body: named })).id
  const opinion = { community, homeId: ids.home, text: secretWords }
  await app.api(author).ok(councillorContracts.forwardOpinion, { body: opinion })
  const startsAt = '2026-11-23T02:30:00.000Z'
  const meeting = {
    community,
    title: secretWords,
    place: '活动室',
    startsAt,
    agenda: [{ text: secretWords }],
  }
  ids.meeting = (await secretary.ok(meetingContracts.announceMeeting, { body: meeting })).id
  await secretary.ok(motionContracts.actOnMotion, { params: { id: ids.other }, body: { action: 'accept' } })
  const project = { ...projectBody(), title: secretWords, motionId: ids.other }
  ids.project = (await secretary.ok(projectContracts.startProject, { body: project })).id
})

const everything = {
  ...deliberationContracts,
  ...motionContracts,
  ...councillorContracts,
  ...meetingContracts,
  ...projectContracts,
}
type Name = keyof typeof everything
/** Of one's own there is nothing to find of others. */
const names = (Object.keys(everything) as Name[]).filter((name) => name !== 'listMyMotions')

const homeIds = () => [ids.home]
/** Input that the contract takes, about the records above. */
function inputOf(name: Name): LooseInput {
  const contract: Contract = everything[name]
  const kind = ['motion-arguments', 'motions', 'councillors', 'meetings', 'projects'].find((each) =>
    contract.path.startsWith(`/api/${each}/`),
  )
  const record =
    {
      'motion-arguments': ids.argument,
      motions: ids.motion,
      councillors: ids.councillor,
      meetings: ids.meeting,
      projects: ids.project,
    }[kind ?? ''] ?? ''
  const bodies: Partial<Record<Name, object>> = {
    setDeliberationSettings: {
      community,
      coSigners: 5,
      openPerPerson: 1,
      answerDays: 5,
      gatheringDays: 30,
      stepDays: 9,
    },
    createMotion: motionBody(),
    editMotion: { version: 1, title: '换一个题目', text: '换一段说明，请大家看看' },
    coSignMotion: { isOn: true },
    actOnMotion: { action: 'accept' },
    createArgument: { side: 'for', text: '你好' },
    nameCouncillor: { community, userId: neighbour.id, homeIds: homeIds() },
    setCouncillorHomes: { homeIds: homeIds() },
    forwardOpinion: { community, homeId: ids.home, text: '你好' },
    announceMeeting: {
      community,
      title: '议事',
      place: '这里',
      startsAt: '2026-12-01T00:00:00.000Z',
      agenda: [{ text: '一件' }],
    },
    signInToMeeting: { code: '123456' },
    signInOnPaper: { personId: ids.home },
    cancelMeeting: { reason: '不开了' },
    publishMinutes: { text: '记录' },
    decideAtMeeting: { text: '决定' },
    startProject: { ...projectBody(), motionId: ids.motion },
    actOnProject: { action: 'report', text: '进展' },
    rateProject: { grade: 5 },
  }
  const shape = contract.query?.shape ?? {}
  return {
    ...(contract.params ? { params: { id: record } } : {}),
    ...(bodies[name] ? { body: bodies[name] } : {}),
    query: {
      ...('community' in shape ? { community } : {}),
      ...('areaCode' in shape ? { areaCode: community } : {}),
      ...('side' in shape ? { side: 'for' } : {}),
    },
  }
}

const models = [
  Motion,
  Argument,
  CoSignature,
  Councillor,
  CouncillorOpinion,
  Meeting,
  Attendance,
  Project,
  ProjectRating,
]
const snapshot = async () => {
  const rows = []
  for (const model of models) rows.push(await (model as typeof Motion).find().sort({ _id: 1 }).lean())
  return JSON.stringify(rows)
}

/** What somebody may call at all; whatever is answered to whoever may not has no word of it. */
async function probe(user: TestUser): Promise<string[]> {
  const allowed: string[] = []
  for (const name of names) {
    const response = await app.api(user).callLoose(everything[name], inputOf(name))
    if (response.status < 300) allowed.push(name)
    else expect(response.bytes.toString()).not.toContain(secretWords)
  }
  return allowed.sort()
}

it('opens to nobody who has no business here, by any endpoint, list or socket', async () => {
  const strangers: [string, TestUser][] = [
    ['a guest', await buildUser()],
    ['whoever only joined', await buildUser({ level: 'joined', community })],
    ['a resident of the next community', await buildResident({ community: neighbourCommunity })],
    ['the secretary of the next community', await buildSecretary(neighbourCommunity)],
    ['the officer of another street', await buildStreetOfficer(testAreas.otherStreet)],
  ]
  const before = await snapshot()
  for (const [who, user] of strangers) {
    expect([who, await probe(user)]).toEqual([who, []])
    expect(await app.api(user).ok(motionContracts.listMyMotions)).toEqual({ items: [] })
    const actor = await readActor(user.id, 'session', app.deps.clock.now())
    for (const kind of ['motion', 'project'] as const)
      expect(actor && (await mayWatch(actor, kind, ids[kind], app.deps))).toBe(false)
  }
  expect(await snapshot()).toBe(before)
})

it.each([
  ['moved next door', { community: neighbourCommunity }],
  ['is verified no more', { level: 'joined' }],
])('leaves an author who %s her own motion, and nothing of what neighbours say to it', async (_, change) => {
  const watches = async () => {
    const actor = await readActor(author.id, 'session', app.deps.clock.now())
    return actor && mayWatch(actor, 'motion', ids.motion, app.deps)
  }
  expect(await watches()).toBe(true)
  const said = '她搬走以后邻居说的理由'
  await Argument.updateOne({ _id: ids.argument }, { $set: { authorId: neighbour._id, text: said } })
  await Councillor.updateMany({}, { $set: { isActive: false } })
  await User.updateOne({ _id: author._id }, { $set: change })
  forgetActor(author.id)
  const allowed: string[] = []
  for (const name of names) {
    const { status, bytes } = await app.api(author).callLoose(everything[name], inputOf(name))
    if (status < 300) allowed.push(name)
    expect(bytes.toString()).not.toContain(said)
  }
  // To sign what one has signed changes nothing.
  expect(allowed.filter((name) => name !== 'coSignMotion')).toEqual(['getMotion'])
  const report = { kind: 'forumArgument' as const, id: ids.argument, reason: 'ad' as const }
  expect((await app.api(author).call(moderationContracts.reportContent, { body: report })).status).toBe(403)
  expect(await watches()).toBe(false)
  const params = { id: ids.motion }
  expect((await app.api(author).ok(motionContracts.getMotion, { params })).actions).toEqual(['withdraw'])
  await app.api(author).ok(motionContracts.actOnMotion, { params, body: { action: 'withdraw' } })
})

it('lets each neighbour read, sign and speak, and nothing that is the desk’s', async () => {
  const allowed = await probe(neighbour)
  const reading = names
    .filter((name) => everything[name].method === 'get')
    .filter((name) => name !== 'listOpinions' && name !== 'listWaitingMotions')
  expect(allowed).toEqual([...reading, 'coSignMotion', 'createArgument', 'createMotion'].sort())
})

it('lets who serves the community read along, and the street read its communities', async () => {
  const gridWorker = await buildUser()
  await buildMembership(gridWorker, 'gridWorker', testAreas.grid)
  const reading = [
    'getDeliberationFigures',
    'getDeliberationHome',
    'getMeeting',
    'getMotion',
    'getProject',
    'listArguments',
  ]
  const lists = ['listCouncillors', 'listMeetings', 'listMotions', 'listProjectComments', 'listProjects']
  expect(await probe(gridWorker)).toEqual([...reading, ...lists])
  const street = await probe(await buildStreetOfficer())
  expect(street).toEqual([...reading, ...lists, 'actOnProject', 'setDeliberationSettings'].sort())
})
