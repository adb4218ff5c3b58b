import { forumContracts } from '@linli/shared/forum/forum.contract'
import { commentContracts } from '@linli/shared/forum/comment.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildNeighbour, settleForum, writeComment, writePost } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { buildMedia } from '../../test/media.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildSecretary,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { mayWatch } from '../../realtime/roomAccess'
import { readViewToken } from '../media/mediaLink'
import { InboxMessage } from '../messages/inboxMessage.model'
import { readActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { listAccountDeletionHooks } from '../users/userHooks'
import { ForumComment } from './comment.model'
import { ForumPost } from './post.model'
import { publishNoticePosts } from './post.notice'
import { sendForumDigests } from './follow.digest'
import { recountLikes } from './thread.likes'
import { readNews } from './thread.said'
import { Follow, ForumLike, ThreadCount, type ThreadCountRecord } from './thread.models'

const { listComments, createComment, editComment, deleteComment, likeComment, listCommentEditions } =
  commentContracts
const { getPost, editPost, likePost, followPost, readPost, listFollowedPosts, listWaitingPosts, actOnPost } =
  postContracts

let app: TestApp
let author: TestUser
let reader: TestUser
let other: TestUser
let post: string

beforeEach(async () => {
  app = startTestApp()
  author = await buildNeighbour(app)
  reader = await buildNeighbour(app, { clearName: '李芳' })
  other = await buildNeighbour(app, { clearName: '赵强' })
  post = await writePost(app, author)
  app.deps.clock.advance(1, 'minutes')
})

const list = async (user: TestUser, query = {}) =>
  (await app.api(user).ok(listComments, { params: { id: post }, query })).items
const view = (user: TestUser) => app.api(user).ok(getPost, { params: { id: post } })
const comments = async () => (await view(other)).counts.comments

describe('a comment', () => {
  it('is read by others and counted once it has passed the check', async () => {
    const body = { text: '在几楼？' }
    const { id, state } = await app.api(reader).ok(createComment, { params: { id: post }, body })
    expect(state).toBe('checking')
    expect(await list(other)).toEqual([])
    expect(await list(reader)).toMatchObject([{ id, stateText: expect.any(String) as string }])
    expect(await comments()).toBe(0)
    await settleForum(app.deps)
    expect(await list(other)).toMatchObject([{ id, text: '在几楼？', isOfficial: false }])
    expect(await comments()).toBe(1)
    expect(app.deps.ports.wechat.checkedTexts.map(({ scene }) => scene)).toEqual([3, 2])
  })

  it.each(['risky', 'review'] as const)('that WeChat calls %s is not read by others', async (verdict) => {
    app.deps.ports.wechat.textVerdict = { verdict }
    await writeComment(app, reader, post)
    expect(await list(other)).toEqual([])
    expect(await list(reader)).toHaveLength(1)
    expect(await comments()).toBe(0)
  })

  it('pressed twice is one; the key with other words is given back', async () => {
    const call = (text: string) =>
      app
        .api(reader)
        .call(createComment, { params: { id: post }, body: { text }, requestKey: 'comment-0001' })
    // Dies in the middle: whoever answers her afterwards is told to her all the same.
    jest.spyOn(Follow.collection, 'insertMany').mockRejectedValueOnce(new Error('killed'))
    expect((await call('好')).status).toBe(500)
    const answers = await Promise.all([call('好'), call('好'), call('好')])
    expect((await view(reader)).isFollowing).toBe(true)
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await ForumComment.countDocuments()).toBe(1)
    expectError(await call('不好'), 'request.already_done')
  })

  it('answers another; what was answered keeps its place when it is gone', async () => {
    const first = await writeComment(app, reader, post, { text: '在几楼？' })
    await writeComment(app, other, post, { text: '三楼', replyTo: first })
    expect((await list(author))[1]).toMatchObject({
      text: '三楼',
      replyTo: { id: first, name: '李姓邻居', excerpt: '在几楼？' },
    })
    await app.api(reader).ok(deleteComment, { params: { id: first } })
    const [gone, answer] = await list(author)
    expect(gone).toMatchObject({ id: first, state: 'deleted', text: '这条留言已经删除', actions: [] })
    expect(gone?.author).toBeUndefined()
    expect(JSON.stringify(answer)).not.toContain('在几楼')
    expect(await comments()).toBe(1)
    const late = { text: '对', replyTo: first }
    expectError(
      await app.api(other).call(createComment, { params: { id: post }, body: late }),
      'forum.not_now',
    )
  })

  it('has a number for the hour and the day that the community sets; it says when one may go on', async () => {
    const secretary = await buildSecretary()
    const rules = [{ code: 'abuse', text: '好好说话' }]
    const comments = { perHour: 10, perDay: 12 }
    const settings = {
      community: testAreas.community,
      nameRule: 'building' as const,
      hideThreshold: 3,
      rules,
      comments,
    }
    expect(await app.api(secretary).ok(forumContracts.setForumSettings, { body: settings })).toEqual({
      ...{ nameRule: 'building', hideThreshold: 3, rules, comments },
    })
    const say = (text: string, by = reader, as: 'resident' | 'desk' = 'resident') =>
      app.api(by).call(createComment, { params: { id: post }, body: { text, as } })
    for (let i = 0; i < 10; i += 1) expect((await say(`第 ${i} 句话`)).status).toBe(201)
    expect(expectError(await say('再来一句'), 'forum.too_many_comments').details).toMatchObject({
      issues: [{ message: '今天 11:02以后可以接着说。' }],
    })
    for (const user of [other, secretary])
      expect((await say('我说一句', user, user === secretary ? 'desk' : 'resident')).status).toBe(201)
    app.deps.clock.advance(61, 'minutes')
    expect((await say('过了一小时')).status).toBe(201)
    expect((await say('又说一句')).status).toBe(201)
    const { details } = expectError(await say('今天第十三句'), 'forum.too_many_comments')
    expect(details).toMatchObject({ issues: [{ message: '明天 10:02以后可以接着说。' }] })
    // Left out, the number stays.
    const others = { ...settings, comments: undefined }
    expect((await app.api(secretary).ok(forumContracts.setForumSettings, { body: others })).comments).toEqual(
      comments,
    )
  })

  it('is changed and deleted by its author only; new words wait for their own check', async () => {
    const before = await view(other)
    const id = await writeComment(app, reader, post)
    // Whoever has the thread open fetches what is new only; after a change all of it.
    expect((await view(other)).changes).toBe(before.changes)
    const { version = 0 } = (await list(reader))[0] ?? {}
    const edit = (user: TestUser, text = '改了') =>
      app.api(user).call(editComment, { params: { id }, body: { version, text } })
    expectError(await edit(other), 'access.denied')
    expectError(await app.api(other).call(deleteComment, { params: { id } }), 'access.denied')
    expect((await edit(reader)).body).toMatchObject({ state: 'checking', text: '改了' })
    expect((await edit(reader)).status).toBe(200) // the answer was lost
    expectError(await edit(reader, '又改'), 'forum.changed_meanwhile')
    expect(await list(other)).toEqual([])
    expect(await comments()).toBe(0)
    expect((await view(other)).changes).toBe(before.changes + 1)
    await settleForum(app.deps)
    expect((await view(other)).changes).toBe(before.changes + 2)
    const { items } = await app.api(await buildSecretary()).ok(listCommentEditions, { params: { id } })
    expect(items.map(({ text }) => text)).toEqual(['真香！', '改了'])
    expect(await list(other)).toMatchObject([{ text: '改了', editedAt: expect.any(String) as string }])
    expect(await comments()).toBe(1)
  })

  it('is not taken on a locked post, nor with a phone number', async () => {
    const body = { text: '打 13812345678' }
    expectError(
      await app.api(reader).call(createComment, { params: { id: post }, body }),
      'forum.personal_number',
    )
    const own = await writeComment(app, reader, post, { text: '您先动的手' })
    const lock = { params: { id: post }, body: { action: 'lock' as const } }
    await app.api(await buildSecretary()).ok(actOnPost, lock)
    const more = { params: { id: post }, body: { text: '还有吗' } }
    expectError(await app.api(reader).call(createComment, more), 'forum.locked')
    const edit = { params: { id: own }, body: { version: 2, text: '就是您不对' } }
    expectError(await app.api(reader).call(editComment, edit), 'forum.locked')
    expect((await list(reader))[0]?.actions).toEqual(['delete'])
    expect((await view(reader)).actions).not.toContain('comment')
  })

  it('of the desk stands out as an official answer, and the post says so as long as there is one', async () => {
    const worker = await buildCommunityWorker()
    const later = await writePost(app, reader, { text: '门禁卡在哪里办？' })
    const { community } = testAreas
    const waiting = async (query = {}) =>
      (await app.api(worker).ok(listWaitingPosts, { query: { community, ...query } })).items.map((p) => p.id)
    expect(await waiting()).toEqual([post, later])
    for (const user of [reader, await buildSecretary(testAreas.neighbourCommunity)])
      expectError(await app.api(user).call(listWaitingPosts, { query: { community } }), 'access.denied')
    const id = await writeComment(app, worker, post, { as: 'desk', text: '明天上午来修。' })
    expect(await waiting()).toEqual([later])
    await app.api(reader).ok(actOnPost, { params: { id: later }, body: { action: 'markAnswered' } })
    expect(await waiting()).toEqual([])
    expect((await list(other))[0]).toMatchObject({ isOfficial: true, author: { kind: 'desk' } })
    expect((await view(other)).hasOfficialAnswer).toBe(true)
    await app.api(worker).ok(deleteComment, { params: { id } })
    expect((await view(other)).hasOfficialAnswer).toBe(false)
    expect(await waiting()).toEqual([post])
  })

  it('below a notice, which nobody of the forum wrote, reaches the desk', async () => {
    const worker = await buildCommunityWorker()
    const notice = {
      _id: new Types.ObjectId(),
      title: '停水',
      text: '明天停水。',
      publishedAt: app.deps.clock.now(),
    }
    await publishNoticePosts(notice, [testAreas.community])
    const below = (await ForumPost.findOne({ noticeId: notice._id }).lean())?._id.toString() ?? ''
    await writeComment(app, reader, below, { text: '停到几点？' })
    await writeComment(app, worker, below, { as: 'desk', text: '下午四点。' })
    const inbox = new Inbox(app.deps)
    await inbox.deliver()
    expect(await inbox.read(worker.id)).toEqual(['comment.published'])
    // Whoever only joined by the code reads what was said, and not who of the neighbours said it.
    const joined = await buildUser({ level: 'joined', community: testAreas.community })
    const namesFor = async (user: TestUser) =>
      (await app.api(user).ok(listComments, { params: { id: below } })).items.map(
        ({ author }) => author?.name,
      )
    const [neighbour, official] = await namesFor(other)
    expect(neighbour).toContain('李姓邻居')
    expect(await namesFor(joined)).toEqual(['邻居', official])
    // What is live is named as it is when it is read anew: each hears what is hers.
    const rooms = [`threadNames:${below}`, `thread:${below}`]
    const news = app.deps.published.flatMap((event) =>
      event.name === 'thread.changed' && event.data.said.length === 1 ? [event] : [],
    )
    expect(news.map((event) => [event.rooms, event.except ?? [], event.data.said[0]?.author?.name])).toEqual([
      [[rooms[0]], [], neighbour],
      [[rooms[1]], [rooms[0]], '邻居'],
    ])
    const watch = async (user: TestUser) => {
      const actor = await readActor(user.id, '', app.deps.clock.now())
      if (!actor) throw new Error('no account')
      const kinds = ['thread', 'threadNames'].map((kind) => mayWatch(actor, kind, below, app.deps))
      return Promise.all(kinds)
    }
    expect([await watch(other), await watch(worker), await watch(joined)]).toEqual([
      [true, true],
      [true, true],
      [true, false],
    ])
  })

  it('is plain text, with emoji whole and at most 500 characters', async () => {
    const text = '<script>alert(1)</script>{{1+1}}👨‍👩‍👧‍👦'
    await writeComment(app, reader, post, { text })
    expect((await list(other))[0]?.text).toBe(text)
    for (const bad of ['邻'.repeat(501), '\ud83d', '\u0007'])
      expectError(
        await app.api(reader).call(createComment, { params: { id: post }, body: { text: bad } }),
        'request.invalid',
      )
  })

  it('is found page by page, each once, also when others write meanwhile', async () => {
    for (let i = 0; i < 7; i += 1) {
      await writeComment(app, reader, post, { text: `第${i}条` })
      app.deps.clock.advance(i === 3 ? 50 : 1, 'hours')
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await app
        .api(other)
        .ok(listComments, { params: { id: post }, query: { limit: 3, ...(cursor ? { cursor } : {}) } })
      seen.push(...page.items.map(({ text }) => text))
      if (seen.length === 3) await writeComment(app, other, post, { text: '第7条' })
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual(Array.from({ length: 8 }, (_, i) => `第${i}条`))
  })
})

describe('likes', () => {
  it('count each person once, however often and by how many it is pressed at once', async () => {
    const press = (user: TestUser, isOn: boolean) =>
      app.api(user).call(likePost, { params: { id: post }, body: { isOn } })
    await Promise.all([press(reader, true), press(reader, true), press(other, true)])
    expect((await view(reader)).counts.likes).toBe(2)
    expect((await view(reader)).isLiked).toBe(true)
    await Promise.all([press(reader, false), press(reader, false)])
    expect((await press(other, true)).body).toEqual({ isOn: true, likes: 1 })
    expect(await ForumLike.countDocuments()).toBe(1)
    expectError(await press(author, true), 'access.denied')
  })

  it('do not touch the post: fifty at once do not stand in its author’s way', async () => {
    const before = await view(author)
    const fans = []
    for (let i = 0; i < 10; i += 1) fans.push(await buildNeighbour(app))
    await Promise.all(
      fans.map((fan) => app.api(fan).ok(likePost, { params: { id: post }, body: { isOn: true } })),
    )
    const { version } = await view(author)
    expect(version).toBe(before.version)
    expect((await ThreadCount.findById(post).lean())?.likes).toBe(10)
  })

  it('are counted anew after a crash between two writes, and when somebody who liked it is gone', async () => {
    const comment = await writeComment(app, reader, post)
    const numbers = async () => [
      (await ThreadCount.findById(post).lean())?.likes,
      (await ForumComment.findById(comment).lean())?.likes,
    ]
    for (const user of [reader, other])
      await app.api(user).ok(likePost, { params: { id: post }, body: { isOn: true } })
    await app.api(other).ok(likeComment, { params: { id: comment }, body: { isOn: true } })
    // The process died after the mark: what was pressed lies there and was not counted, or was counted and lies not.
    await ThreadCount.updateOne({ _id: post }, { $inc: { likes: -1 } })
    await ForumComment.updateOne({ _id: comment }, { $inc: { likes: 3 } })
    await recountLikes(app.deps)
    expect(await numbers()).toEqual([1, 4])
    app.deps.clock.advance(2, 'minutes')
    await recountLikes(app.deps)
    expect(await numbers()).toEqual([2, 1])
    const forum = listAccountDeletionHooks().find(({ name }) => name === 'forum')
    await forum?.erase(other.id, app.deps)
    app.deps.clock.advance(2, 'minutes')
    await recountLikes(app.deps)
    expect(await numbers()).toEqual([1, 0])
    expect(await ThreadCount.countDocuments({ likesDueAt: { $gt: new Date(0) } })).toBe(0)
  })

  it('of a comment count as well', async () => {
    const id = await writeComment(app, reader, post)
    const press = () => app.api(other).ok(likeComment, { params: { id }, body: { isOn: true } })
    await Promise.all([press(), press()])
    expect(await press()).toEqual({ isOn: true, likes: 1 })
    expectError(
      await app.api(reader).call(likeComment, { params: { id }, body: { isOn: true } }),
      'access.denied',
    )
  })
})

describe('what is new in a thread', () => {
  const followed = async (user: TestUser) => (await app.api(user).ok(listFollowedPosts)).items

  it('is counted for whoever follows, until they look', async () => {
    await app.api(other).ok(followPost, { params: { id: post }, body: { isOn: true } })
    await writeComment(app, reader, post)
    await writeComment(app, reader, post, { text: '再来一条' })
    expect(await followed(other)).toMatchObject([{ id: post, unread: 2 }])
    await app.api(other).ok(readPost, { params: { id: post } })
    expect(await followed(other)).toMatchObject([{ unread: 0 }])
    await app.api(other).ok(followPost, { params: { id: post }, body: { isOn: false } })
    expect(await followed(other)).toEqual([])
  })

  it('is told at once to whom it concerns, once until they have looked, and nobody else', async () => {
    const inbox = new Inbox(app.deps)
    await app.api(other).ok(followPost, { params: { id: post }, body: { isOn: true } })
    for (let i = 0; i < 5; i += 1) await writeComment(app, reader, post, { text: `第${i}条` })
    expect(await inbox.read(author.id)).toEqual(['comment.published'])
    expect(await inbox.read(other.id)).toEqual([])
    expect(await inbox.read(reader.id)).toEqual([])
    const [message] = await InboxMessage.find({ userId: author.id }).lean()
    expect(message).toMatchObject({ title: '李姓邻居在您的帖子下留言了' })
    await app.api(author).ok(readPost, { params: { id: post } })
    await writeComment(app, reader, post, { text: '又一条' })
    expect(await inbox.read(author.id)).toHaveLength(2)
    // Who silenced the thread hears nothing more of it, not even of one's own post.
    await app.api(author).ok(readPost, { params: { id: post } })
    await app.api(author).ok(followPost, { params: { id: post }, body: { isOn: false } })
    await writeComment(app, reader, post, { text: '静音以后' })
    expect(await inbox.read(author.id)).toHaveLength(2)
  })

  it('is told once, whichever edition was the first to pass', async () => {
    const inbox = new Inbox(app.deps)
    app.deps.ports.wechat.textVerdict = { verdict: 'risky' }
    const id = await writeComment(app, reader, post, { text: '不好的话' })
    expect(await inbox.read(author.id)).toEqual([])
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    await ForumComment.updateOne({ _id: id }, { $set: { state: 'visible', edition: 1 } })
    const edit = async (text: string) => {
      const [comment] = await list(reader)
      const body = { version: comment?.version ?? 0, text }
      await app.api(reader).ok(editComment, { params: { id }, body })
      await settleForum(app.deps)
    }
    await edit('改好的话')
    expect(await inbox.read(author.id)).toEqual(['comment.published'])
    await app.api(author).ok(readPost, { params: { id: post } })
    await edit('再改一次')
    expect(await inbox.read(author.id)).toHaveLength(1)
  })

  it('counts anew after what was read has been taken away', async () => {
    await app.api(other).ok(followPost, { params: { id: post }, body: { isOn: true } })
    const first = await writeComment(app, reader, post)
    await app.api(other).ok(readPost, { params: { id: post } })
    await writeComment(app, reader, post, { text: '新的一条' })
    await app.api(reader).ok(deleteComment, { params: { id: first } })
    expect(await followed(other)).toMatchObject([{ unread: 1 }])
    await writeComment(app, reader, post, { text: '又一条' })
    await settleForum(app.deps)
    expect(await followed(other)).toMatchObject([{ unread: 2 }])
  })

  it('is told at once to all who follow when the community answers', async () => {
    await app.api(other).ok(followPost, { params: { id: post }, body: { isOn: true } })
    await writeComment(app, await buildCommunityWorker(), post, { as: 'desk', text: '明天来修。' })
    expect(await new Inbox(app.deps).read(other.id)).toEqual(['comment.published'])
  })

  it('comes in one message a day for everything else, however often the job runs', async () => {
    await app.api(other).ok(followPost, { params: { id: post }, body: { isOn: true } })
    // Who lives elsewhere by now is called to nothing that does not open for her.
    const moved = await buildNeighbour(app)
    await app.api(moved).ok(followPost, { params: { id: post }, body: { isOn: true } })
    await User.updateOne({ _id: moved._id }, { $set: { community: testAreas.neighbourCommunity } })
    for (let i = 0; i < 3; i += 1) await writeComment(app, reader, post, { text: `第${i}条` })
    await sendForumDigests(app.deps)
    await sendForumDigests(app.deps)
    expect(await InboxMessage.countDocuments({ userId: moved.id })).toBe(0)
    expect(await Follow.countDocuments({ userId: moved.id })).toBe(0)
    const messages = await InboxMessage.find({ userId: other.id }).lean()
    expect(messages).toMatchObject([{ event: 'forum.summarised', title: '您关注的帖子有 3 条新留言' }])
    expect(await InboxMessage.countDocuments({ userId: reader.id })).toBe(0)
    expect(await new Inbox(app.deps).read(author.id)).toEqual(['comment.published'])
    // The next one comes days late: it tells of all since the last, and of nothing once more.
    await writeComment(app, reader, post, { text: '第二天的' })
    app.deps.clock.advance(3, 'days')
    await sendForumDigests(app.deps)
    await writeComment(app, reader, post, { text: '又一天的' })
    await sendForumDigests(app.deps)
    const titles = (await InboxMessage.find({ userId: other.id }).sort({ _id: 1 }).lean()).map(
      ({ title }) => title,
    )
    expect(titles.slice(1)).toEqual(['您关注的帖子有 1 条新留言', '您关注的帖子有 1 条新留言'])
  })

  it('is announced to whoever has it open, with the words all read alike, a few times for many presses', async () => {
    app.deps.published.length = 0
    const fresh = await writePost(app, author, { text: '新帖' })
    for (let i = 0; i < 4; i += 1) await writeComment(app, reader, fresh, { text: `第${i}条` })
    const listEvents = () =>
      app.deps.published.filter(
        ({ name, rooms }) => name === 'thread.changed' && rooms[0] === `thread:${fresh}`,
      )
    // At most twice a second: on a quick machine the last one is still to come.
    const hasLast = () => JSON.stringify(listEvents().at(-1)?.data).includes('"comments":4')
    for (let tries = 0; tries < 40 && !hasLast(); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50))
    const events = listEvents()
    expect(events.length).toBeGreaterThan(0)
    expect(events.length).toBeLessThanOrEqual(9)
    const told = [
      'changes',
      'comments',
      'gone',
      'id',
      'isReadable',
      'likes',
      'post',
      'postChanges',
      'said',
      'since',
    ]
    for (const { data } of events) for (const key of Object.keys(data)) expect(told).toContain(key)
    expect(events.at(-1)?.data).toMatchObject({ changes: (await view(reader)).changes })
    expect(JSON.stringify(events.map(({ data }) => data))).toContain('"text":"第0条"')
    expect(JSON.stringify(events.map(({ data }) => data))).toContain('"name":"李姓邻居"')
    // Not what is being checked, or stands under what is about somebody.
    const photo = await buildMedia({ ownerId: reader._id })
    const withPhoto = { text: '有照片', photoIds: [photo.id] }
    const { id: pictured } = await app
      .api(reader)
      .ok(createComment, { params: { id: fresh }, body: withPhoto })
    const news = async (id = fresh) => {
      const counts = await ThreadCount.findById(id).lean<ThreadCountRecord>()
      return readNews(id, counts ?? undefined, app.deps)
    }
    const said = async () => (await news()).said.map(({ text }) => text)
    expect(await said()).toEqual(['第0条', '第1条', '第2条', '第3条'])
    // Its photos under an address that opens them to all who have the thread open, once they have passed.
    await ForumComment.updateOne({ _id: pictured }, { $set: { state: 'visible', text: '长'.repeat(1595) } })
    expect(await said()).toHaveLength(2)
    const { url = '' } = (await news()).said.at(-1)?.media[0] ?? {}
    const token = new URL(url, 'http://linli').searchParams.get('token') ?? ''
    expect(readViewToken(token, photo.id, app.deps)).toBe('checked')
    // Taken away it is named, so that nobody goes on reading it; changed it is brought, whenever it was written.
    await app.api(reader).ok(deleteComment, { params: { id: pictured } })
    expect(await news()).toMatchObject({ gone: [pictured], since: 0 })
    app.deps.clock.advance(2, 'minutes')
    expect(await said()).toEqual([])
    const [old] = (await app.api(reader).ok(listComments, { params: { id: fresh }, query: {} })).items
    const renewed = { version: old?.version ?? 0, text: '说得更清楚' }
    await app.api(reader).ok(editComment, { params: { id: old?.id ?? '' }, body: renewed })
    expect(await news()).toMatchObject({ gone: [pictured, old?.id], said: [], since: 0 })
    await settleForum(app.deps)
    expect(await news()).toMatchObject({
      gone: [pictured],
      said: [{ id: old?.id, text: '说得更清楚' }],
      since: 0,
    })
    // So is the post itself, in the moment it changes.
    const { version } = await app.api(author).ok(getPost, { params: { id: fresh } })
    await app.api(author).ok(editPost, { params: { id: fresh }, body: { version, text: '新帖改过了' } })
    expect(await news()).toMatchObject({ said: [], isReadable: false })
    await settleForum(app.deps)
    expect(await news()).toMatchObject({ isReadable: true, post: { text: '新帖改过了', isLocked: false } })
    expect((await app.api(reader).ok(getPost, { params: { id: fresh } })).postChanges).toBe(3)
    app.deps.clock.advance(4, 'seconds')
    expect((await news()).post).toBeUndefined()
    const { id: secretary } = await buildSecretary()
    const about = { text: '书记答应的事', subject: { kind: 'user' as const, id: secretary } }
    const complaint = await writePost(app, author, about)
    await writeComment(app, reader, complaint, { text: '我也等着' })
    expect(await news(complaint)).toMatchObject({ said: [], isReadable: true })
  })
})
