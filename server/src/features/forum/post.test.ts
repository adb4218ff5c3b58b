import { commentContracts } from '@linli/shared/forum/comment.contract'
import { forumLimits } from '@linli/shared/forum/forum'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { mediaContracts } from '@linli/shared/media/media.contract'
import { expectError } from '../../test/apiClient'
import { acceptName, buildNeighbour, settleForum, writePost } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { buildMedia } from '../../test/media.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildUnitStaff,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { User } from '../users/user.model'
import { Volunteer } from '../volunteers/volunteer.model'
import { takeMediaVerdict } from '../contentCheck/contentCheck.service'
import { AuditEntry } from '../audit/audit.model'
import { moveOutbox } from '../messages/outbox.mover'
import { ForumPost } from './post.model'
import { Follow } from './thread.models'

const { createPost, getPost, listPosts, listMyPosts, editPost, deletePost, actOnPost, listPostEditions } =
  postContracts
const community = testAreas.community

let app: TestApp
let author: TestUser
let reader: TestUser

beforeEach(async () => {
  app = startTestApp()
  author = await buildNeighbour(app)
  reader = await buildNeighbour(app, { clearName: '李芳' })
})

const read = async (user: TestUser) => (await app.api(user).ok(listPosts, { query: { community } })).items
const body = (text = '谁家的猫跑到车库里了？') => ({ community, board: 'neighbours' as const, text })

