import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { commentContracts } from '@linli/shared/forum/comment.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { seedCategories } from '../../seed/demo/seedRouting'
import { expectError } from '../../test/apiClient'
import { buildNeighbour, settleForum, writeComment, writePost } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildGridWorker,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { ForumComment } from '../forum/comment.model'
import { ForumPost } from '../forum/post.model'
import { ThreadCount, type ThreadCountRecord } from '../forum/thread.models'
import { readNews } from '../forum/thread.said'
import { InboxMessage } from '../messages/inboxMessage.model'

const { reportContent } = moderationContracts
const { listContentReviews, decideContentReview, liftContentReview } = contentReviewContracts
const { getPost, editPost, actOnPost, listPosts, listPostEditions } = postContracts
const { createComment, editComment, listComments } = commentContracts
const { community } = testAreas

const people = ['secretary', 'worker', 'gridWorker', 'neighbour'] as const
type Person = (typeof people)[number]

let app: TestApp
let author: TestUser
let street: TestUser
let by: Record<Person, TestUser>

beforeEach(async () => {
  app = startTestApp()
  await seedCategories(app.deps, { district: testAreas.district })
  author = await buildNeighbour(app)
  street = await buildStreetOfficer()
  by = {
    secretary: await buildSecretary(),
    worker: await buildCommunityWorker(),
    gridWorker: await buildGridWorker(),
    neighbour: await buildNeighbour(app),
  }
})

const report = (user: TestUser, id: string, reason: 'ad' | 'staff', kind: 'forumPost' | 'forumComment') =>
  app.api(user).call(reportContent, { body: { kind, id, reason } })
const reportPost = (user: TestUser, id: string, reason: 'ad' | 'staff' = 'ad') =>
  report(user, id, reason, 'forumPost')
const queue = async (user: TestUser) => (await app.api(user).ok(listContentReviews)).items
const findCase = async (user: TestUser) => {
  const [found] = await queue(user)
  if (!found) throw new Error('nothing in the queue')
  return found
}

/** How a post that says something of the desk stands, in the order in which it comes to be so. */
const stages = {
  plain: () => Promise.resolve(),
  'reported as an advertisement': (id: string) => reportPost(by.neighbour, id),
  'said to be about the desk': (id: string) => reportPost(by.neighbour, id, 'staff'),
  'handed up by the desk': async (id: string) => {
    await reportPost(by.neighbour, id)
    const found = await findCase(by.secretary)
    const lift = { params: { id: found.id }, body: { version: found.version } }
    await app.api(by.secretary).ok(liftContentReview, lift)
  },
  'rewritten while the street looks': async (id: string) => {
    await reportPost(by.neighbour, id, 'staff')
    await rewrite(id)
  },
  'handed up by the desk and rewritten': async (id: string) => {
    await stages['handed up by the desk'](id)
    await rewrite(id)
    expect((await queue(street)).map(({ subject }) => subject.id)).toEqual([id])
  },
  'let through by the street': (id: string) => decideAbove(id, undefined),
  'about the secretary, says the street': (id: string) => decideAbove(id, by.secretary.id),
} satisfies Record<string, (id: string) => Promise<unknown>>
type Stage = keyof typeof stages

async function rewrite(id: string) {
  const { version } = await app.api(author).ok(getPost, { params: { id } })
  await app.api(author).ok(editPost, { params: { id }, body: { version, text: '书记说话还是不算数' } })
  await settleForum(app.deps)
}

async function decideAbove(id: string, aboutUserId: string | undefined) {
  await reportPost(by.neighbour, id, 'staff')
  const { id: caseId, version } = await findCase(street)
  const body = { decision: 'pass' as const, version, ...(aboutUserId === undefined ? {} : { aboutUserId }) }
  await app.api(street).ok(decideContentReview, { params: { id: caseId }, body })
  await settleForum(app.deps)
}

const press = (action: 'pin' | 'lock' | 'markAnswered') => (user: TestUser, id: string) =>
  app.api(user).call(actOnPost, { params: { id }, body: { action } })

type Act = 'read' | 'pin' | 'markAnswered' | 'offerNeed' | 'answerAsDesk' | 'readEditions' | 'lock'

