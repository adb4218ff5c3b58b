import { commentContracts } from '@linli/shared/forum/comment.contract'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import { ownDataContracts } from '@linli/shared/users/ownData.contract'
import { Types } from 'mongoose'
import { clearCaches } from '../../lib/caches'
import { seedCategories } from '../../seed/demo/seedRouting'
import { expectError } from '../../test/apiClient'
import { acceptName, buildNeighbour, settleForum, writeComment, writePost } from '../../test/forum.factory'
import { countReads } from '../../test/countReads'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildCommunityWorker, buildSecretary, testAreas, type TestUser } from '../../test/users.factory'
import { Need } from '../needs/need.model'
import { listAccountDeletionHooks, listAccountMergeHooks } from '../users/userHooks'
import { User } from '../users/user.model'
import { ForumComment } from './comment.model'
import { ForumMember } from './forumMember.model'
import { ForumPost } from './post.model'
import { follow } from './thread.follow'
import { Follow, ForumLike, ThreadCount, type ThreadCountRecord } from './thread.models'
import { readNews } from './thread.said'

const { listPosts, searchPosts, getPost, likePost, actOnPost } = postContracts
const community = testAreas.community

let app: TestApp
let author: TestUser
let reader: TestUser

beforeEach(async () => {
  app = startTestApp()
  author = await buildNeighbour(app)
  reader = await buildNeighbour(app, { clearName: '李芳' })
})

/** Posts as if they had been written and passed, some time apart. */
async function insertPosts(count: number, everyMinutes: number): Promise<void> {
  const now = app.deps.clock.now().getTime()
  const { district, street } = { district: testAreas.district, street: testAreas.street }
  const rows = Array.from({ length: count }, (_, i) => {
    const at = new Date(now - i * everyMinutes * 60_000)
    return {
      _id: new Types.ObjectId(Types.ObjectId.generate(Math.floor(at.getTime() / 1000))),
      ...{ district, street, community, authorId: author._id, as: 'resident', isOfficial: false },
      ...{ board: 'neighbours', text: `第 ${i} 个`, media: [], state: 'visible', edition: 1, version: 1 },
      ...{ isLocked: false, isAnswered: false, hasOfficialAnswer: false, bigrams: [], outbox: [] },
      ...{ requestKey: `k${i}`, fingerprint: 'f', createdAt: at },
    }
  })
  await ForumPost.collection.insertMany(rows)
}

describe('the feed', () => {
  it('is the same page by page while others write: nothing twice, nothing left out', async () => {
    await insertPosts(45, 37)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const query = { community, limit: 10, ...(cursor ? { cursor } : {}) }
      const page = await app.api(reader).ok(listPosts, { query })
      seen.push(...page.items.map(({ excerpt }) => excerpt))
      await writePost(app, reader, { text: '新来的' })
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual(Array.from({ length: 45 }, (_, i) => `第 ${i} 个`))
  })

  it('finds what is years old as well', async () => {
    await insertPosts(4, 60 * 24 * 500)
    const { items } = await app.api(reader).ok(listPosts, { query: { community } })
    expect(items).toHaveLength(4)
  })

  it('takes as many reads for fifty posts as for five, and few for what waits behind all that is answered', async () => {
    await insertPosts(300, 1)
    for (let i = 0; i < 3; i += 1)
      await writeComment(app, reader, await writePost(app, reader, { text: `桂花开了${i}` }))
    const list = (limit: number) => () => app.api(reader).ok(listPosts, { query: { community, limit } })
    // Who calls and the community's settings are kept for two seconds of real time: each count begins without them.
    const countOnce = (work: () => Promise<unknown>) => {
      clearCaches()
      return countReads(work)
    }
    // On a slow machine something else is read meanwhile: the smaller of two counts is the list's own.
    const count = async (work: () => Promise<unknown>) =>
      Math.min(await countOnce(work), await countOnce(work))
    // It takes eleven, of five posts and of fifty: one for each post would be fifty more.
    expect(await count(list(5))).toBeLessThanOrEqual(20)
    expect(await count(list(50))).toBeLessThanOrEqual(20)
    await ForumPost.updateMany({ text: /^第/ }, { $set: { hasOfficialAnswer: true } })
    const worker = await buildCommunityWorker()
    const waiting = () => app.api(worker).ok(postContracts.listWaitingPosts, { query: { community } })
    const asked = jest.spyOn(ForumPost, 'find')
    expect((await waiting()).items).toHaveLength(3)
    await app.api(reader).ok(searchPosts, { query: { community, q: '桂花 开了' } })
    // One field more than an index holds makes the engine read all there are.
    const named = asked.mock.calls.map(([filter]) => Object.keys(filter ?? {}).filter((key) => key !== '_id'))
    expect([...new Set(named.map((keys) => keys.sort().join()))].sort()).toEqual([
      'bigrams,community',
      'community,state',
    ])
    asked.mockRestore()
    expect(await count(waiting)).toBeLessThanOrEqual(24)
  })

  it('refuses cursors and limits that make no sense', async () => {
    for (const query of [{ cursor: 'x' }, { limit: 51 }, { board: 'none' }, { unknown: 1 }])
      expectError(
        await app.api(reader).callLoose(listPosts, { query: { community, ...query } }),
        'request.invalid',
      )
  })
})