describe('a post', () => {
  it('is read by its author at once and by others once it has passed the check', async () => {
    const { id, state, actions } = await app.api(author).ok(createPost, { body: body() })
    expect(state).toBe('checking')
    expect(actions).toEqual(['edit', 'delete'])
    expect(await read(reader)).toEqual([])
    expectError(await app.api(reader).call(getPost, { params: { id } }), 'record.not_found')
    await settleForum(app.deps)
    expect(await read(reader)).toMatchObject([{ id, excerpt: body().text, author: { isMine: false } }])
    expect(app.deps.ports.wechat.checkedTexts).toMatchObject([{ openid: author.openid, scene: 3 }])
  })

  it.each([
    ['risky', 'hidden'],
    ['review', 'inReview'],
  ] as const)('that WeChat calls %s is %s: nobody but its author reads it', async (verdict, state) => {
    app.deps.ports.wechat.textVerdict = { verdict, label: 20003 }
    const id = await writePost(app, author)
    for (const user of [reader, await buildSecretary()]) {
      expect(await read(user)).toEqual([])
      expectError(await app.api(user).call(getPost, { params: { id } }), 'record.not_found')
    }
    expect(await app.api(author).ok(getPost, { params: { id } })).toMatchObject({ state })
    const { items } = await app.api(author).ok(listMyPosts)
    expect(items).toMatchObject([{ id, state, stateText: expect.any(String) as string }])
  })

  it('without an openid, or without an answer in half an hour, goes to the queue and never passes', async () => {
    const browser = await buildNeighbour(app)
    await User.updateOne({ _id: browser._id }, { $set: { openids: [] } })
    const noOpenid = await writePost(app, browser)
    app.deps.ports.wechat.checkText = () => Promise.reject(new Error('down'))
    const noAnswer = await writePost(app, author)
    expect(await ForumPost.findById(noAnswer).lean()).toMatchObject({ state: 'checking' })
    app.deps.clock.advance(31, 'minutes')
    await settleForum(app.deps)
    for (const id of [noOpenid, noAnswer])
      expect(await ForumPost.findById(id).lean()).toMatchObject({ state: 'inReview' })
    expect(await ContentCheck.countDocuments({ rank: { $exists: true } })).toBe(2)
  })

  it('pressed twice is one post, with its photos once', async () => {
    const photos = []
    for (let i = 0; i < forumLimits.photos; i += 1)
      photos.push((await buildMedia({ ownerId: author._id })).id)
    const voice = await buildMedia({ ownerId: author._id, kind: 'voice', seconds: 8 })
    const input = {
      body: { ...body(), photoIds: photos, voiceId: voice.id, place: '3号楼门口' },
      requestKey: 'press-one-0001',
    }
    // Dies in the middle: nothing is left that the next press would take for done.
    jest.spyOn(Follow.collection, 'insertMany').mockRejectedValueOnce(new Error('killed'))
    expect((await app.api(author).call(createPost, input)).status).toBe(500)
    const answers = await Promise.all([1, 2, 3].map(() => app.api(author).call(createPost, input)))
    const ids = new Set(answers.filter(({ status }) => status === 201).map((answer) => answer.body.id))
    expect(ids.size).toBe(1)
    expect(await ForumPost.countDocuments()).toBe(1)
    const again = await app.api(author).ok(createPost, input)
    expect(again.isFollowing).toBe(true)
    expect(again.photos.map(({ id }) => id)).toEqual(photos)
    expect(again).toMatchObject({ place: '3号楼门口', media: { length: 10 } })
    const tooMany = { ...body(), photoIds: [...photos, (await buildMedia({ ownerId: author._id })).id] }
    expectError(await app.api(author).call(createPost, { body: tooMany }), 'request.invalid')
  })

  it('shows photos to others only once the picture itself has passed', async () => {
    const photo = await buildMedia({ ownerId: author._id })
    await app.deps.ports.storage.put(`media/00/${photo.id}.jpg`, Buffer.from('the picture'))
    const id = await writePost(app, author, { photoIds: [photo.id] })
    expect(await read(reader)).toEqual([])
    const own = await app.api(author).ok(getPost, { params: { id } })
    const token = own.photos[0]?.url.split('token=')[1] ?? ''
    const file = await app
      .api()
      .call(mediaContracts.readMedia, { params: { id: photo.id }, query: { token } })
    expect(file.bytes.toString()).toBe('the picture')
    const fetch = () => app.api(reader).call(mediaContracts.readMedia, { params: { id: photo.id } })
    expectError(await fetch(), 'record.not_found')
    const push = { kind: 'mediaChecked', traceId: 'trace-1', verdict: 'pass' } as const
    for (const verdict of ['pass', 'risky'] as const)
      await takeMediaVerdict({ ...push, verdict } as never, app.deps)
    await takeMediaVerdict({ ...push, traceId: 'of-nobody' } as never, app.deps)
    await settleForum(app.deps)
    expect(await read(reader)).toMatchObject([{ id, photos: [{ id: photo.id }] }])
    expect((await fetch()).bytes.toString()).toBe('the picture')
  })

  it('is changed with its photos too: new ones are checked, what is out is nobody else’s, history is the desk’s', async () => {
    const [old, kept, added] = [
      await buildMedia({ ownerId: author._id }),
      await buildMedia({ ownerId: author._id }),
      await buildMedia({ ownerId: author._id }),
    ]
    const voice = await buildMedia({ ownerId: author._id, kind: 'voice', seconds: 8 })
    for (const { id } of [old, kept, added])
      await app.deps.ports.storage.put(`media/00/${id}.jpg`, Buffer.from('the picture'))
    const passAll = async (traceId: string) => {
      await takeMediaVerdict({ kind: 'mediaChecked', traceId, verdict: 'pass' } as never, app.deps)
      await settleForum(app.deps)
    }
    const id = await writePost(app, author, { photoIds: [old.id, kept.id], voiceId: voice.id })
    await passAll('trace-1')
    const fetch = (user: TestUser, file: { id: string }) =>
      app.api(user).call(mediaContracts.readMedia, { params: { id: file.id } })
    expect((await fetch(reader, old)).status).toBe(200)
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    const edit = (photoIds: string[], at = version) =>
      app.api(author).call(editPost, { params: { id }, body: { version: at, text: body().text, photoIds } })
    app.deps.ports.wechat.mediaStart = { verdict: 'pending', traceId: 'trace-2' }
    const foreign = await buildMedia({ ownerId: reader._id })
    expectError(await edit([kept.id, foreign.id]), 'media.not_usable')
    expectError(await edit(Array.from({ length: 10 }, () => kept.id)), 'request.invalid')
    // Pressed twice, because the answer was lost, it is one edit.
    for (let press = 0; press < 2; press += 1) expect((await edit([added.id, kept.id])).status).toBe(200)
    await settleForum(app.deps)
    expect(await read(reader)).toEqual([])
    expectError(await fetch(reader, added), 'record.not_found')
    await passAll('trace-2')
    const seen = await app.api(reader).ok(getPost, { params: { id } })
    expect(seen.photos.map((photo) => photo.id)).toEqual([added.id, kept.id])
    expect(seen.media).toHaveLength(3)
    expect((await fetch(reader, added)).status).toBe(200)
    expectError(await fetch(reader, old), 'record.not_found')
    const { items } = await app
      .api(await buildSecretary())
      .ok(postContracts.listPostEditions, { params: { id } })
    expect(items.map(({ media }) => media.map((file) => file.id))).toEqual([
      [old.id, kept.id, voice.id],
      [added.id, kept.id, voice.id],
    ])
    // Words alone leave them as they are.
    const again = { version: seen.version, text: '新的话' }
    const after = await app.api(author).ok(editPost, { params: { id }, body: again })
    expect(after.media).toHaveLength(3)
  })

  it('has a limit in characters as people count them, and keeps emoji whole', async () => {
    const text = `${'👵🏽'.repeat(600)}${'邻'.repeat(forumLimits.postText - 1200)}`
    const { id } = await app.api(author).ok(createPost, { body: body(text) })
    await settleForum(app.deps)
    expect((await app.api(reader).ok(getPost, { params: { id } })).text).toBe(text)
    const [asked] = app.deps.ports.wechat.checkedTexts
    const all = app.deps.ports.wechat.checkedTexts.map(({ content }) => content)
    expect(all.join('')).toBe(text)
    for (const piece of all) expect(piece.length).toBeLessThanOrEqual(2500)
    expect(asked).toBeDefined()
    for (const bad of [`${text}里`, 'a\ud83d', '\u0000', '   '])
      expectError(await app.api(author).call(createPost, { body: body(bad) }), 'request.invalid')
    const { excerpt = '' } = (await read(reader))[0] ?? {}
    expect(excerpt).toMatch(/…$/)
    expect(excerpt).not.toMatch(/\p{Surrogate}/u)
  })

  it('is plain text, whatever somebody tries to write into it', async () => {
    const tries = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '{{constructor.constructor("return 1")()}}',
      '<navigator url="/pages/mine/index">点我</navigator>',
      'javascript:alert(1) ${1+1} $where',
    ]
    for (const text of tries) {
      const id = await writePost(app, author, { text, price: text.slice(0, 30), place: text.slice(0, 30) })
      const view = await app.api(reader).ok(getPost, { params: { id } })
      expect([view.text, view.price, view.place]).toEqual([
        text,
        text.slice(0, 30).trim(),
        text.slice(0, 30).trim(),
      ])
    }
  })

  it.each(['我的电话 13812345678', '身份证 310113194403051234'])(
    'with a number that gives somebody away is given back: %s',
    async (text) => {
      expectError(await app.api(author).call(createPost, { body: body(text) }), 'forum.personal_number')
    },
  )

  it('is one of at most twenty a day', async () => {
    for (let i = 0; i < forumLimits.postsPerDay; i += 1)
      await app.api(author).ok(createPost, { body: body(`第${i}`) })
    expectError(await app.api(author).call(createPost, { body: body() }), 'forum.too_many_today')
    app.deps.clock.advance(25, 'hours')
    await app.api(author).ok(createPost, { body: body() })
  })
})