/** What somebody of the desk could do against it. */
const acts: Record<Act, (user: TestUser, id: string) => Promise<{ status: number; body: unknown }>> = {
  read: (user, id) => app.api(user).call(getPost, { params: { id } }),
  pin: press('pin'),
  markAnswered: press('markAnswered'),
  offerNeed: (user, id) =>
    app.api(user).call(actOnPost, { params: { id }, body: { action: 'offerNeed', category: 'facility' } }),
  answerAsDesk: (user, id) =>
    app.api(user).call(createComment, { params: { id }, body: { as: 'desk', text: '没有这回事。' } }),
  readEditions: (user, id) => app.api(user).call(listPostEditions, { params: { id } }),
  lock: press('lock'),
}

const denied = 'access.denied'
const none = 'record.not_found'
const lifted = 'forum.lifted'

/** What comes of it: a code of refusal, or `ok`. In the order of `people`. */
type Row = readonly [string, string, string, string]
const asEver: Record<Act, Row> = {
  read: ['ok', 'ok', 'ok', 'ok'],
  pin: ['ok', 'ok', denied, denied],
  lock: ['ok', 'ok', denied, denied],
  markAnswered: ['ok', 'ok', denied, denied],
  offerNeed: ['ok', 'ok', denied, denied],
  answerAsDesk: ['ok', 'ok', 'ok', denied],
  readEditions: ['ok', 'ok', denied, denied],
}
const whileLifted: Record<Act, Row> = {
  read: ['ok', 'ok', 'ok', 'ok'],
  pin: [lifted, lifted, denied, denied],
  lock: [lifted, lifted, denied, denied],
  markAnswered: [lifted, lifted, denied, denied],
  offerNeed: [lifted, lifted, denied, denied],
  answerAsDesk: [lifted, lifted, lifted, denied],
  readEditions: [none, none, denied, denied],
}
/** The street keeps the case once it has had it. */
const afterwards: Record<Act, Row> = { ...asEver, readEditions: [none, none, denied, denied] }
const withoutHer = ([, ...others]: Row): Row => [none, ...others]
const aboutHer: Record<Act, Row> = {
  read: withoutHer(afterwards.read),
  pin: withoutHer(afterwards.pin),
  lock: withoutHer(afterwards.lock),
  markAnswered: withoutHer(afterwards.markAnswered),
  offerNeed: withoutHer(afterwards.offerNeed),
  answerAsDesk: withoutHer(afterwards.answerAsDesk),
  readEditions: withoutHer(afterwards.readEditions),
}

const matrix: Record<Stage, Record<Act, Row>> = {
  plain: asEver,
  'reported as an advertisement': asEver,
  'said to be about the desk': whileLifted,
  'handed up by the desk': whileLifted,
  'rewritten while the street looks': whileLifted,
  'handed up by the desk and rewritten': whileLifted,
  'let through by the street': afterwards,
  'about the secretary, says the street': aboutHer,
}

describe('a post of the desk', () => {
  it.each(Object.keys(stages) as Stage[])('that is %s is to each what it should be', async (stage) => {
    const id = await writePost(app, author, { text: '书记说话不算数' })
    await stages[stage](id)
    const outcomes: Partial<Record<Act, string[]>> = {}
    for (const person of people) {
      for (const act of Object.keys(acts) as Act[]) {
        const { status, body } = await acts[act](by[person], id)
        const outcome = status < 300 ? 'ok' : (body as { code: string }).code
        outcomes[act] = [...(outcomes[act] ?? []), outcome]
        if (act === 'read' && status < 300) expectButtons(body as { actions: string[] }, stage, person)
      }
      // What one has done stands in the way of no other.
      const $set = { isLocked: false, isAnswered: false }
      await ForumPost.updateOne({ _id: id }, { $set, $unset: { pinnedAt: 1, needOffer: 1 } })
    }
    expect(outcomes).toEqual(matrix[stage])
  })
})

/** What the page draws is what would be taken. */
function expectButtons({ actions }: { actions: string[] }, stage: Stage, person: Person) {
  for (const act of ['pin', 'lock', 'markAnswered', 'offerNeed'] as const)
    expect([act, actions.includes(act)]).toEqual([act, matrix[stage][act][people.indexOf(person)] === 'ok'])
}