describe('search', () => {
  const find = async (q: string) => (await app.api(reader).ok(searchPosts, { query: { community, q } })).items

  it('finds Chinese words in the middle of a sentence, in short and long posts, by all words', async () => {
    const lamp = await writePost(app, author, { text: '1号楼门口的路灯一闪一闪' })
    // As many different pairs as a text can have.
    const filler = Array.from({ length: 1200 }, (_, i) => String.fromCodePoint(0x4e00 + 2 * i)).join('字')
    const long = await writePost(app, author, { text: `${filler}。最后说一下充电桩不够。` })
    expect((await find('路灯')).map(({ id }) => id)).toEqual([lamp])
    expect((await find('充电桩')).map(({ id }) => id)).toEqual([long])
    expect(await find('路灯 一闪')).toHaveLength(1)
    expect(await find('路灯 充电桩')).toEqual([])
    expect(await find('灯')).toEqual([])
    expect(await find('$where .* \\')).toEqual([])
  })

  it('never finds what is not to be read, nor old words after an edit', async () => {
    app.deps.ports.wechat.textVerdict = { verdict: 'risky' }
    await writePost(app, author, { text: '路灯坏话' })
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    const id = await writePost(app, author, { text: '路灯坏了' })
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    await app.api(author).ok(postContracts.editPost, { params: { id }, body: { version, text: '修好了' } })
    await settleForum(app.deps)
    expect(await find('路灯')).toEqual([])
    expect(await find('修好')).toHaveLength(1)
  })
})

describe('the day’s digest', () => {
  it('is a few lines without a word that neighbours wrote, nor what is about somebody', async () => {
    const worker = await buildCommunityWorker()
    const first = await writePost(app, author, { text: '3号楼502王秀英阿姨走失了\n电话 021-56001234' })
    await writeComment(app, reader, first)
    await writePost(app, worker, { as: 'desk', text: '周六上午量血压\n电话 021-56005678' })
    await writePost(app, author, { text: '网格员不理人', subject: { kind: 'user', id: worker.id } })
    const { text, posts } = await app.api(reader).ok(forumContracts.getForumDigest, { query: { community } })
    expect(posts).toBe(2)
    expect(text.split('\n')).toEqual([
      expect.stringContaining('新帖子 2 个'),
      '1. 邻里交流：周六上午量血压 电话 ***',
      '2. 邻里交流：邻居们的新帖子 1 个，1 条留言',
      expect.stringContaining('看全部'),
    ])
    app.deps.clock.advance(1, 'days')
    const next = await app.api(reader).ok(forumContracts.getForumDigest, { query: { community } })
    expect(next).toMatchObject({ posts: 0 })
  })
})

describe('somebody who leaves', () => {
  const leave = (posts: 'keep' | 'delete') =>
    app.api(author).ok(forumContracts.leaveForum, { body: { community, posts } })

  it('stays in what was written without a name, and comes back by seeing it again', async () => {
    const id = await writePost(app, author)
    app.deps.clock.advance(1, 'minutes')
    const far = await ForumPost.create({
      ...(await ForumPost.findById(id).lean()),
      ...{ _id: new Types.ObjectId(), community: testAreas.neighbourCommunity, requestKey: 'far' },
    })
    await follow(far._id, author.id, app.deps)
    await leave('keep')
    const nameOf = async (post: string) =>
      (await app.api(reader).ok(getPost, { params: { id: post } })).author.name
    expect(await nameOf(id)).toBe('已离开的邻居')
    // So is who has moved: the rule of this community does not tell where to.
    const mover = await buildNeighbour(app, { clearName: '钱多' })
    const left = await writePost(app, mover)
    expect(await nameOf(left)).toContain('钱姓')
    await User.updateOne({ _id: mover._id }, { $set: { community: testAreas.neighbourCommunity } })
    expect(await nameOf(left)).toBe('已离开的邻居')
    expect(await Follow.find({ userId: author.id }).lean()).toMatchObject([{ postId: far._id }])
    const write = { body: { community, board: 'neighbours' as const, text: '我又来了' } }
    expectError(await app.api(author).call(postContracts.createPost, write), 'forum.preview_needed')
    app.deps.clock.advance(1, 'minutes')
    await acceptName(app, author)
    const back = await writePost(app, author, { text: '我又来了' })
    expect([await nameOf(id), await nameOf(back)]).toEqual(['已离开的邻居', expect.stringContaining('姓')])
  })

  it('or takes everything along', async () => {
    const id = await writePost(app, author)
    const other = await writePost(app, reader)
    await writeComment(app, author, other)
    await leave('delete')
    await settleForum(app.deps)
    expectError(await app.api(reader).call(getPost, { params: { id } }), 'record.not_found')
    expect((await app.api(reader).ok(getPost, { params: { id: other } })).counts.comments).toBe(0)
  })
})