describe('who may write where', () => {
  const unit = { unitId: 'a'.repeat(24), areaCode: community, kind: 'merchant' as const, name: '小李修鞋铺' }

  it.each([
    ['secondHand', 201],
    ['services', 403],
    ['notices', 403],
    ['deliberation', 201],
  ] as const)('a resident on %s: %d', async (board, status) => {
    const answer = await app.api(author).call(createPost, { body: { ...body(), board } })
    expect(answer.status).toBe(status)
    if (status === 403) expectError(answer, 'forum.board_closed')
  })

  it('a business as the unit it is, on its board only', async () => {
    const staff = await buildUnitStaff(unit)
    const as = { as: 'unit' as const, unitId: unit.unitId }
    const id = await writePost(app, staff, { board: 'services', text: '修鞋配钥匙', price: '5 元起', ...as })
    const view = await app.api(reader).ok(getPost, { params: { id } })
    expect(view).toMatchObject({ author: { name: '小李修鞋铺', kind: 'unit' }, price: '5 元起' })
    // Whoever wants something of it says so here: a number leads past the app.
    const outside = { ...body('修鞋，电话 021-56000000'), board: 'services' as const, ...as }
    expectError(await app.api(staff).call(createPost, { body: outside }), 'forum.contact_outside')
    for (const text of ['打 021-56000000', '加微信 xiuxie88']) {
      const below = { params: { id }, body: { text, ...as } }
      expectError(await app.api(staff).call(commentContracts.createComment, below), 'forum.contact_outside')
    }
    const wrong = { ...body(), ...as }
    expectError(await app.api(staff).call(createPost, { body: wrong }), 'forum.board_closed')
    const other = { ...body(), board: 'services' as const, as: 'unit' as const, unitId: 'b'.repeat(24) }
    expectError(await app.api(staff).call(createPost, { body: other }), 'access.denied')
    expectError(await app.api(author).call(createPost, { body: other }), 'access.denied')
  })

  it('the desk in the community’s name, nobody else', async () => {
    const secretary = await buildSecretary()
    const id = await writePost(app, secretary, { as: 'desk', text: '社区电话 13800000000，欢迎来坐坐' })
    const view = await app.api(reader).ok(getPost, { params: { id } })
    expect(view.author).toMatchObject({ kind: 'desk', name: expect.stringContaining('社区书记') as string })
    expectError(await app.api(author).call(createPost, { body: { ...body(), as: 'desk' } }), 'access.denied')
  })

  it('nobody before they have seen how others will call them, and again when the rule changes', async () => {
    const newcomer = await buildResident()
    expectError(await app.api(newcomer).call(createPost, { body: body() }), 'forum.preview_needed')
    await acceptName(app, newcomer)
    await app.api(newcomer).ok(createPost, { body: body() })
    const secretary = await buildSecretary()
    const rules = [{ code: 'ad', text: '不发广告' }]
    const settings = { community, nameRule: 'nickname' as const, hideThreshold: 3, rules }
    await app.api(secretary).ok(forumContracts.setForumSettings, { body: settings })
    expectError(await app.api(newcomer).call(createPost, { body: body() }), 'forum.preview_needed')
    const old = { community, nameRule: 'building' as const }
    const refused = await app.api(newcomer).call(forumContracts.acceptForumName, { body: old })
    expect(expectError(refused, 'request.conflict').details).toEqual({ nameRule: 'nickname' })
  })
})

