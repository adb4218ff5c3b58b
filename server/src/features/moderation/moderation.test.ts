import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { commentContracts } from '@linli/shared/forum/comment.contract'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { Types } from 'mongoose'
import { seedCategories } from '../../seed/demo/seedRouting'
import { expectError } from '../../test/apiClient'
import { buildUnit } from '../../test/areas.factory'
import { buildNeighbour, settleForum, writeComment, writePost } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { raiseSos } from '../../test/safety.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildDistrictOfficer,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { runContentChecks } from '../contentCheck/contentCheck.job'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { ThreadCount, type ThreadCountRecord } from '../forum/thread.models'
import { readNews } from '../forum/thread.said'
import { InboxMessage } from '../messages/inboxMessage.model'
import { Mute } from './mute.model'
import { Report } from './report.model'

const { reportContent, muteAuthor, listMutes, endMute, getModerationFigures } = moderationContracts
const {
  listContentReviews,
  decideContentReview,
  decideContentReviews,
  claimContentReview,
  appealContentReview,
  liftContentReview,
  listOwnHidden,
} = contentReviewContracts
const { getPost, editPost, deletePost } = postContracts
const community = testAreas.community

let app: TestApp
let author: TestUser
let secretary: TestUser
let worker: TestUser
let street: TestUser

beforeEach(async () => {
  app = startTestApp()
  author = await buildNeighbour(app)
  secretary = await buildSecretary()
  worker = await buildCommunityWorker()
  street = await buildStreetOfficer()
})

const report = (
  user: TestUser,
  id: string,
  kind: 'forumPost' | 'forumComment' = 'forumPost',
  reason: 'ad' | 'staff' = 'ad',
) => app.api(user).call(reportContent, { body: { kind, id, reason, note: '天天发' } })
const queue = async (user: TestUser, query = {}) =>
  (await app.api(user).ok(listContentReviews, { query })).items
const hide = (user: TestUser, id: string, version: number) =>
  app.api(user).call(decideContentReview, { params: { id }, body: { decision: 'hide', rule: 'ad', version } })
const pass = (user: TestUser, id: string, version: number) =>
  app.api(user).call(decideContentReview, { params: { id }, body: { decision: 'pass', version } })
const canRead = async (user: TestUser, id: string) =>
  (await app.api(user).call(getPost, { params: { id } })).status === 200

/** A post that somebody reported, with its case. */
async function buildReported(by?: TestUser) {
  const reporter = by ?? (await buildNeighbour(app))
  const id = await writePost(app, author, { text: '加我看好货' })
  expect((await report(reporter, id)).status).toBe(204)
  const [found] = await queue(secretary)
  if (!found) throw new Error('nothing in the queue')
  return { id, reporter, case: found }
}