describe('one’s own data', () => {
  async function writeAll() {
    const id = await writePost(app, author, { text: '我写的' })
    const other = await writePost(app, reader, { text: '别人写的' })
    await writeComment(app, author, other, { text: '我说的' })
    await app.api(author).ok(likePost, { params: { id: other }, body: { isOn: true } })
    return { id, other }
  }

  it('can be read and taken along, and nothing of others with it', async () => {
    await writeAll()
    const file = await app.api(author).call(ownDataContracts.exportOwnData)
    const text = file.bytes.toString()
    expect(text).toContain('我写的')
    expect(text).toContain('我说的')
    expect(text).not.toContain('别人写的')
  })

  it('is gone with the account, and moves with one that becomes another', async () => {
    const { id, other } = await writeAll()
    const merge = listAccountMergeHooks().find(({ name }) => name === 'forum')
    const heir = await buildNeighbour(app)
    await merge?.move(author.id, heir.id, app.deps)
    await merge?.move(author.id, heir.id, app.deps)
    expect((await app.api(heir).ok(getPost, { params: { id } })).author.isMine).toBe(true)
    expect((await app.api(heir).ok(getPost, { params: { id: other } })).isLiked).toBe(true)
    expect(await ForumMember.countDocuments({ userId: author.id })).toBe(0)
    const erase = listAccountDeletionHooks().find(({ name }) => name === 'forum')
    await erase?.erase(heir.id, app.deps)
    await erase?.erase(heir.id, app.deps)
    expect(JSON.stringify(await ForumPost.find().lean())).not.toContain('我写的')
    expect(JSON.stringify(await ForumComment.find().lean())).not.toContain('我说的')
    expect(await ForumLike.countDocuments({ userId: heir.id })).toBe(0)
  })
})

it('counts who speaks and how long what is asked waits for an official answer, of half a year', async () => {
  const worker = await buildCommunityWorker()
  const ask = (user: TestUser, text: string, more = {}) =>
    writePost(app, user, { board: 'deliberation', text, ...more })
  const asked = [await ask(author, '几时装电梯？'), await ask(reader, '车棚归谁管？')]
  await ask(author, '想请人帮忙搬东西', { board: 'mutualHelp' })
  const secretary = await buildSecretary()
  await ask(author, '说好的事没有办', { subject: { kind: 'user', id: secretary.id } })
  await ask(reader, '桂花开了', { board: 'neighbours' })
  const key = await ask(reader, '门禁卡坏了，请问去哪里配', { board: 'neighbours' })
  app.deps.clock.advance(30, 'hours')
  await writeComment(app, reader, asked[0] ?? '', { text: '我也想知道' })
  await writeComment(app, worker, asked[0] ?? '', { as: 'desk', text: '下个月开工。' })
  const last = await writeComment(app, worker, asked[1] ?? '', { as: 'desk', text: '归物业管。' })
  await writeComment(app, worker, key, { as: 'desk', text: '到物业前台配，十分钟。' })
  const figures = async (of = reader) =>
    await app.api(of).ok(forumContracts.getForumFigures, { query: { community } })
  const { kinds, months } = await figures()
  expect(kinds).toEqual([
    { kind: 'deliberation', asked: 2, answered: 2, medianHours: 30, needs: 0 },
    { kind: 'mutualHelp', asked: 1, answered: 0, needs: 0 },
    { kind: 'complaint', asked: 1, answered: 0, needs: 0 },
    { kind: 'neighbours', asked: 1, answered: 1, medianHours: 30, needs: 0 },
  ])
  // Whom it is about does not learn from a number that it is there.
  const hers = await figures(secretary)
  expect(hers.kinds[2]).toEqual({ kind: 'complaint', asked: 0, answered: 0, needs: 0 })
  expect(hers.months.at(-1)).toMatchObject({ posts: 5, people: 2, asked: 4 })
  expect(months).toHaveLength(6)
  expect(months.at(-1)).toMatchObject({
    posts: 6,
    people: 2,
    comments: 4,
    asked: 5,
    answered: 3,
    medianHours: 30,
  })
  expect(months[0]).toEqual({
    ...{ from: '2026-05-31T16:00:00.000Z', posts: 0, people: 0 },
    comments: 0,
    asked: 0,
    answered: 0,
  })
  // An answer that was taken back is none.
  await app.api(worker).ok(commentContracts.deleteComment, { params: { id: last } })
  expect((await figures()).kinds[0]).toMatchObject({ asked: 2, answered: 1 })
})