describe('the name of an author', () => {
  it('follows the community’s rule as far as she has accepted it, never showing more than either', async () => {
    const wang = await buildNeighbour(app, { nickname: '三楼老王', clearName: '王建国' })
    const id = await writePost(app, wang)
    const secretary = await buildSecretary()
    const rules = [{ code: 'ad', text: '不发广告' }]
    for (const [nameRule, name, accepted = name] of [
      ['building', '王姓邻居'],
      ['nickname', '三楼老王'],
      ['real', '三楼老王', '王建国'],
      ['building', '王姓邻居'],
      ['real', '王姓邻居', '王建国'],
    ] as const) {
      await app
        .api(secretary)
        .ok(forumContracts.setForumSettings, { body: { community, nameRule, hideThreshold: 3, rules } })
      const readName = async () => (await app.api(reader).ok(getPost, { params: { id } })).author.name
      expect(await readName()).toBe(name)
      // Said yes to, it is the name of older words too; what she says yes to is shown to her by the new rule.
      const { myName } = await app.api(wang).ok(forumContracts.getForumHome, { query: { community } })
      expect(myName).toBe(accepted)
      await acceptName(app, wang)
      expect(await readName()).toBe(accepted)
    }
  })

  it('has a party member’s badge only where the person shows it', async () => {
    const id = await writePost(app, author)
    const see = async () => (await app.api(reader).ok(getPost, { params: { id } })).author.badge
    expect(await see()).toBeUndefined()
    const place = { district: testAreas.district, street: testAreas.street, community }
    await Volunteer.create({
      userId: author._id,
      ...place,
      state: 'approved',
      isActive: true,
      isPartyMember: true,
      showsBadge: true,
      createdAt: new Date(),
    })
    expect(await see()).toBe('党员')
    await Volunteer.updateOne({ userId: author._id }, { $set: { showsBadge: false } })
    expect(await see()).toBeUndefined()
  })
})

