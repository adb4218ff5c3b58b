import type { Contract } from '@linli/shared/contract'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { commentContracts } from '@linli/shared/forum/comment.contract'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { mediaContracts } from '@linli/shared/media/media.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import type { LooseInput } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildNeighbour, writeComment, writePost } from '../../test/forum.factory'
import { buildMedia } from '../../test/media.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { mayWatch } from '../../realtime/roomAccess'
import { forgetActor, readActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { ForumComment } from './comment.model'
import { ForumPost } from './post.model'

const community = testAreas.community
const secretWords = '只有邻居能看的话'
const theirWords = '她搬走以后邻居说的话'

let app: TestApp
let author: TestUser
let post: string
let comment: string
let caseId: string
let mute: string

beforeEach(async () => {
  app = startTestApp()
  author = await buildNeighbour(app)
  const [reader, secretary] = [await buildNeighbour(app), await buildSecretary()]
  post = await writePost(app, author, { text: secretWords })
  comment = await writeComment(app, reader, post, { text: secretWords })
  const body = { kind: 'forumPost' as const, id: post, reason: 'ad' as const }
  await app.api(reader).ok(moderationContracts.reportContent, { body })
  const other = await writePost(app, author, { text: '另一条' })
  await app.api(reader).ok(moderationContracts.reportContent, { body: { ...body, id: other } })
  const found = await ContentCheck.findOne({ subjectId: other }).lean()
  const params = { id: found?._id.toString() ?? '' }
  const hide = { decision: 'hide' as const, rule: 'ad', version: found?.version ?? 0 }
  await app.api(secretary).ok(contentReviewContracts.decideContentReview, { params, body: hide })
  mute = (
    await app.api(secretary).ok(moderationContracts.muteAuthor, { body: { caseId: params.id, days: 1 } })
  ).id
  caseId = (await ContentCheck.findOne({ subjectId: post }).lean())?._id.toString() ?? ''
})

const everything = {
  ...forumContracts,
  ...postContracts,
  ...commentContracts,
  ...moderationContracts,
  ...contentReviewContracts,
}
type Name = keyof typeof everything

/** Lists of one's own show nothing of others, and cards are for everybody: they have tests of their own below. */
const own: readonly Name[] = [
  'listForums',
  'listMyPosts',
  'listFollowedPosts',
  'listOwnHidden',
  'getPostCard',
]
const names = (Object.keys(everything) as Name[]).filter((name) => !own.includes(name))

/** Input that the contract takes, about the records above. */
function inputOf(name: Name): LooseInput {
  const { params } = everything[name] as Contract
  const idOf = () => {
    if (name === 'endMute') return mute
    if (/Comment(Editions)?$/.test(name)) return name === 'createComment' ? post : comment
    return name.includes('ContentReview') ? caseId : post
  }
  const bodies: Partial<Record<Name, object>> = {
    acceptForumName: { community, nameRule: 'building' },
    leaveForum: { community, posts: 'delete' },
    setForumSettings: { community, nameRule: 'real', hideThreshold: 3, rules: [{ code: 'a', text: '公约' }] },
    createPost: { community, board: 'neighbours', text: '你好' },
    editPost: { version: 3, text: '改' },
    actOnPost: { action: 'lock' },
    raisePostNeed: { category: 'facility' },
    likePost: { isOn: true },
    followPost: { isOn: true },
    createComment: { text: '你好' },
    editComment: { version: 2, text: '改' },
    likeComment: { isOn: true },
    reportContent: { kind: 'forumPost', id: post, reason: 'ad' },
    muteAuthor: { caseId, days: 1 },
    decideContentReview: { decision: 'pass', version: 2 },
    claimContentReview: { isOn: true },
    decideContentReviews: { items: [{ id: caseId, version: 2 }], decision: 'pass' },
    appealContentReview: { text: '请看看' },
  }
  const queries: Partial<Record<Name, object>> = {
    getForumHome: { community },
    getForumDigest: { community },
    getForumFigures: { community },
    listWaitingPosts: { community },
    getForumSettings: { community },
    listPosts: { community },
    searchPosts: { community, q: secretWords },
    listMutes: { areaCode: community },
    getModerationFigures: { areaCode: community },
    listContentReviews: { areaCode: community },
  }
  return {
    ...(params ? { params: { id: idOf() } } : {}),
    ...(bodies[name] ? { body: bodies[name] } : {}),
    ...(queries[name] ? { query: queries[name] } : {}),
  }
}

const snapshot = async () =>
  JSON.stringify([
    await ForumPost.find().sort({ _id: 1 }).lean(),
    await ForumComment.find().sort({ _id: 1 }).lean(),
    await ContentCheck.find().sort({ _id: 1 }).lean(),
  ])

/** Everybody who has no business here, also those with a role next door. */
const strangers: [string, () => Promise<TestUser>][] = [
  ['a guest', () => buildUser()],
  [
    'a verified resident of the next community',
    () => buildResident({ community: testAreas.neighbourCommunity }),
  ],
  ['the secretary of the next community', () => buildSecretary(testAreas.neighbourCommunity)],
]

describe.each(strangers)('%s', (_, build) => {
  it('reads no word and changes nothing, by any endpoint of the forum and its moderation', async () => {
    const stranger = await build()
    const before = await snapshot()
    const allowed: string[] = []
    for (const name of names) {
      const response = await app.api(stranger).callLoose(everything[name], inputOf(name))
      if (response.status < 300) allowed.push(name)
      expect(response.bytes.toString()).not.toContain(secretWords)
    }
    // One answers item by item: each of them was refused.
    expect(allowed.filter((name) => name !== 'decideContentReviews')).toEqual([])
    expect(await snapshot()).toBe(before)
  })

  it('finds nothing in the lists of one’s own, and hears nothing', async () => {
    const stranger = await build()
    const { listMyPosts, listFollowedPosts } = postContracts
    for (const contract of [listMyPosts, listFollowedPosts, contentReviewContracts.listOwnHidden])
      expect(await app.api(stranger).ok(contract)).toEqual({ items: [] })
    const actor = await readActor(stranger.id, 'session', app.deps.clock.now())
    expect(actor && (await mayWatch(actor, 'thread', post, app.deps))).toBe(false)
  })
})

/** Who wrote here and has the forum no more: she lives next door by now, or is verified no longer. */
const leaving: [string, object][] = [
  ['moved next door', { community: testAreas.neighbourCommunity }],
  ['is verified no more', { level: 'joined' }],
]

describe.each(leaving)('an author who %s', (_, change) => {
  it('keeps her own post and reads nothing of what neighbours say to it', async () => {
    const watches = async () => {
      const actor = await readActor(author.id, 'session', app.deps.clock.now())
      return actor && mayWatch(actor, 'thread', post, app.deps)
    }
    expect(await watches()).toBe(true)
    await User.updateOne({ _id: author._id }, { $set: change })
    forgetActor(author.id)
    await ForumComment.updateOne({ _id: comment }, { $set: { text: theirWords } })
    const allowed: string[] = []
    for (const name of names.filter((each) => !['deletePost', 'leaveForum'].includes(each))) {
      const response = await app.api(author).callLoose(everything[name], inputOf(name))
      if (response.status < 300) allowed.push(name)
      expect(response.bytes.toString()).not.toContain(theirWords)
    }
    expect(allowed).toEqual(expect.arrayContaining(['getPost']))
    for (const shut of ['listComments', 'likeComment', 'createComment', 'editPost', 'reportContent'])
      expect(allowed).not.toContain(shut)
    expect(await watches()).toBe(false)
    const view = await app.api(author).ok(postContracts.getPost, { params: { id: post } })
    expect(view).toMatchObject({ text: secretWords, onComments: [] })
    expect(view.actions.filter((action) => action !== 'follow')).toEqual(['delete'])
    await app.api(author).ok(postContracts.deletePost, { params: { id: post } })
  })
})

describe('whoever only joined', () => {
  const joined = () => buildUser({ level: 'joined', community })

  it('reads the notices and nothing else, and writes nothing', async () => {
    const user = await joined()
    const before = await snapshot()
    const allowed: string[] = []
    for (const name of names) {
      const response = await app.api(user).callLoose(everything[name], inputOf(name))
      if (response.status < 300) allowed.push(name)
      expect(response.bytes.toString()).not.toContain(secretWords)
    }
    // Home, rules, digest, feed and search open on the notices, which are empty; leaving leaves nothing behind.
    expect(allowed.sort()).toEqual(
      ['getForumDigest', 'getForumHome', 'getForumSettings', 'leaveForum', 'listPosts', 'searchPosts'].sort(),
    )
    expect(await snapshot()).toBe(before)
    const query = { community, board: 'neighbours' as const }
    expect((await app.api(user).call(postContracts.listPosts, { query })).status).toBe(403)
  })

  it('reads a notice once there is one, and may follow it', async () => {
    const user = await joined()
    const home = () => app.api(user).ok(forumContracts.getForumHome, { query: { community } })
    expect((await home()).boards).toEqual([])
    await ForumPost.updateOne({ _id: post }, { $set: { board: 'notices', text: '明天停水' } })
    expect((await home()).boards).toMatchObject([{ code: 'notices', writeAs: [] }])
    const { items } = await app.api(user).ok(postContracts.listPosts, { query: { community } })
    expect(items).toMatchObject([{ id: post, excerpt: '明天停水' }])
    const view = await app.api(user).ok(postContracts.getPost, { params: { id: post } })
    expect(view.actions).toEqual(['follow'])
    const like = { params: { id: post }, body: { isOn: true } }
    expect((await app.api(user).call(postContracts.likePost, like)).status).toBe(403)
    const complaint = { body: { kind: 'forumPost' as const, id: post, reason: 'ad' as const } }
    expect((await app.api(user).call(moderationContracts.reportContent, complaint)).status).toBe(403)
    const said = await writeComment(app, await buildNeighbour(app), post)
    const likeSaid = { params: { id: said }, body: { isOn: true } }
    expect((await app.api(user).call(commentContracts.likeComment, likeSaid)).status).toBe(403)
    const complaintOfSaid = { body: { kind: 'forumComment' as const, id: said, reason: 'ad' as const } }
    expect((await app.api(user).call(moderationContracts.reportContent, complaintOfSaid)).status).toBe(403)
    expect((await app.api(user).call(postContracts.followPost, like)).status).toBe(200)
    const say = { params: { id: post }, body: { text: '几点？' } }
    expect((await app.api(user).call(commentContracts.createComment, say)).status).toBe(403)
  })
})

describe('a neighbour', () => {
  it('is not the desk: queue, figures, mutes, settings and editions are shut', async () => {
    const user = await buildNeighbour(app)
    for (const name of names) {
      const { access } = everything[name] as Contract
      if (typeof access === 'string') continue
      const { status } = await app.api(user).callLoose(everything[name], inputOf(name))
      expect([name, status]).toEqual([name, 403])
    }
  })

  it('cannot use another’s photo, nor fetch one that has not passed', async () => {
    const [mine, theirs] = [await buildNeighbour(app), await buildNeighbour(app)]
    const photo = await buildMedia({ ownerId: theirs._id })
    const body = { community, board: 'neighbours' as const, text: '看', photoIds: [photo.id] }
    expect((await app.api(mine).call(postContracts.createPost, { body })).status).toBe(409)
    expect((await app.api(mine).call(mediaContracts.readMedia, { params: { id: photo.id } })).status).toBe(
      404,
    )
  })
})

describe('a card that was forwarded', () => {
  it('opens to anybody, without a word or a name', async () => {
    const card = await app.api().ok(postContracts.getPostCard, { params: { id: post } })
    expect(JSON.stringify(card)).not.toMatch(/只有邻居|王/)
    expect(card).toMatchObject({ comments: 1, title: expect.stringContaining('邻里交流') as string })
  })

  it('of what is hidden or about somebody does not exist', async () => {
    const read = async () =>
      (await app.api().call(postContracts.getPostCard, { params: { id: post } })).status
    expect(await read()).toBe(200)
    const subject = { kind: 'user', id: author._id }
    await ForumPost.updateOne({ _id: post }, { $set: { subject } })
    expect(await read()).toBe(404)
    await ForumPost.updateOne({ _id: post }, { $set: { state: 'hidden' }, $unset: { subject: 1 } })
    expect(await read()).toBe(404)
  })
})

it('a unit of the street reads and answers in each of its communities, and in no other; rank does not read along', async () => {
  await buildAreas()
  const clinic = {
    unitId: '1'.repeat(24),
    areaCode: testAreas.street,
    kind: 'clinic',
    name: '街道卫生中心',
  } as const
  const doctor = await buildUnitStaff(clinic)
  const { items } = await app.api(doctor).ok(forumContracts.listForums)
  expect(items.map(({ code }) => code).sort()).toEqual([community, testAreas.neighbourCommunity])
  for (const { code } of items) {
    const home = await app.api(doctor).ok(forumContracts.getForumHome, { query: { community: code } })
    expect(home.voices).toMatchObject([{ as: 'unit', name: '街道卫生中心' }])
  }
  const body = { as: 'unit' as const, unitId: clinic.unitId, text: '周四上午义诊。' }
  const said = await app.api(doctor).ok(commentContracts.createComment, { params: { id: post }, body })
  expect(said).toMatchObject({ isOfficial: true, author: { name: '街道卫生中心', kind: 'unit' } })
  const far = { query: { community: testAreas.farCommunity } }
  const officer = await buildStreetOfficer()
  expect((await app.api(doctor).call(forumContracts.getForumHome, far)).status).toBe(403)
  expect((await app.api(officer).call(forumContracts.getForumHome, { query: { community } })).status).toBe(
    403,
  )
  expect((await app.api(officer).ok(forumContracts.listForums)).items).toEqual([])
  expect((await app.api(await buildResident()).ok(forumContracts.listForums)).items).toHaveLength(1)
})

it('a worker of the community reads along without being a resident', async () => {
  const worker = await buildUser()
  await buildMembership(worker, 'gridWorker', testAreas.grid)
  const { items } = await app.api(worker).ok(postContracts.listPosts, { query: { community } })
  expect(items.map(({ id }) => id)).toContain(post)
})