describe('a post that becomes a need', () => {
  it('does so with its author’s yes, once, linked both ways, and shows state and dates only', async () => {
    await seedCategories(app.deps, { district: testAreas.district })
    const worker = await buildCommunityWorker()
    const id = await writePost(app, author, { text: '楼下的长椅断了', place: '2号楼下' })
    const offer = { params: { id }, body: { action: 'offerNeed' as const, category: 'facility' } }
    expectError(await app.api(reader).call(actOnPost, offer), 'access.denied')
    const offered = await app.api(worker).ok(actOnPost, offer)
    expect(offered.needOffer).toBeUndefined()
    const own = await app.api(author).ok(getPost, { params: { id } })
    expect(own.needOffer).toMatchObject({ category: 'facility' })
    const raise = { params: { id }, body: { category: 'facility' } }
    for (const user of [reader, worker])
      expectError(await app.api(user).call(postContracts.raisePostNeed, raise), 'access.denied')
    await Promise.all([1, 2].map(() => app.api(author).call(postContracts.raisePostNeed, raise)))
    const needs = await Need.find({ reporterId: author.id }).lean()
    expect(needs).toHaveLength(1)
    expect(needs[0]).toMatchObject({ text: '楼下的长椅断了', forumPostId: new Types.ObjectId(id) })
    const need = needs[0]?._id.toString() ?? ''
    const detail = await app.api(author).ok(needContracts.getNeed, { params: { id: need } })
    expect(detail.forumPostId).toBe(id)
    const seen = await app.api(reader).ok(getPost, { params: { id } })
    expect(Object.keys(seen.need ?? {}).sort()).toEqual(['changedAt', 'isOpen', 'raisedAt', 'stateText'])
    expect(seen.need?.stateText).not.toMatch(/物业|站|社区/)
    expect((await app.api(author).ok(getPost, { params: { id } })).need?.id).toBe(need)
    // Whoever has the thread open sees where the need stands as it goes on.
    await settleForum(app.deps)
    const before = (await app.api(reader).ok(getPost, { params: { id } })).postChanges
    await app.api(author).ok(needContracts.actOnNeed, { params: { id: need }, body: { action: 'withdraw' } })
    await settleForum(app.deps)
    const after = await app.api(reader).ok(getPost, { params: { id } })
    expect([after.postChanges, after.need?.stateText]).toEqual([before + 1, '作者撤回了'])
    const counts = await ThreadCount.findById(id).lean<ThreadCountRecord>()
    const { post } = await readNews(id, counts ?? undefined, app.deps)
    expect(post?.need).toEqual(after.need)
    expect(app.deps.published.some(({ rooms }) => rooms.includes(`thread:${id}`))).toBe(true)
  })

  it('takes every word along, also more than anybody types into a need', async () => {
    await seedCategories(app.deps, { district: testAreas.district })
    const text = `${'长椅断了，'.repeat(499)}请修👵！`
    const id = await writePost(app, author, { text })
    await app.api(author).ok(postContracts.raisePostNeed, { params: { id }, body: { category: 'facility' } })
    const need = (await app.api(author).ok(getPost, { params: { id } })).need?.id ?? ''
    expect((await app.api(author).ok(needContracts.getNeed, { params: { id: need } })).text).toBe(text)
  })

  it('does not when its author says no', async () => {
    await seedCategories(app.deps, { district: testAreas.district })
    const id = await writePost(app, author)
    const offer = { params: { id }, body: { action: 'offerNeed' as const, category: 'facility' } }
    await app.api(await buildCommunityWorker()).ok(actOnPost, offer)
    const after = await app.api(author).ok(actOnPost, { params: { id }, body: { action: 'refuseNeed' } })
    expect(after.needOffer).toBeUndefined()
    expect(after.need).toBeUndefined()
  })
})