describe('its author', () => {
  it('rewrites it: others read the new words after their own check, moderators all of them', async () => {
    const id = await writePost(app, author)
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    const edited = await app.api(author).ok(editPost, { params: { id }, body: { version, text: '改过了' } })
    expect(edited).toMatchObject({
      state: 'checking',
      text: '改过了',
      editedAt: expect.any(String) as string,
    })
    expect(await read(reader)).toEqual([])
    // The answer was lost: the same words again are the same edit.
    const again = await app.api(author).ok(editPost, { params: { id }, body: { version, text: '改过了' } })
    expect(again.version).toBe(edited.version)
    const late = expectError(
      await app.api(author).call(editPost, { params: { id }, body: { version, text: '又改' } }),
      'forum.changed_meanwhile',
    )
    expect(late.details).toEqual({ state: 'checking', version: edited.version })
    await settleForum(app.deps)
    expect(await read(reader)).toMatchObject([{ id, excerpt: '改过了' }])
    const { items } = await app.api(await buildSecretary()).ok(listPostEditions, { params: { id } })
    expect(items.map(({ text }) => text)).toEqual(['三号楼的桂花开了，大家来看。', '改过了'])
    for (const user of [await buildSecretary(testAreas.neighbourCommunity)])
      expectError(await app.api(user).call(listPostEditions, { params: { id } }), 'record.not_found')
    expectError(await app.api(reader).call(listPostEditions, { params: { id } }), 'access.denied')
  })

  it('is not made to wait by the verdict on words that are gone', async () => {
    app.deps.ports.wechat.textVerdict = { verdict: 'risky' }
    const { id, version } = await app.api(author).ok(createPost, { body: body() })
    await moveOutbox(app.deps)
    await app.api(author).ok(editPost, { params: { id }, body: { version, text: '好好说' } })
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    await settleForum(app.deps)
    expect(await read(reader)).toMatchObject([{ excerpt: '好好说' }])
  })

  it('deletes it, words and photos; the original stays with the moderators', async () => {
    const id = await writePost(app, author)
    expectError(await app.api(reader).call(deletePost, { params: { id } }), 'access.denied')
    await app.api(author).ok(deletePost, { params: { id } })
    await app.api(author).ok(deletePost, { params: { id } })
    for (const user of [author, reader])
      expectError(await app.api(user).call(getPost, { params: { id } }), 'record.not_found')
    expect(await ForumPost.findById(id).lean()).toMatchObject({ state: 'deleted', text: '', bigrams: [] })
    const { items } = await app.api(await buildSecretary()).ok(listPostEditions, { params: { id } })
    expect(items).toMatchObject([{ text: '三号楼的桂花开了，大家来看。' }])
  })

  it('is not woken by a verdict after having deleted it', async () => {
    const { id } = await app.api(author).ok(createPost, { body: body() })
    await app.api(author).ok(deletePost, { params: { id } })
    await settleForum(app.deps)
    expect(await ForumPost.findById(id).lean()).toMatchObject({ state: 'deleted' })
    expect(await new Inbox(app.deps).read(author.id)).toEqual([])
  })
})