describe('while the street looks at what may be about the desk', () => {
  it('the desk sees neither the case nor who said so, and the author by the name rule only', async () => {
    const id = await writePost(app, author, { text: '书记说话不算数' })
    await reportPost(by.neighbour, id, 'staff')
    for (const user of [by.secretary, by.worker]) {
      expect(await queue(user)).toEqual([])
      const seen = await app.api(user).ok(getPost, { params: { id } })
      expect(seen).toMatchObject({ isLifted: true, author: { name: '王姓邻居' } })
      expect(JSON.stringify(seen)).not.toContain(author.id)
      expect(JSON.stringify(seen)).not.toContain(by.neighbour.id)
    }
    expect(await app.api(by.neighbour).ok(getPost, { params: { id } })).not.toHaveProperty('isLifted')
  })

  it('the desk cannot take it away by reporting it: that weighs as a neighbour’s', async () => {
    const post = await writePost(app, author, { text: '书记说话不算数' })
    const said = await writeComment(app, author, post, { text: '她收了钱' })
    await reportPost(by.neighbour, post, 'staff')
    await report(by.neighbour, said, 'staff', 'forumComment')
    await reportPost(by.secretary, post)
    await report(by.secretary, said, 'ad', 'forumComment')
    await settleForum(app.deps)
    expect((await app.api(by.neighbour).call(getPost, { params: { id: post } })).status).toBe(200)
    const { items } = await app.api(by.neighbour).ok(listComments, { params: { id: post } })
    expect(items).toMatchObject([{ text: '她收了钱' }])
    expect(await queue(street)).toHaveLength(2)
  })
})

it('what the desk handed up unread by neighbours is the street’s to look at in its new words too, though they pass', async () => {
  app.deps.ports.wechat.textVerdict = { verdict: 'review' }
  const id = await writePost(app, author, { text: '书记说话不算数' })
  app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
  const found = await findCase(by.secretary)
  const lift = { params: { id: found.id }, body: { version: found.version } }
  await app.api(by.secretary).ok(liftContentReview, lift)
  await rewrite(id)
  expect((await app.api(by.neighbour).call(getPost, { params: { id } })).status).toBe(200)
  expect(await queue(by.secretary)).toEqual([])
  const { id: caseId, version } = await findCase(street)
  const body = { decision: 'pass' as const, version }
  await app.api(street).ok(decideContentReview, { params: { id: caseId }, body })
  expect(await app.api(by.secretary).ok(getPost, { params: { id } })).not.toHaveProperty('isLifted')
})