describe('a report', () => {
  it('puts it into the queue with what was said, never by whom; others still read it', async () => {
    const { id, reporter, case: found } = await buildReported()
    expect(found).toMatchObject({
      subject: { kind: 'forumPost', id },
      caseState: 'open',
      reports: [{ reason: 'ad', times: 1, notes: ['天天发'] }],
      actions: ['pass', 'hide', 'claim', 'lift'],
    })
    expect(JSON.stringify(found)).not.toContain(reporter.id)
    expect(await canRead(reporter, id)).toBe(true)
  })

  it('counts once a person, and over the community’s threshold takes it away until somebody has looked', async () => {
    const { id, reporter } = await buildReported()
    await report(reporter, id)
    expect((await queue(secretary))[0]?.reports).toMatchObject([{ times: 1 }])
    const others = [await buildNeighbour(app), await buildNeighbour(app)]
    for (const other of others) await report(other, id)
    await settleForum(app.deps)
    expect(await canRead(others[0] ?? reporter, id)).toBe(false)
    expect(await queue(secretary)).toHaveLength(1)
    expect(await app.api(author).ok(getPost, { params: { id } })).toMatchObject({ state: 'hidden' })
    expect(await new Inbox(app.deps).read(author.id)).toEqual(['content.suspended'])
    expectError(await report(await buildNeighbour(app), id), 'record.not_found')
  })

  it('weighs by whether its writer was right before', async () => {
    const reporter = await buildNeighbour(app)
    for (let i = 0; i < 3; i += 1) {
      author = await buildNeighbour(app)
      const { case: found } = await buildReported(reporter)
      await hide(secretary, found.id, found.version)
      await settleForum(app.deps)
    }
    expect(await Report.countDocuments({ userId: reporter.id, outcome: 'right' })).toBe(3)
    author = await buildNeighbour(app)
    const { id } = await buildReported(reporter)
    expect(await Report.findOne({ subjectId: id }).lean()).toMatchObject({ weight: 2 })
  })

  it('does not take away again what a person has let through, but is looked at again', async () => {
    const { id, case: found } = await buildReported()
    await pass(secretary, found.id, found.version)
    await settleForum(app.deps)
    for (let i = 0; i < 4; i += 1) await report(await buildNeighbour(app), id)
    await settleForum(app.deps)
    expect(await canRead(await buildNeighbour(app), id)).toBe(true)
    // What was turned down is not said of it again.
    expect(await queue(secretary)).toMatchObject([
      { caseState: 'open', state: 'pass', reports: [{ times: 4 }] },
    ])
  })

  it('stays with the words when they are rewritten', async () => {
    const { id, reporter } = await buildReported()
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    await app.api(author).ok(editPost, { params: { id }, body: { version, text: '还是加我看好货' } })
    await settleForum(app.deps)
    expect(await queue(secretary)).toMatchObject([{ texts: ['还是加我看好货'] }])
    // Whoever reports the new words too, weighs no more for it: three would take it away.
    await report(reporter, id)
    await report(await buildNeighbour(app), id)
    await settleForum(app.deps)
    expect((await queue(secretary))[0]?.reports).toMatchObject([{ times: 2 }])
    expect(await canRead(reporter, id)).toBe(true)
  })

  it('of earlier words is done with once somebody has let the new ones pass, whoever hears of it first', async () => {
    const { id } = await buildReported()
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    await app.api(author).ok(editPost, { params: { id }, body: { version, text: '还是加我看好货' } })
    await settleForum(app.deps)
    for (let i = 0; i < 2; i += 1) await report(await buildNeighbour(app), id)
    await settleForum(app.deps)
    const [found] = await queue(secretary)
    expect(found).toMatchObject({ state: 'hidden' })
    await pass(secretary, found?.id ?? '', found?.version ?? 0)
    await runContentChecks(app.deps)
    expect([await queue(secretary), await canRead(secretary, id)]).toEqual([[], true])
  })

  it('leaves the queue when its author deletes the words; nothing of it comes back', async () => {
    const { id, case: found } = await buildReported()
    await app.api(author).ok(deletePost, { params: { id } })
    await settleForum(app.deps)
    expect(await queue(secretary)).toEqual([])
    expectError(await pass(secretary, found.id, found.version), 'contentReview.already_decided')
    expectError(await report(await buildNeighbour(app), id), 'record.not_found')
  })

  it('of a comment works the same, and nobody reports their own', async () => {
    const post = await writePost(app, author)
    const spammer = await buildNeighbour(app)
    const id = await writeComment(app, spammer, post, { text: '加我' })
    expectError(await report(spammer, id, 'forumComment'), 'access.denied')
    expectError(await report(author, post), 'access.denied')
    expect((await report(author, id, 'forumComment')).status).toBe(204)
    const [found] = await queue(secretary)
    await hide(secretary, found?.id ?? '', found?.version ?? 0)
    await settleForum(app.deps)
    const { items } = await app.api(author).ok(commentContracts.listComments, { params: { id: post } })
    expect(items).toEqual([])
  })

  it('goes above where it is about the desk, from the desk, or is handed up by it', async () => {
    const post = await writePost(app, author)
    const say = (text: string) => writeComment(app, author, post, { text })
    const [about, byDesk, handed] = [await say('书记收钱'), await say('说她坏话'), await say('别的话')]
    const neighbour = await buildNeighbour(app)
    // Already on her desk when somebody says whom it is about.
    await report(neighbour, about, 'forumComment')
    expect((await report(await buildNeighbour(app), about, 'forumComment', 'staff')).status).toBe(204)
    const countReadable = async () => {
      const { items } = await app.api(neighbour).ok(commentContracts.listComments, { params: { id: post } })
      return items.length
    }
    expect(await countReadable()).toBe(3)
    expect((await report(secretary, byDesk, 'forumComment')).status).toBe(204)
    await settleForum(app.deps)
    expect(await countReadable()).toBe(2)
    await report(neighbour, handed, 'forumComment')
    const [waiting, ...more] = await queue(secretary)
    expect([waiting?.subject.id, more]).toEqual([handed, []])
    const lift = (user: TestUser, version: number) =>
      app.api(user).call(liftContentReview, { params: { id: waiting?.id ?? '' }, body: { version } })
    expectError(await lift(secretary, 0), 'contentReview.changed_meanwhile')
    for (const user of [street, await buildSecretary(testAreas.neighbourCommunity)])
      expectError(await lift(user, waiting?.version ?? 0), 'record.not_found')
    expect((await lift(secretary, waiting?.version ?? 0)).status).toBe(204)
    // Her answer was lost: it is handed up all the same, and for nobody else there to know of.
    expect((await lift(secretary, waiting?.version ?? 0)).status).toBe(204)
    expectError(await lift(worker, waiting?.version ?? 0), 'record.not_found')
    expect(await queue(secretary)).toEqual([])
    const above = await queue(street)
    expect(above.map(({ subject }) => subject.id).sort()).toEqual([about, byDesk, handed].sort())
    expect((await hide(street, above[0]?.id ?? '', above[0]?.version ?? 0)).status).toBe(200)
  })
})