describe('a moderator', () => {
  it('pins, locks and marks as answered; readers may not, and each is logged', async () => {
    const id = await writePost(app, author)
    const worker = await buildCommunityWorker()
    const act = (user: TestUser, action: 'pin' | 'unpin' | 'lock' | 'markAnswered') =>
      app.api(user).call(actOnPost, { params: { id }, body: { action } })
    expectError(await act(reader, 'pin'), 'access.denied')
    expectError(await act(reader, 'unpin'), 'access.denied')
    expectError(await act(author, 'lock'), 'access.denied')
    const write = (text: string, version: number) =>
      app.api(author).call(editPost, { params: { id }, body: { version, text } })
    const { version } = await app.api(author).ok(getPost, { params: { id } })
    await write('改过了', version)
    await settleForum(app.deps)
    for (const action of ['pin', 'lock', 'markAnswered'] as const)
      expect((await act(worker, action)).status).toBe(200)
    expect((await act(worker, 'pin')).status).toBe(200)
    const page = await app.api(reader).ok(listPosts, { query: { community } })
    expect(page.pinned).toMatchObject([{ id, isPinned: true, isLocked: true, isAnswered: true }])
    // Who quarrelled does not have the last word in a thread that was stopped; a lost answer is no new word.
    const own = await app.api(author).ok(getPost, { params: { id } })
    expect(own.actions).not.toContain('edit')
    expectError(await write('就是您不对', own.version), 'forum.locked')
    expect((await write('改过了', version)).status).toBe(200)
    const { postChanges } = await app.api(reader).ok(getPost, { params: { id } })
    await act(worker, 'unpin')
    expect((await app.api(reader).ok(getPost, { params: { id } })).postChanges).toBe(postChanges + 1)
    expect(await AuditEntry.countDocuments({ subjectId: id })).toBe(4)
  })

  it('pins three at most, also when five are pinned in the same moment', async () => {
    const workers = [await buildCommunityWorker(), await buildSecretary()]
    const ids = []
    for (let i = 0; i < 5; i += 1) ids.push(await writePost(app, author, { text: `第${i}个` }))
    const pin = (id: string, by: TestUser | undefined = workers[0]) =>
      app.api(by).call(actOnPost, { params: { id }, body: { action: 'pin' } })
    const answers = await Promise.all(ids.map((id, i) => pin(id, workers[i % 2])))
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused).toHaveLength(2)
    for (const answer of refused) expectError(answer, 'forum.too_many_pins')
    expect((await app.api(reader).ok(listPosts, { query: { community } })).pinned).toHaveLength(3)
  })
})

describe('a post about a worker or a unit', () => {
  it('is read by neighbours, never by whom it is about', async () => {
    const secretary = await buildSecretary()
    const id = await writePost(app, author, {
      text: '书记上次答应的事没有下文',
      subject: { kind: 'user', id: secretary.id },
    })
    expect(await read(reader)).toMatchObject([{ id }])
    expect(await read(secretary)).toEqual([])
    expectError(await app.api(secretary).call(getPost, { params: { id } }), 'record.not_found')
    expectError(
      await app.api(secretary).call(actOnPost, { params: { id }, body: { action: 'lock' } }),
      'record.not_found',
    )
    const neighbour = await buildResident()
    await buildMembership(neighbour, 'volunteer', community)
    expect(await read(neighbour)).toHaveLength(1)
  })
})