describe('whom it is about', () => {
  it('is said by the desk above only, of those who work there, and never of its author', async () => {
    const id = await writePost(app, author, { text: '书记说话不算数' })
    await reportPost(by.neighbour, id)
    const below = await findCase(by.worker)
    expect(below.people).toEqual([])
    const decide = (user: TestUser, aboutUserId: string, found: { id: string; version: number }) =>
      app.api(user).call(decideContentReview, {
        params: { id: found.id },
        body: { decision: 'pass', version: found.version, aboutUserId },
      })
    expectError(await decide(by.worker, by.secretary.id, below), 'request.invalid')
    await reportPost(await buildNeighbour(app), id, 'staff')
    const above = await findCase(street)
    expect(above.people.map((person) => [person.id, person.isSubject]).sort()).toEqual(
      [by.secretary, by.worker, by.gridWorker].map((user) => [user.id, false]).sort(),
    )
    expect(above.people.find((person) => person.id === by.secretary.id)?.name).toContain('书记')
    for (const user of [author, by.neighbour, street])
      expectError(await decide(street, user.id, above), 'request.invalid')
    expect((await decide(street, by.secretary.id, above)).body.people).toContainEqual(
      expect.objectContaining({ id: by.secretary.id, isSubject: true }),
    )
  })

  it('once said holds for each edition, each list and each later report; what her desk stopped goes on', async () => {
    const id = await writePost(app, author, { text: '书记说话不算数' })
    await app.api(by.secretary).ok(actOnPost, { params: { id }, body: { action: 'lock' } })
    const said = await writeCommentBefore(id)
    await decideAbove(id, by.secretary.id)
    const seen = await app.api(by.neighbour).ok(getPost, { params: { id } })
    expect(seen).toMatchObject({ isLocked: false, state: 'visible' })
    const listed = async (user: TestUser) =>
      (await app.api(user).ok(listPosts, { query: { community } })).items.map((post) => post.id)
    expect([await listed(by.secretary), await listed(by.worker)]).toEqual([[], [id]])
    // What lay at her desk of what neighbours said to it has gone above as well.
    if (said !== undefined) expect((await queue(street)).map(({ subject }) => subject.id)).toEqual([said])
    const { version } = seen
    await app.api(author).ok(editPost, { params: { id }, body: { version, text: '书记又说话不算数' } })
    await settleForum(app.deps)
    await reportPost(await buildNeighbour(app), id)
    expect([await queue(by.secretary), await queue(by.worker)]).toEqual([[], []])
    expect((await queue(street)).map(({ subject }) => subject.id)).toContain(id)
  })

  it('is heard also where its author rewrites it in the moment in which the street decides', async () => {
    const post = await writePost(app, author, { text: '书记说话不算数' })
    const said = await writeComment(app, author, post, { text: '书记收钱' })
    await reportPost(by.neighbour, post, 'staff')
    await report(by.neighbour, said, 'staff', 'forumComment')
    const versions = [(await app.api(author).ok(getPost, { params: { id: post } })).version, 2] as const
    for (const { id, version } of await queue(street)) {
      const body = { decision: 'pass' as const, version, aboutUserId: by.secretary.id }
      await app.api(street).ok(decideContentReview, { params: { id }, body })
    }
    const text = '书记又收钱'
    await app.api(author).ok(editPost, { params: { id: post }, body: { version: versions[0], text } })
    await app.api(author).ok(editComment, { params: { id: said }, body: { version: versions[1], text } })
    await settleForum(app.deps)
    expect((await app.api(by.worker).ok(getPost, { params: { id: post } })).text).toBe(text)
    expectError(await app.api(by.secretary).call(getPost, { params: { id: post } }), none)
    expect(await ForumComment.findById(said).lean()).toMatchObject({
      state: 'visible',
      subject: { kind: 'user', id: by.secretary._id },
    })
  })

  /** A comment that waits at the community's desk, below what is not locked yet. */
  async function writeCommentBefore(id: string): Promise<string | undefined> {
    await app.api(by.secretary).ok(actOnPost, { params: { id }, body: { action: 'unlock' } })
    const said = await writeComment(app, by.neighbour, id, { text: '我也等了一个月' })
    await report(await buildNeighbour(app), said, 'ad', 'forumComment')
    expect((await queue(by.worker)).map(({ subject }) => subject.id)).toEqual([said])
    await app.api(by.secretary).ok(actOnPost, { params: { id }, body: { action: 'lock' } })
    return said
  }

  it('of a comment: she reads it no more, nor what quotes it, and others read on', async () => {
    const post = await writePost(app, author)
    const said = await writeComment(app, author, post, { text: '书记收钱' })
    await report(by.neighbour, said, 'staff', 'forumComment')
    const { id, version } = await findCase(street)
    const body = { decision: 'pass' as const, version, aboutUserId: by.secretary.id }
    await app.api(street).ok(decideContentReview, { params: { id }, body })
    await settleForum(app.deps)
    await writeComment(app, by.neighbour, post, { text: '真的吗', replyTo: said })
    const read = async (user: TestUser) =>
      JSON.stringify((await app.api(user).ok(listComments, { params: { id: post } })).items)
    expect(await read(by.worker)).toContain('书记收钱')
    const hers = await read(by.secretary)
    expect(hers).toContain('真的吗')
    expect(hers).not.toContain('书记收钱')
    // It stands there: she is not told that somebody deleted it.
    expect(hers).toContain('这条留言没有公开')
    expect(hers).not.toContain('已经删除')
    const counts = await ThreadCount.findById(post).lean<ThreadCountRecord>()
    expect(JSON.stringify(await readNews(post, counts ?? undefined, app.deps))).not.toContain('书记收钱')
    expect(await InboxMessage.countDocuments({ userId: by.secretary.id })).toBe(0)
    await report(await buildNeighbour(app), said, 'ad', 'forumComment')
    expect([await queue(by.secretary), await queue(by.worker)]).toEqual([[], []])
  })
})