describe('the queue', () => {
  it('has what is most pressing on top', async () => {
    app.deps.ports.wechat.textVerdict = { verdict: 'review' }
    const doubtful = await writePost(app, author, { text: '存疑' })
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    const reported = await writePost(app, await buildNeighbour(app), { text: '被反映' })
    for (let i = 0; i < 4; i += 1) {
      await report(await buildNeighbour(app), reported)
      await settleForum(app.deps)
    }
    expect((await queue(secretary)).map(({ subject }) => subject.id)).toEqual([reported, doubtful])
  })

  it('lets one of two look at a time, for ten minutes', async () => {
    const { case: found } = await buildReported()
    const claim = (user: TestUser, isOn = true) =>
      app.api(user).call(claimContentReview, { params: { id: found.id }, body: { isOn } })
    const answers = await Promise.all([claim(secretary), claim(worker)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const [winner, loser] = answers[0].status === 200 ? [secretary, worker] : [worker, secretary]
    const { details } = expectError(await hide(loser, found.id, found.version), 'contentReview.claimed')
    expect(details).toMatchObject({ by: expect.any(String) as string })
    expect((await queue(loser))[0]).toMatchObject({ claim: { isMine: false }, actions: [] })
    expect((await queue(winner))[0]).toMatchObject({ claim: { isMine: true } })
    expect(await AuditEntry.countDocuments({ action: 'content.claimed', actorId: winner.id })).toBe(1)
    app.deps.clock.advance(11, 'minutes')
    expect((await hide(loser, found.id, found.version)).status).toBe(200)
    expectError(await claim(winner), 'contentReview.already_decided')
  })

  it('is decided once: of two who decide at once the version lets one', async () => {
    const { case: found } = await buildReported()
    const answers = await Promise.all([
      hide(secretary, found.id, found.version),
      pass(worker, found.id, found.version),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const stored = await ContentCheck.findById(found.id).lean()
    expect(stored?.history).toHaveLength(1)
    expect(stored?.rank).toBeUndefined()
  })

  it('says of what another neighbour reports meanwhile that it is to be looked at again, not that it is done', async () => {
    const { id, case: found } = await buildReported()
    await app.api(secretary).ok(claimContentReview, { params: { id: found.id }, body: { isOn: true } })
    await report(await buildNeighbour(app), id)
    const { details } = expectError(
      await hide(secretary, found.id, found.version),
      'contentReview.changed_meanwhile',
    )
    const { version } = details as { version: number }
    expect((await pass(secretary, found.id, version)).status).toBe(200)
    // Nor is what comes after one’s own decision taken for the same press.
    await report(await buildNeighbour(app), id)
    expectError(await pass(secretary, found.id, version), 'contentReview.changed_meanwhile')
  })

  it('takes a wave of spam in one press: each author told, each decision logged, what failed named', async () => {
    const reporter = await buildNeighbour(app)
    for (let i = 0; i < 4; i += 1) await report(reporter, await writePost(app, author, { text: `好货${i}` }))
    const rows = await queue(secretary)
    const same = await queue(secretary, { sameAuthorAs: rows[0]?.id })
    expect(same).toHaveLength(4)
    await app.api(worker).ok(claimContentReview, { params: { id: rows[1]?.id ?? '' }, body: { isOn: true } })
    const items = rows.map(({ id, version }) => ({ id, version }))
    const body = { items, decision: 'hide' as const, rule: 'ad' }
    const answer = await app.api(secretary).ok(decideContentReviews, { body })
    expect(answer.items.filter(({ problem }) => problem !== undefined)).toEqual([
      { id: rows[1]?.id, problem: 'contentReview.claimed' },
    ])
    await settleForum(app.deps)
    expect(await InboxMessage.countDocuments({ userId: author.id, event: 'content.hidden' })).toBe(3)
    expect(await AuditEntry.countDocuments({ action: 'content.hidden' })).toBe(3)
    const without = { items, decision: 'hide' as const }
    expectError(await app.api(secretary).call(decideContentReviews, { body: without }), 'request.invalid')
  })

  it('needs one of the community’s rules to hide, and its author reads which', async () => {
    const { case: found } = await buildReported()
    const body = { decision: 'hide' as const, rule: 'nonsense', version: found.version }
    const call = app.api(secretary).call(decideContentReview, { params: { id: found.id }, body })
    expectError(await call, 'request.invalid')
    const rules = [{ code: 'ours', text: '不在这里卖货' }]
    const settings = { community, nameRule: 'building' as const, hideThreshold: 3, rules }
    await app.api(secretary).ok(forumContracts.setForumSettings, { body: settings })
    expect((await queue(secretary))[0]?.rules).toEqual(rules)
    const params = { id: found.id }
    await app
      .api(secretary)
      .ok(decideContentReview, { params, body: { ...body, rule: 'ours', reason: '请到闲置板块' } })
    await settleForum(app.deps)
    const [message] = await InboxMessage.find({ userId: author.id }).lean()
    expect(message?.body).toContain('不在这里卖货；请到闲置板块')
  })
})

describe('a spammer', () => {
  it('reaches no neighbour with what WeChat lets pass: a way out of the app, the same words again, a flood', async () => {
    const reader = await buildNeighbour(app)
    const why = async (id: string) => {
      const check = await ContentCheck.findOne({ subjectId: id }).lean()
      return check?.reasons.map(({ code }) => code)
    }
    const link = await writePost(app, author, { text: '日结三百，点 shua.top 领钱' })
    expect([await canRead(reader, link), await why(link)]).toEqual([false, ['leadsOut']])
    // A clean post that becomes an advertisement is looked at anew.
    const post = await writePost(app, reader, { text: '谁家的猫在车棚里，快来领。' })
    const { version } = await app.api(reader).ok(getPost, { params: { id: post } })
    const edited = { version, text: '加微信 shua8888 领钱' }
    await app.api(reader).ok(editPost, { params: { id: post }, body: edited })
    await settleForum(app.deps)
    expect(await canRead(author, post)).toBe(false)
    const words = { text: '新到一批好货，比店里便宜' }
    expect(await canRead(reader, await writePost(app, author, words))).toBe(true)
    const again = await writePost(app, author, { text: '新到一批好货，比店里便宜！！' })
    expect([await canRead(reader, again), await why(again)]).toEqual([false, ['repeated']])
    for (const text of ['第二批好货', '第三批好货']) await writePost(app, author, { text })
    const flood = await writePost(app, author, { text: '第四批好货' })
    expect([await canRead(reader, flood), await why(flood)]).toEqual([false, ['flood']])
    app.deps.clock.advance(8, 'days')
    expect(await canRead(reader, await writePost(app, author, words))).toBe(true)
  })

  it('with two pieces waiting is held with whatever comes next, until somebody has looked; with one nobody is', async () => {
    const reader = await buildNeighbour(app)
    await writePost(app, author, { text: '日结三百，点 shua.top 领钱' })
    expect(await canRead(reader, await writePost(app, author, { text: '大家早上好' }))).toBe(true)
    await writePost(app, author, { text: '要的加微信 shua8888' })
    const next = await writePost(app, author, { text: '祖传秘方，停药也行' })
    expect(await canRead(reader, next)).toBe(false)
    const rows = await queue(secretary)
    expect(rows.find(({ subject }) => subject.id === next)?.reasons).toMatchObject([{ code: 'waiting' }])
    for (const { id, version } of rows) expect((await pass(secretary, id, version)).status).toBe(200)
    await settleForum(app.deps)
    expect(await canRead(reader, await writePost(app, author, { text: '谢谢大家' }))).toBe(true)
  })

  it('whose words were taken away twice is read by a person first, so that nothing reaches the neighbours', async () => {
    for (let i = 0; i < 2; i += 1) {
      const { case: found } = await buildReported()
      await hide(secretary, found.id, found.version)
      await settleForum(app.deps)
    }
    const next = await writePost(app, author, { text: '还有好货' })
    expect(await canRead(await buildNeighbour(app), next)).toBe(false)
    expect(await queue(secretary)).toMatchObject([{ subject: { id: next }, reasons: [{ code: 'watched' }] }])
    app.deps.clock.advance(31, 'days')
    const later = await writePost(app, author, { text: '大家好' })
    expect(await canRead(await buildNeighbour(app), later)).toBe(true)
  })
})

describe('words that are rewritten in the moment in which a desk takes them away', () => {
  it('do not reach the neighbours before a person has read the new ones', async () => {
    const { id, case: found } = await buildReported()
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    await hide(secretary, found.id, found.version)
    await app.api(author).ok(editPost, { params: { id }, body: { version, text: '加我看更好的货' } })
    await settleForum(app.deps)
    expect(await canRead(await buildNeighbour(app), id)).toBe(false)
    expect(await queue(secretary)).toMatchObject([
      { texts: ['加我看更好的货'], reasons: [{ code: 'rewritten' }] },
    ])
  })
})

describe('an appeal', () => {
  const appeal = (user: TestUser, id: string, text = '我没有卖东西，是送给邻居的。') =>
    app.api(user).call(appealContentReview, { params: { id }, body: { text } })

  async function buildHidden() {
    const { id, case: found } = await buildReported()
    await hide(secretary, found.id, found.version)
    await settleForum(app.deps)
    return { id, caseId: found.id }
  }

  it('goes to the street, once; what the street lets through is read again, and the author is told', async () => {
    const { id, caseId } = await buildHidden()
    const own = await app.api(author).ok(getPost, { params: { id } })
    expect(own).toMatchObject({
      caseId,
      hiddenBecause: '不发广告、不拉人进群',
      actions: ['delete', 'appeal'],
    })
    expect((await appeal(author, caseId)).status).toBe(204)
    expect((await appeal(author, caseId)).status).toBe(204)
    expectError(await appeal(author, caseId, '再说一次'), 'appeal.not_possible')
    expect(await queue(secretary)).toEqual([])
    const [found] = await queue(street)
    expect(found).toMatchObject({ caseState: 'appealed', appeal: { text: '我没有卖东西，是送给邻居的。' } })
    expect((await pass(street, caseId, found?.version ?? 0)).status).toBe(200)
    await settleForum(app.deps)
    expect(await canRead(await buildNeighbour(app), id)).toBe(true)
    expect(await new Inbox(app.deps).read(author.id)).toEqual(['content.hidden', 'content.passed'])
    expect(await Report.findOne({ subjectId: id }).lean()).toMatchObject({ outcome: 'wrong' })
    expect(await ContentCheck.findById(caseId).lean()).toMatchObject({
      caseState: 'final',
      isOverturned: true,
    })
    // The street has looked: who reports it once more is told so, and that does not weigh on a later edition.
    const late = await buildNeighbour(app)
    expectError(await report(late, id), 'report.not_possible')
    expect(await Report.countDocuments({ subjectId: id, outcome: 'open' })).toBe(0)
    const seen = await app.api(late).ok(getPost, { params: { id } })
    expect([seen.isSettled, seen.actions.includes('report')]).toEqual([true, false])
    // New words are another matter.
    const { version } = seen
    await app.api(author).ok(editPost, { params: { id }, body: { version, text: '加我看更好的货' } })
    await settleForum(app.deps)
    const anew = await app.api(late).ok(getPost, { params: { id } })
    expect([anew.isSettled, anew.actions.includes('report')]).toEqual([undefined, true])
  })

  it('that the street let pass leaves no button to report a comment either, nor in what is live', async () => {
    const post = await writePost(app, author)
    const teller = await buildNeighbour(app)
    const id = await writeComment(app, teller, post, { text: '加我' })
    await report(await buildNeighbour(app), id, 'forumComment')
    const [found] = await queue(secretary)
    await hide(secretary, found?.id ?? '', found?.version ?? 0)
    await settleForum(app.deps)
    await appeal(teller, found?.id ?? '')
    const [above] = await queue(street)
    await pass(street, above?.id ?? '', above?.version ?? 0)
    await settleForum(app.deps)
    const { items } = await app.api(author).ok(commentContracts.listComments, { params: { id: post } })
    expect(items).toMatchObject([{ isSettled: true, actions: ['reply', 'like'] }])
    const counts = await ThreadCount.findById(post).lean<ThreadCountRecord>()
    const { said } = await readNews(post, counts ?? undefined, app.deps)
    expect(said).toMatchObject([{ id, isSettled: true }])
  })

  it('that the street refuses is final', async () => {
    const { id, caseId } = await buildHidden()
    await appeal(author, caseId)
    const [found] = await queue(street)
    expect((await hide(street, caseId, found?.version ?? 0)).status).toBe(200)
    expectError(await appeal(author, caseId, '再来'), 'appeal.not_possible')
    expectError(await pass(street, caseId, (found?.version ?? 0) + 1), 'contentReview.already_decided')
    expect(await canRead(await buildNeighbour(app), id)).toBe(false)
  })

  it('is its author’s alone, and only of what was taken away', async () => {
    const { caseId } = await buildHidden()
    for (const user of [await buildNeighbour(app), secretary])
      expectError(await appeal(user, caseId), 'record.not_found')
    const { case: open } = await buildReported()
    expectError(await appeal(author, open.id), 'appeal.not_possible')
  })

  it('is possible for whoever is muted', async () => {
    const { caseId } = await buildHidden()
    await app.api(secretary).ok(muteAuthor, { body: { caseId, days: 7 } })
    const write = () =>
      app
        .api(author)
        .call(postContracts.createPost, { body: { community, board: 'neighbours', text: '我回来了' } })
    expectError(await write(), 'forum.muted')
    expect((await appeal(author, caseId)).status).toBe(204)
    // Won, it ends what it was the reason of.
    const [found] = await queue(street)
    await pass(street, caseId, found?.version ?? 0)
    await settleForum(app.deps)
    expect((await write()).status).toBe(201)
  })

  it('of a comment does not go with the post it stood under', async () => {
    const post = await writePost(app, author, { text: '谁家的车挡了门？' })
    const teller = await buildNeighbour(app)
    const id = await writeComment(app, teller, post, { text: '是他家的，别惹他' })
    await report(await buildNeighbour(app), id, 'forumComment')
    const [found] = await queue(secretary)
    await hide(secretary, found?.id ?? '', found?.version ?? 0)
    await app.api(author).ok(deletePost, { params: { id: post } })
    await settleForum(app.deps)
    const own = async (user = teller) => (await app.api(user).ok(listOwnHidden)).items
    expect(await own()).toMatchObject([
      { kindName: '留言', text: '是他家的，别惹他', hiddenBecause: '不发广告、不拉人进群', canAppeal: true },
    ])
    expect(await own(author)).toEqual([])
    const [message] = await InboxMessage.find({ userId: teller.id, event: 'content.hidden' }).lean()
    expect(message).toMatchObject({ page: 'packages/forum/pages/mine/index?part=hidden' })
    expect((await appeal(teller, found?.id ?? '')).status).toBe(204)
    expect(await own()).toMatchObject([
      { hiddenBecause: expect.stringContaining('已经申诉') as string, canAppeal: false },
    ])
    await app.api(teller).ok(commentContracts.deleteComment, { params: { id } })
    await settleForum(app.deps)
    expect(await own()).toEqual([])
  })
})

describe('what is about a moderator', () => {
  it('lies above her: neither she nor her desk finds it', async () => {
    const id = await writePost(app, author, {
      text: '书记说话不算数',
      subject: { kind: 'user', id: secretary.id },
    })
    const reporter = await buildNeighbour(app)
    await report(reporter, id)
    expect(await queue(secretary)).toEqual([])
    expect(await queue(worker)).toEqual([])
    expect(await queue(street)).toMatchObject([{ subject: { id } }])
    // And what neighbours say to it.
    const said = await writeComment(app, author, id, { text: '我也等了一个月' })
    await report(reporter, said, 'forumComment')
    expect(await queue(secretary)).toEqual([])
    expect((await queue(street)).map(({ subject }) => subject.id).sort()).toEqual([id, said].sort())
  })

  it('of a unit is not for a moderator who works in that unit, whenever she came there', async () => {
    const unit = await buildUnit({ kind: 'property', name: '友谊物业' })
    const subject = { kind: 'unit' as const, id: unit.id }
    const id = await writePost(app, author, { text: '物业不修灯', subject })
    await report(await buildNeighbour(app), id)
    expect(await queue(secretary)).toMatchObject([{ subject: { id } }])
    await buildMembership(secretary, 'unitStaff', { unitId: unit.id, areaCode: community, kind: 'property' })
    expect(await queue(secretary)).toEqual([])
    const later = await writePost(app, author, { text: '还是没有修', subject })
    await report(await buildNeighbour(app), later)
    expect(await queue(worker)).toMatchObject([{ subject: { id } }])
    expect(await queue(street)).toMatchObject([{ subject: { id: later } }])
  })

  it('lies above her also when she wrote it herself', async () => {
    const id = await writePost(app, secretary, { as: 'desk', text: '明天停水' })
    await report(author, id)
    expect(await queue(secretary)).toEqual([])
    expect(await queue(worker)).toEqual([])
    expect(await queue(street)).toMatchObject([{ subject: { id } }])
  })

  it('of the street lies with the district', async () => {
    const id = await writePost(app, author, {
      text: '街道的人不回电话',
      subject: { kind: 'user', id: street.id },
    })
    await report(await buildNeighbour(app), id)
    const [found] = await queue(secretary)
    await hide(secretary, found?.id ?? '', found?.version ?? 0)
    const own = { params: { id: found?.id ?? '' }, body: { text: '请看看' } }
    await app.api(author).ok(appealContentReview, own)
    expect(await queue(street)).toEqual([])
    expect(await queue(await buildDistrictOfficer())).toMatchObject([{ subject: { id } }])
  })
})

describe('a mute', () => {
  async function buildMuted(days: 1 | 3 | 7 | 30 = 3) {
    const { case: found } = await buildReported()
    await hide(secretary, found.id, found.version)
    const mute = await app.api(secretary).ok(muteAuthor, { body: { caseId: found.id, days } })
    return { mute, caseId: found.id }
  }
  const write = () =>
    app
      .api(author)
      .call(postContracts.createPost, { body: { community, board: 'neighbours', text: '大家好' } })

  it('keeps somebody from writing until it ends by itself, with the reason and the date', async () => {
    const { mute } = await buildMuted()
    expectError(await write(), 'forum.muted')
    await settleForum(app.deps)
    const [message] = await InboxMessage.find({ userId: author.id, event: 'forum.muted' }).lean()
    expect(message?.body).toContain('提诉求、求助、投票和申诉都不受影响')
    expect(message?.body).toContain('不发广告、不拉人进群')
    const home = await app.api(author).ok(forumContracts.getForumHome, { query: { community } })
    expect(home.mute).toMatchObject({ until: mute.until })
    app.deps.clock.advance(3, 'days')
    expect((await write()).status).toBe(201)
  })

  it('pressed twice is one; it is ended early by the desk, and logged', async () => {
    const { mute, caseId } = await buildMuted()
    const again = await app.api(secretary).ok(muteAuthor, { body: { caseId, days: 30 } })
    expect(again.id).toBe(mute.id)
    expectError(await app.api(worker).call(muteAuthor, { body: { caseId, days: 1 } }), 'mute.not_possible')
    const query = { areaCode: community }
    expect((await app.api(worker).ok(listMutes, { query })).items).toMatchObject([
      { id: mute.id, name: '王姓邻居' },
    ])
    // A second one that ends in the same moment is on the second page.
    const same = await Mute.findById(mute.id).lean()
    const twin = await Mute.create({ ...same, _id: new Types.ObjectId(), caseId: new Types.ObjectId() })
    const first = await app.api(worker).ok(listMutes, { query: { ...query, limit: 1 } })
    const next = { ...query, limit: 1, cursor: first.nextCursor }
    expect((await app.api(worker).ok(listMutes, { query: next })).items).toMatchObject([{ id: twin.id }])
    for (const id of [mute.id, twin._id.toString()]) await app.api(worker).ok(endMute, { params: { id } })
    expect((await app.api(worker).ok(listMutes, { query })).items).toEqual([])
    expect((await write()).status).toBe(201)
    const actions = await AuditEntry.find({ subjectId: author.id }).lean()
    expect(new Set(actions.map(({ action }) => action))).toEqual(new Set(['forum.muted', 'forum.unmuted']))
  })

  it('never touches needs, nor a call for help', async () => {
    await buildMuted()
    await seedCategories(app.deps, { district: testAreas.district })
    const body = { category: 'facility', text: '灯坏了', place: { kind: 'here' as const, text: '门口' } }
    expect((await app.api(author).call(needContracts.createNeed, { body })).status).toBe(201)
    expect((await raiseSos(app, author)).status).toBe(201)
  })

  it('needs something that was taken away, and is not for colleagues nor strangers', async () => {
    const { case: open } = await buildReported()
    const mute = (user: TestUser, caseId: string) =>
      app.api(user).call(muteAuthor, { body: { caseId, days: 1 } })
    expectError(await mute(secretary, open.id), 'mute.not_possible')
    await hide(secretary, open.id, open.version)
    for (const user of [await buildSecretary(testAreas.neighbourCommunity), street])
      expectError(await mute(user, open.id), 'record.not_found')
    expectError(await mute(await buildNeighbour(app), open.id), 'access.denied')
    await buildMembership(author, 'communityWorker', community)
    expectError(await mute(secretary, open.id), 'mute.not_possible')
  })

  it('is not for words their author rewrote before anybody judged them, nor for what only reports have hidden', async () => {
    const { wechat } = app.deps.ports
    wechat.textVerdict = { verdict: 'review', label: 20003 }
    const id = await writePost(app, author, { text: '楼上的桂花香的很' })
    wechat.textVerdict = { verdict: 'pass' }
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    await app.api(author).ok(editPost, { params: { id }, body: { version, text: '楼上的桂花香得很' } })
    await settleForum(app.deps)
    const hidden = async () =>
      (await app.api(secretary).ok(listContentReviews, { query: { state: 'hidden' } })).items
    expect(await hidden()).toEqual([])
    const first = await ContentCheck.findOne({ subjectId: id, field: 'words:1' }).lean()
    const mute = (caseId = '') => app.api(secretary).call(muteAuthor, { body: { caseId, days: 7 } })
    expectError(await mute(first?._id.toString()), 'mute.not_possible')
    wechat.textVerdict = { verdict: 'risky', label: 20003 }
    const judged = await writePost(app, author, { text: '不好听的话' })
    wechat.textVerdict = { verdict: 'pass' }
    app.deps.clock.advance(2, 'minutes')
    const reported = await writePost(app, await buildNeighbour(app), { text: '卖自家种的番茄' })
    for (let i = 0; i < 3; i += 1) await report(await buildNeighbour(app), reported)
    const found = await hidden()
    expect(found.map(({ subject }) => subject.id)).toEqual([reported, judged])
    expect(found.map(({ actions }) => actions.includes('mute'))).toEqual([false, true])
    expectError(await mute(found[0]?.id), 'mute.not_possible')
    expect((await mute(found[1]?.id)).status).toBe(201)
  })
})

describe('the figures of a desk', () => {
  it('say how long decisions took and how many were changed above, each with its whole', async () => {
    const done = []
    const first = author
    for (const minutes of [10, 20, 60]) {
      if (minutes > 10) author = await buildNeighbour(app)
      const { case: found } = await buildReported()
      app.deps.clock.advance(minutes, 'minutes')
      await hide(secretary, found.id, found.version)
      done.push(found.id)
    }
    await settleForum(app.deps)
    const appealBody = { params: { id: done[0] ?? '' }, body: { text: '请看看' } }
    await app.api(first).ok(appealContentReview, appealBody)
    const [found] = await queue(street)
    await pass(street, found?.id ?? '', found?.version ?? 0)
    const figures = await app.api(secretary).ok(getModerationFigures, { query: { areaCode: community } })
    expect(figures).toMatchObject({
      waiting: 0,
      decided: 3,
      hidden: 3,
      medianMinutes: 20,
      appealed: 1,
      appealsDecided: 1,
      overturned: 1,
    })
    expect(figures.weeks.map(({ decided }) => decided)).toEqual([0, 0, 0, 3])
    const other = await buildSecretary(testAreas.neighbourCommunity)
    for (const user of [other, await buildResident()])
      expectError(
        await app.api(user).call(getModerationFigures, { query: { areaCode: community } }),
        'access.denied',
      )
  })
})
