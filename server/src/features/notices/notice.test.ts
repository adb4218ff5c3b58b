import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { noticeContracts, type NoticeView } from '@linli/shared/notices/notice.contract'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { expectError } from '../../test/apiClient'
import { buildApprovedVolunteer } from '../../test/volunteers.factory'
import { buildEstate } from '../../test/areas.factory'
import { buildElder, linkToPerson } from '../../test/families.factory'
import { settleForum } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { buildMedia } from '../../test/media.factory'
import {
  buildNoticeDesk,
  makeNotice,
  makeOutage,
  pressNotice,
  publishNotice,
  sendNotices,
  takeNotice,
  writeNotice,
  type NoticeDesk,
} from '../../test/notices.factory'
import { newKey } from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildCommunityWorker,
  buildDistrictOfficer,
  buildMembership,
  buildResident,
  buildStreetOfficer,
  buildSecretary,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Area } from '../areas/area.model'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { ForumPost } from '../forum/post.model'
import { Delivery } from '../messages/delivery.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { Person } from '../register/person.model'
import { countAudience } from './notice.audience'
import { Notice, NoticeRead, type NoticeRecord } from './notice.model'
import { takeNoticeVerdict } from './notice.check'
import { pageOfNotice } from './notice.messages'
import { sendBatch } from './notice.send'
import { sweepNotices } from './notice.sweep'
import { viewShare } from './notice.view'

const { community, neighbourCommunity } = testAreas

let app: TestApp
let desk: NoticeDesk

beforeEach(async () => {
  app = startTestApp()
  desk = await buildNoticeDesk()
})

const read = (user: TestUser, id: string) => app.api(user).ok(noticeContracts.getNotice, { params: { id } })

/** The words that whoever has the thread open is told; those who read who speaks are told the same, apart. */
const listSaid = (postId: { toString(): string } | undefined) => {
  const told = (room: `thread:${string}` | `threadNames:${string}`) =>
    app.deps.published.flatMap((event) =>
      event.name === 'thread.changed' && event.rooms.includes(room) ? [event.data.post?.text] : [],
    )
  const words = told(`thread:${String(postId)}`)
  expect(told(`threadNames:${String(postId)}`)).toEqual(words)
  return words
}

describe('from the draft to the door', () => {
  it('is written, looked over by another, signed by the spokesperson, and each hears when it is her turn', async () => {
    const { worker, secretary } = desk
    const inbox = new Inbox(app.deps)
    await buildResident()
    const draft = await writeNotice(app, worker)
    expect(draft).toMatchObject({ state: 'draft', actions: ['edit', 'submit', 'discard'] })
    const body = { ...makeNotice({ title: '周日大扫除' }), version: draft.version }
    const edited = await app.api(worker).ok(noticeContracts.editNotice, { params: { id: draft.id }, body })
    expect(edited.title).toBe('周日大扫除')
    // Saved on two devices in one moment: one is kept whole, the other is told, and holds once its writer says so.
    const save = (title: string, { version }: Pick<NoticeView, 'version'>) => {
      const changed = { ...makeNotice({ title, text: `${title}，请大家来。` }), version }
      return app.api(worker).call(noticeContracts.editNotice, { params: { id: draft.id }, body: changed })
    }
    const titles = ['周日上午大扫除', '周日下午大扫除']
    const saved = await Promise.all(titles.map((title) => save(title, edited)))
    const first = saved.findIndex(({ status }) => status === 200)
    const [kept = '', other = ''] = [titles[first], titles[1 - first]]
    for (const answer of saved.filter((_, i) => i !== first)) expectError(answer, 'notice.changed_meanwhile')
    const stored = await read(worker, draft.id)
    expect(stored).toMatchObject({ title: kept, text: `${kept}，请大家来。` })
    expect((await save(other, stored)).body).toMatchObject({ title: other, text: `${other}，请大家来。` })
    // Whoever writes does not look over: the press is refused, whatever the page shows.
    await takeNotice(app, worker, draft.id, { action: 'submit' })
    expectError(await pressNotice(app, worker, draft.id, { action: 'approve' }), 'access.denied')
    await inbox.deliver()
    expect(await inbox.read(secretary.id)).toEqual(['notice.submitted'])
    await takeNotice(app, secretary, draft.id, { action: 'sendBack', reason: '请写上集合的地方' })
    expect(await read(worker, draft.id)).toMatchObject({
      state: 'draft',
      desk: { sentBackReason: '请写上集合的地方' },
    })
    await takeNotice(app, worker, draft.id, { action: 'submit' })
    await takeNotice(app, secretary, draft.id, { action: 'approve' })
    const signed = await takeNotice(app, secretary, draft.id, { action: 'sign' })
    expect(signed).toMatchObject({
      state: 'scheduled',
      signedBy: expect.stringContaining('新闻发言人') as string,
    })
    await sendNotices(app)
    const out = await read(worker, draft.id)
    expect(out.state).toBe('published')
    expect(out.desk?.history.map(({ title }) => title)).toEqual([
      '开始写',
      '送去审',
      '退回修改',
      '送去审',
      '看过，同意发',
      '签发',
      '发出去了',
    ])
    await inbox.deliver()
    await inbox.deliver()
    expect(await inbox.read(worker.id)).toContain('notice.sentBack')
  })

  it('of what the secretary writes herself, the street looks over; the same press and the same version win once', async () => {
    const { secretary, officer } = desk
    await buildResident()
    const key = newKey()
    const create = () =>
      app.api(secretary).ok(noticeContracts.createNotice, { body: makeNotice(), requestKey: key })
    const { id, version } = await create()
    expect((await create()).id).toBe(id)
    await takeNotice(app, secretary, id, { action: 'submit' })
    const stale = { params: { id }, body: { action: 'recall' as const, version } }
    expectError(await app.api(secretary).call(noticeContracts.actOnNotice, stale), 'notice.changed_meanwhile')
    expectError(await pressNotice(app, secretary, id, { action: 'approve' }), 'access.denied')
    const { version: present } = await read(officer, id)
    const press = { params: { id }, body: { action: 'approve' as const, version: present } }
    const both = await Promise.all([
      app.api(officer).call(noticeContracts.actOnNotice, press),
      app.api(await buildDistrictOfficer()).call(noticeContracts.actOnNotice, press),
    ])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
    expectError(await pressNotice(app, officer, id, { action: 'sign' }), 'access.denied')
    await takeNotice(app, secretary, id, { action: 'sign' })
  })

  it('goes out at its time, ends at its time, and is refused with times or places that make no sense', async () => {
    const { worker } = desk
    await buildResident()
    const publishAt = '2026-11-24T01:00:00.000Z'
    const expiresAt = '2026-11-25T01:00:00.000Z'
    const send = (body: object) =>
      app.api(worker).callLoose(noticeContracts.createNotice, { body: { ...makeNotice(), ...body } })
    expectError(await send({ publishAt, expiresAt: publishAt }), 'notice.times_wrong')
    expectError(await send({ expiresAt: '2026-11-22T01:00:00.000Z' }), 'notice.times_wrong')
    expectError(await send({ mustReach: true }), 'notice.not_must_reach')
    const groups = { audience: { groups: ['volunteer'] } }
    expectError(await send({ ...makeOutage(), ...groups }), 'notice.not_must_reach')
    for (const area of [neighbourCommunity, `${community}-G09`, `${community}-E09`, testAreas.district])
      expectError(await send({ audience: { areas: [area] } }), 'notice.place_wrong')
    expectError(await send({ areaCode: neighbourCommunity }), 'access.denied')
    const id = await publishNotice(app, desk, { publishAt, expiresAt })
    expect((await read(worker, id)).state).toBe('scheduled')
    app.deps.clock.set(publishAt)
    await sendNotices(app)
    expect((await read(worker, id)).state).toBe('published')
    app.deps.clock.set(expiresAt)
    // Corrected in that moment, it ends all the same.
    const hide = ForumPost.updateMany.bind(ForumPost)
    jest.spyOn(ForumPost, 'updateMany').mockImplementationOnce(((...asked: Parameters<typeof hide>) =>
      (async () => {
        await Notice.updateOne({ _id: id }, { $inc: { version: 1 } })
        return hide(...asked)
      })()) as never)
    await sweepNotices(app.deps)
    expect((await read(worker, id)).state).toBe('expired')
    const post = await ForumPost.findOne({ noticeId: id }).lean()
    expect(post?.text).toMatch(/^【已过期】/)
    expect(listSaid(post?._id)).toEqual([expect.stringMatching(/^【已过期】/)])
    expect((await Notice.findOne({ _id: id }).lean())?.nextAt).toBeUndefined()
  })

  it('with photos, is checked once handed in: what is risky goes back before it is out, and is withdrawn afterwards', async () => {
    const { worker, secretary, officer } = desk
    const reader = await buildResident()
    const risky = async (isRisky: boolean) => {
      app.deps.ports.wechat.textVerdict = { verdict: isRisky ? 'risky' : 'pass' }
      await settleForum(app.deps)
    }
    const upload = async (check: 'pass' | 'none') => (await buildMedia({ ownerId: worker._id, check })).id
    const first = [await upload('none'), await upload('none')]
    const { id } = await writeNotice(app, worker, { photoIds: first })
    const foreign = { body: makeNotice({ photoIds: [(await buildMedia({ ownerId: secretary._id })).id] }) }
    expectError(await app.api(worker).call(noticeContracts.createNotice, foreign), 'media.not_usable')
    await takeNotice(app, worker, id, { action: 'submit' })
    await takeNotice(app, secretary, id, { action: 'approve' })
    await risky(true)
    expect(await read(worker, id)).toMatchObject({
      state: 'draft',
      photos: [{ id: first[0] }, { id: first[1] }],
      desk: { sentBackReason: expect.stringContaining('没有通过核对') as string },
    })
    expect(await new Inbox(app.deps).read(worker.id)).toContain('content.hidden')
    const refused = await app.api(worker).ok(contentReviewContracts.listOwnHidden)
    expect(refused.items).toMatchObject([{ kindName: '公告', canAppeal: true, page: pageOfNotice(id) }])
    expectError(await pressNotice(app, worker, id, { action: 'submit' }), 'notice.words_refused')
    const { version } = await read(worker, id)
    const photoIds = [await upload('pass'), first[1] ?? '']
    const body = { ...makeNotice({ text: '换一种说法，请大家来。', photoIds }), version }
    await app.api(worker).ok(noticeContracts.editNotice, { params: { id }, body })
    const stale = app.api(worker).call(noticeContracts.editNotice, { params: { id }, body })
    expect(expectError(await stale, 'notice.changed_meanwhile').details).toMatchObject({ state: 'draft' })
    await takeNotice(app, worker, id, { action: 'submit' })
    await takeNotice(app, secretary, id, { action: 'approve' })
    await takeNotice(app, secretary, id, { action: 'sign' })
    // Neighbours see what has passed, here and on the board.
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    await sendNotices(app)
    expect((await read(worker, id)).state).toBe('scheduled') // a photo is not answered yet
    await ContentCheck.updateOne({ subjectId: id, field: 'words:1' }, { $set: { state: 'pass' } })
    app.deps.clock.advance(2, 'minutes')
    await sweepNotices(app.deps)
    const seen = await read(reader, id)
    expect(seen.photos).toMatchObject([{ id: photoIds[0] }])
    expect(await ForumPost.findOne({ noticeId: id }).lean()).toMatchObject({ media: [{}, {}] })
    const late = (of: string, field: string) =>
      takeNoticeVerdict(
        {
          subject: { kind: 'notice', id: of, field },
          state: 'hidden',
          version: 2,
          userId: worker.id,
          mediaIds: [],
        },
        app.deps,
      )
    await late(id, 'words:1')
    await sweepNotices(app.deps)
    expect(await read(reader, id)).toMatchObject({
      state: 'withdrawn',
      photos: [],
      withdrawn: { reason: '内容没有通过核对' },
    })
    expect(await ForumPost.findOne({ noticeId: id }).lean()).toMatchObject({ media: [] })
    // What is dangerous not to know stays: a person decides about it.
    const danger = await publishNotice(app, desk, makeOutage())
    for (let i = 0; i < 2; i += 1) await late(danger, 'words:0')
    expect((await read(reader, danger)).state).toBe('published')
    const asked = async (user: TestUser) =>
      (await new Inbox(app.deps).read(user.id)).filter((event) => event === 'notice.doubted')
    await settleForum(app.deps)
    expect([await asked(secretary), await asked(reader)]).toEqual([['notice.doubted'], []])
    // Whom the level above believes goes on with the same words.
    const again = await writeNotice(app, worker, { title: '再写一条' })
    await takeNotice(app, worker, again.id, { action: 'submit' })
    await risky(true)
    await ContentCheck.updateOne({ subjectId: again.id }, { $set: { state: 'pass' } })
    await takeNotice(app, worker, again.id, { action: 'submit' })
    expectError(await pressNotice(app, officer, again.id, { action: 'sign' }), 'notice.not_now')
    await risky(false)
  })

  it('says for whom it is wherever somebody else reads, prints or copies it, and stays out of other communities', async () => {
    const { officer } = desk
    await buildResident({ building: testAreas.building })
    const reader = await buildResident({ building: testAreas.otherBuilding })
    const forOne = { audience: { areas: [testAreas.building] }, title: '找13812345678领3号楼502室的钥匙' }
    const id = await publishNotice(app, desk, { ...forOne, text: '电话：13812345678，住3号楼 502室。' })
    const forWhom = expect.stringMatching(/^.*B001，所有居民$/) as string
    const list = async (user: TestUser, of: string) =>
      (await app.api(user).ok(noticeContracts.listNotices, { query: { community: of, shown: 'current' } }))
        .items
    expect(await list(reader, community)).toMatchObject([{ id, forWhom }])
    const seen = await read(reader, id)
    expect(seen).toMatchObject({ forWhom })
    const line = `发给：${seen.forWhom ?? ''}`
    expect(seen.shareText?.split('\n').slice(0, 3)).toEqual([
      '【找***领3号楼**室的钥匙】',
      line,
      '电话：***，住3号楼 **室。',
    ])
    const print = await app.api(reader).call(noticeContracts.printNotice, { params: { id } })
    expect(print.bytes.toString()).toContain(line)
    expect((await ForumPost.findOne({ noticeId: id }).lean())?.text).toContain(`\n\n${line}\n\n`)
    const all = await publishNotice(app, desk)
    expect(await read(reader, all)).not.toHaveProperty('forWhom')

    const second = await buildStreetOfficer()
    const audience = { areas: [neighbourCommunity] }
    const next = await writeNotice(app, officer, { areaCode: testAreas.street, audience })
    const there = await buildResident({ community: neighbourCommunity })
    await takeNotice(app, officer, next.id, { action: 'submit' })
    await takeNotice(app, second, next.id, { action: 'approve' })
    await takeNotice(app, officer, next.id, { action: 'sign' })
    await sendNotices(app)
    expect((await list(reader, community)).map((each) => each.id)).not.toContain(next.id)
    expect((await list(there, neighbourCommunity)).map((each) => each.id)).toEqual([next.id])
  })

  it('asks nobody to sign what is signed already by the time the message is written', async () => {
    await buildResident()
    await publishNotice(app, desk)
    const asked = { event: { $in: ['notice.submitted', 'notice.approved'] } }
    expect(await InboxMessage.countDocuments(asked)).toBe(0)
  })

  it('is printed with the days that it means, a number in one piece, and as a draft what nobody signed', async () => {
    const { worker } = desk
    await buildResident()
    const words = { title: '明天停水', text: '请今晚接好水。\n问社区：021-56000000' }
    const print = async (id: string) =>
      (await app.api(worker).call(noticeContracts.printNotice, { params: { id } })).bytes.toString()
    const draft = await writeNotice(app, worker, words)
    expect(await print(draft.id)).toContain('草稿：还没有签发，请不要张贴')
    app.deps.clock.set('2026-11-27T02:00:00.000Z')
    const sheet = await print(await publishNotice(app, desk, words))
    expect(sheet).toContain(
      '2026年11月27日 周五 发布<br>这里说的今天是 2026年11月27日 周五，明天是 2026年11月28日 周六</p>',
    )
    expect(sheet).toContain('<span class="number">021-56000000</span>')
    // On the door, read from where one stands.
    expect(sheet).toContain('@page { size: A4')
    expect(sheet).toContain('body { font-size: 24pt')
    expect(sheet).not.toContain('草稿')
  })

  it('is withdrawn once a person has held a 必达 one for wrong, and nobody is told otherwise', async () => {
    const { worker, secretary, officer } = desk
    const reader = await buildResident()
    app.deps.ports.wechat.textVerdict = { verdict: 'review' }
    const id = await publishNotice(app, desk, makeOutage())
    app.deps.clock.advance(4, 'minutes')
    await sendNotices(app)
    expect((await read(reader, id)).state).toBe('published')
    const { _id, version = 0 } = (await ContentCheck.findOne({ subjectId: id }).lean()) ?? {}
    await app.api(officer).ok(contentReviewContracts.decideContentReview, {
      params: { id: String(_id) },
      body: { decision: 'hide', rule: 'rumour', version },
    })
    await sendNotices(app)
    expect(await read(reader, id)).toMatchObject({
      state: 'withdrawn',
      text: expect.stringMatching(/^已撤回/) as string,
    })
    const inbox = new Inbox(app.deps)
    expect(await inbox.read(reader.id)).toEqual(['notice.published', 'notice.withdrawn'])
    expect(await inbox.read(secretary.id)).toContain('notice.refused')
    const told = await InboxMessage.findOne({ userId: worker.id, event: 'content.hidden' }).lean()
    expect(told?.body).toContain('已经发出的撤回')
    expect(told?.body).not.toContain('不自动撤回')
  })

  it('does not go out before it has passed the check or a person has looked: a day at most, minutes where it is danger', async () => {
    const { worker, secretary, officer } = desk
    const inbox = new Inbox(app.deps)
    await buildResident()
    app.deps.ports.wechat.textVerdict = { verdict: 'review' }
    const later = async (minutes: number) => {
      app.deps.clock.advance(minutes, 'minutes')
      await sendNotices(app)
    }
    const { decideContentReview } = contentReviewContracts
    const decide = async (subjectId: string, body: object) => {
      const { _id, version } = (await ContentCheck.findOne({ subjectId }).lean()) ?? {}
      const press = { params: { id: String(_id) }, body: { ...body, version } }
      const { status } = await app.api(officer).callLoose(decideContentReview, press)
      expect(status).toBe(200)
    }
    const [first, second, danger] = [
      await publishNotice(app, desk),
      await publishNotice(app, desk, { title: '没有人看的' }),
      await publishNotice(app, desk, makeOutage({ title: '燃气漏了' })),
    ]
    expect(await read(secretary, first)).toMatchObject({
      state: 'scheduled',
      stateText: '签好了，等内容核对',
      desk: { heldText: expect.stringContaining('明天 10:00以前没有结果，会退给写的人') as string },
    })
    await later(2)
    await later(1)
    for (const { id } of [worker, secretary])
      expect((await inbox.read(id)).filter((event) => event === 'notice.held')).toHaveLength(2)
    expect((await read(worker, danger)).state).toBe('published')
    // What is found after it is out is for a person, who has it withdrawn; what a person lets pass goes out at once.
    await decide(danger, { decision: 'hide', rule: 'rumour', reason: '写得不准' })
    await decide(first, { decision: 'pass' })
    await later(0)
    expect([(await read(worker, danger)).state, (await read(worker, first)).state]).toEqual([
      'withdrawn',
      'published',
    ])
    await later(24 * 60)
    expect(await read(worker, second)).toMatchObject({
      state: 'draft',
      desk: { sentBackReason: expect.stringContaining('到时间还没有结果') as string },
    })
    await inbox.deliver()
    expect(await inbox.read(worker.id)).toContain('notice.sentBack')
    // Held risky before it is out, danger does not go out either, and its writer knows at once.
    app.deps.ports.wechat.textVerdict = { verdict: 'risky' }
    const risky = await publishNotice(app, desk, makeOutage({ title: '又漏了' }))
    await later(5)
    expect((await read(worker, risky)).state).toBe('draft')
  })

  it('takes every script and sign as words, to the last character of the limit, and prints them as words', async () => {
    const title = '👵🏽<script>alert(1)</script>{{x}}'.padEnd(36, '𠮷')
    const text = `<img src=x onerror=alert(1)>\n${'𠮷'.repeat(1971)}`
    const resident = await buildResident()
    const id = await publishNotice(app, desk, { title, text })
    expect(await read(resident, id)).toMatchObject({ title, text })
    const page = (
      await app.api(resident).call(noticeContracts.printNotice, { params: { id } })
    ).bytes.toString()
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toMatch(/<script|<img/)
    const send = (body: object) =>
      app.api(desk.worker).callLoose(noticeContracts.createNotice, { body: { ...makeNotice(), ...body } })
    for (const wrong of [
      { title: '𠮷'.repeat(41) },
      { text: '𠮷'.repeat(2001) },
      { title: '\u200b\u200b' },
      { text: '半个\ud83d' },
      { title: '' },
    ])
      expectError(await send(wrong), 'request.invalid')
  })
})

describe('who may', () => {
  const states = ['draft', 'submitted', 'approved', 'scheduled', 'published', 'expired', 'withdrawn'] as const
  const presses = ['submit', 'recall', 'discard', 'approve', 'sendBack', 'sign', 'withdraw'] as const
  type Who = 'worker' | 'other' | 'secretary' | 'officer' | 'stranger'

  /** Written by the worker. State, press, by whom; everything else is refused. */
  const allowed = new Set([
    'draft submit worker',
    'draft discard worker',
    'draft discard secretary',
    'submitted recall worker',
    'submitted approve secretary',
    'submitted approve officer',
    'submitted sendBack secretary',
    'submitted sendBack officer',
    'approved recall worker',
    'approved sendBack secretary',
    'approved sendBack officer',
    'approved sign secretary',
    'scheduled recall worker',
    'scheduled recall secretary',
    'published withdraw secretary',
    'published withdraw officer',
    'expired withdraw secretary',
    'expired withdraw officer',
  ])

  it('press what, in which state', async () => {
    const people: Record<Who, TestUser> = {
      worker: desk.worker,
      secretary: desk.secretary,
      officer: desk.officer,
      other: await buildUser(),
      stranger: await buildSecretary(neighbourCommunity),
    }
    await buildMembership(people.other, 'communityWorker', community)
    await buildResident()
    const { id } = await writeNotice(app, desk.worker)
    const before = await Notice.findOne({ _id: id }).lean()
    const found = new Set<string>()
    for (const state of states)
      for (const action of presses)
        for (const [who, user] of Object.entries(people)) {
          await Notice.updateOne({ _id: id }, { $set: { ...before, state, version: 7 } })
          const reason = action === 'sendBack' || action === 'withdraw' ? { reason: '有错字' } : {}
          const { status } = await app.api(user).callLoose(noticeContracts.actOnNotice, {
            params: { id },
            body: { action, version: 7, ...reason },
          })
          if (status === 200) found.add(`${state} ${action} ${who}`)
          else expect([403, 404, 409]).toContain(status)
        }
    expect([...found].sort()).toEqual([...allowed].sort())
  }, 120_000)

  it('reads: drafts the desk only, what is out whoever joined, groups their own', async () => {
    const resident = await buildResident()
    const joined = await buildUser({ level: 'joined', community })
    const strangers = [
      await buildUser(),
      await buildResident({ community: neighbourCommunity }),
      await buildSecretary(neighbourCommunity),
    ]
    const member = await buildApprovedVolunteer({ isPartyMember: true })
    const draft = await writeNotice(app, desk.worker)
    const out = await publishNotice(app, desk)
    const party = await publishNotice(app, desk, { audience: { groups: ['partyMember'] } })
    const status = async (user: TestUser, id: string) =>
      (await app.api(user).call(noticeContracts.getNotice, { params: { id } })).status
    const ids = [draft.id, out, party]
    const seen = async (user: TestUser) => Promise.all(ids.map((id) => status(user, id)))
    expect(await seen(resident)).toEqual([404, 200, 404])
    expect(await seen(joined)).toEqual([404, 200, 404])
    expect(await seen(member)).toEqual([404, 200, 200])
    expect(await seen(desk.officer)).toEqual([200, 200, 200])
    for (const stranger of strangers) {
      expect(await seen(stranger)).toEqual([404, 404, 404])
      for (const contract of [noticeContracts.readNotice, noticeContracts.printNotice])
        expect((await app.api(stranger).callLoose(contract, { params: { id: out } })).status).toBe(404)
      const query = { community, shown: 'current' as const }
      expect((await app.api(stranger).call(noticeContracts.listNotices, { query })).status).toBe(403)
      for (const contract of [noticeContracts.getNoticeFigures, noticeContracts.listNoticeReach])
        expect([403, 404]).toContain(
          (await app.api(stranger).callLoose(contract, { params: { id: out }, query: { state: 'waiting' } }))
            .status,
        )
    }
    const list = async (user: TestUser) =>
      (
        await app.api(user).ok(noticeContracts.listNotices, { query: { community, shown: 'current' } })
      ).items.map(({ id }) => id)
    expect(await list(joined)).toEqual([out])
    expect(await list(member)).toEqual(expect.arrayContaining([out, party]))
    const card = await app.api().ok(noticeContracts.getNoticeCard, { params: { id: out } })
    expect(card).toMatchObject({ title: '周六上午大扫除', kindName: '通知' })
    for (const id of [draft.id, party])
      expect((await app.api().call(noticeContracts.getNoticeCard, { params: { id } })).status).toBe(404)
    expect((await read(resident, out)).desk).toBeUndefined()
    // Helping here does not open the drafts, whatever one is elsewhere; nor do a street's open to its communities.
    const both = await buildCommunityWorker(neighbourCommunity)
    await buildMembership(both, 'gridWorker', testAreas.grid)
    const ofStreet = await writeNotice(app, desk.officer, { areaCode: testAreas.street })
    expect([await status(both, draft.id), await status(desk.worker, ofStreet.id)]).toEqual([404, 404])
    expect(await status(await buildDistrictOfficer(), ofStreet.id)).toBe(200)
    const drafts = async (user: TestUser, areaCode: string) =>
      (await app.api(user).ok(noticeContracts.listDeskNotices, { query: { areaCode, shown: 'open' } })).items
    expect([await drafts(both, community), await drafts(desk.worker, testAreas.street)]).toEqual([[], []])
    expect(await drafts(desk.officer, testAreas.street)).toHaveLength(1)
    const leader = await buildBuildingLeader()
    const deskQuery = { query: { areaCode: community, shown: 'open' as const } }
    expect((await app.api(leader).ok(noticeContracts.listDeskNotices, deskQuery)).items).toEqual([])
    expect((await app.api(desk.officer).ok(noticeContracts.listDeskNotices, deskQuery)).items).toHaveLength(1)
  })
})

describe('a district', () => {
  it('writes to all its streets or to some, and whoever lives there reads it', async () => {
    const [writer, other] = [await buildDistrictOfficer(), await buildDistrictOfficer()]
    const resident = await buildResident()
    const { district, street, otherStreet } = testAreas
    const preview = async (areas: string[]) => {
      const body = { areaCode: district, audience: { areas } }
      return (await app.api(writer).ok(noticeContracts.previewNoticeAudience, { body })).people
    }
    expect([await preview([]), await preview([street]), await preview([otherStreet])]).toEqual([1, 1, 0])
    for (const user of [desk.officer, desk.secretary])
      expectError(
        await app.api(user).call(noticeContracts.createNotice, { body: makeNotice({ areaCode: district }) }),
        'access.denied',
      )
    const { id } = await writeNotice(app, writer, { areaCode: district, audience: { areas: [street] } })
    await takeNotice(app, writer, id, { action: 'submit' })
    expectError(await pressNotice(app, writer, id, { action: 'approve' }), 'access.denied')
    expect(await read(other, id)).toMatchObject({ actions: ['approve', 'sendBack'] })
    for (const user of [resident, desk.secretary])
      expect((await app.api(user).call(noticeContracts.getNotice, { params: { id } })).status).toBe(404)
    await takeNotice(app, other, id, { action: 'approve' })
    await takeNotice(app, other, id, { action: 'sign' })
    await sendNotices(app)
    expect(await read(resident, id)).toMatchObject({ state: 'published', isUnread: true })
    const query = { community, shown: 'current' as const }
    const { items } = await app.api(resident).ok(noticeContracts.listNotices, { query })
    expect(items.map((each) => each.id)).toEqual([id])
    expect(
      (await app.api(resident).ok(postContracts.listPosts, { query: { community } })).items,
    ).toHaveLength(1)
  })

  it('reaches many boards a part at a time, says how far it is, and is taken back as well', async () => {
    const [writer, other] = [await buildDistrictOfficer(), await buildDistrictOfficer()]
    await buildResident()
    const { district, street } = testAreas
    await Area.insertMany(
      Array.from({ length: 60 }, (_, i) => ({
        ...{ code: `${street}${500 + i}`, name: `第${i}社区`, level: 'community', parent: street },
        ...{ district, street, community: `${street}${500 + i}` },
      })),
    )
    const { id } = await writeNotice(app, writer, { areaCode: district })
    await takeNotice(app, writer, id, { action: 'submit' })
    await takeNotice(app, other, id, { action: 'approve' })
    await takeNotice(app, other, id, { action: 'sign' })
    // One step of it, after which the server goes down: the next one goes on where it stood.
    const run = { what: 'publish' as const, cursor: '', done: 0, total: 0 }
    const publishedAt = app.deps.clock.now()
    await Notice.updateOne(
      { _id: id },
      { $set: { state: 'published', publishedAt, run, nextAt: new Date(0) } },
    )
    const present = async () => Notice.findOne({ _id: id }).lean<NoticeRecord>()
    const begun = await present()
    if (begun) await sendBatch(begun, app.deps)
    expect(await ForumPost.countDocuments({ noticeId: id })).toBe(50)
    const all = await Area.countDocuments({ level: 'community', district })
    expect((await read(writer, id)).desk?.progress).toEqual({ done: 50, total: all, of: 'communities' })
    // What must reach everybody does not wait behind it.
    await publishNotice(app, desk, makeOutage())
    const told = await InboxMessage.find({ event: 'notice.published' }).sort({ _id: 1 }).lean()
    expect(told.map(({ title }) => title.slice(0, 4))).toEqual(['停水停电', '通知：周'])
    expect(await ForumPost.countDocuments({ noticeId: id })).toBe(all)
    expect((await read(writer, id)).desk?.progress).toBeUndefined()
    expect(await present()).toMatchObject({ counted: { people: 1, withAccount: 1 } })
    await takeNotice(app, other, id, { action: 'withdraw', reason: '写错了' })
    await sendNotices(app)
    expect(await ForumPost.countDocuments({ noticeId: id, isLocked: true })).toBe(all)
  })
})

describe('the audience', () => {
  it('is of an age from the birthday on, both ages included', async () => {
    const born = ['1946-11-23', '1946-11-24', '1965-11-23', '1965-11-24']
    const ids = []
    for (const [i, birthDate] of born.entries())
      ids.push(await buildElder(app.deps, { name: `张${i}`, birthDate, room: `10${i}` }))
    const preview = async (audience: object) => {
      const body = { areaCode: community, audience }
      const count = await app.api(desk.worker).ok(noticeContracts.previewNoticeAudience, { body })
      return [count.people, count.unknownAge]
    }
    const [others] = await preview({ ageFrom: 120 }).then(([, unknown = 0]) => [unknown])
    expect(await preview({ ageFrom: 80 })).toEqual([1, others])
    expect(await preview({ ageTo: 60 })).toEqual([1, others])
    expect(await preview({ ageFrom: 60, ageTo: 79 })).toEqual([3, others])
    app.deps.clock.set('2026-11-23T16:00:00.000Z')
    expect(await preview({ ageFrom: 80 })).toEqual([2, others])
    expect(await preview({ ageTo: 60 })).toEqual([0, others])
    // Of whom only the year is known: whoever may be too young is not counted, and said to be unknown.
    await Person.updateOne({ _id: ids[1] }, { $unset: { birthDate: 1 } })
    expect(await preview({ ageFrom: 80 })).toEqual([1, (others ?? 0) + 1])
    expect(await preview({ ageFrom: 79 })).toEqual([2, others])
  })

  it('is counted by place, age and group, with and without an account, before anybody gets it', async () => {
    const { worker } = desk
    // One elder with an account, one without, one of the other building, one who died, and two who only joined.
    const [first] = [await buildElder(app.deps, { name: '张一', birthDate: '1944-03-05' })]
    await buildElder(app.deps, { name: '张二', birthDate: '1950-03-05', room: '102' })
    const moved = await buildElder(app.deps, { name: '张三', birthDate: '1990-03-05', room: '103' })
    const gone = await buildElder(app.deps, { name: '张四', birthDate: '1930-03-05', room: '104' })
    await Person.updateOne(
      { _id: moved },
      { $set: { building: testAreas.otherBuilding, grid: testAreas.otherGrid } },
    )
    await buildEstate()
    await Person.updateOne({ _id: moved }, { $set: { estate: `${community}-E01` } })
    await Person.updateOne({ _id: gone }, { $set: { state: 'deceased' } })
    await linkToPerson(await buildResident(), first)
    await buildUser({ level: 'joined', community })
    await buildResident({ building: testAreas.otherBuilding, grid: testAreas.otherGrid })
    await buildApprovedVolunteer({ isPartyMember: true })
    const preview = async (audience: object) => {
      const body = { areaCode: community, audience }
      const { people, withAccount, withoutAccount, unknownAge } = await app
        .api(worker)
        .ok(noticeContracts.previewNoticeAudience, { body })
      return [people, withAccount, withoutAccount, unknownAge]
    }
    expect(await preview({})).toEqual([6, 4, 2, 0])
    // Of a whole district nobody waits for the exact number.
    const whole = { areaCode: community, audience: { areas: [], groups: [] } }
    const some = await countAudience(whole, { now: app.deps.clock.now(), crypto: app.deps.crypto }, 2)
    expect([some.isAtLeast, some.people >= 2]).toEqual([true, true])
    expect(await preview({ areas: [testAreas.building] })).toEqual([2, 1, 1, 0])
    expect(await preview({ areas: [testAreas.otherGrid] })).toEqual([2, 1, 1, 0])
    expect(await preview({ areas: [`${community}-E01`] })).toEqual([1, 0, 1, 0])
    expect(await preview({ areas: [testAreas.grid, testAreas.otherBuilding] })).toEqual([4, 2, 2, 0])
    expect(await preview({ ageFrom: 60 })).toEqual([2, 1, 1, 3])
    expect(await preview({ ageFrom: 70, ageTo: 76 })).toEqual([1, 0, 1, 3])
    expect(await preview({ groups: ['volunteer'] })).toEqual([1, 1, 0, 0])
    expect(await preview({ groups: ['partyMember', 'gridWorker'] })).toEqual([1, 1, 0, 0])
    expect(await preview({ groups: ['buildingLeader'] })).toEqual([0, 0, 0, 0])
    const { id } = await writeNotice(app, worker, { audience: { groups: ['buildingLeader'] } })
    expectError(await pressNotice(app, worker, id, { action: 'submit' }), 'notice.nobody')
    const others = [desk.officer, await buildSecretary(neighbourCommunity)]
    for (const other of others)
      expectError(
        await app
          .api(other)
          .call(noticeContracts.previewNoticeAudience, { body: { areaCode: community, audience: {} } }),
        'access.denied',
      )
  })
})

describe('once it is out', () => {
  it('is unread until it is opened, stands on the board 公告, and shows a share without a name', async () => {
    const inbox = new Inbox(app.deps)
    const residents = await Promise.all(Array.from({ length: 12 }, () => buildResident()))
    const [first, second] = residents as [TestUser, TestUser]
    const id = await publishNotice(app, desk, { text: '有事找小李 13800138000，或打 021-56000000。' })
    expect(await inbox.read(first.id)).toEqual(['notice.published'])
    const unread = async () => (await app.api(first).ok(noticeContracts.countUnreadNotices)).unread
    expect(await unread()).toBe(1)
    const view = await read(first, id)
    expect(view).toMatchObject({ isUnread: true })
    expect(view.shareText).toContain('***')
    expect(view.shareText).not.toContain('13800138000')
    expect(view.shareText).toContain('021-56000000')
    const share = async () => (await read(desk.worker, id)).desk?.read
    for (let times = 0; times < 2; times += 1)
      await app.api(first).ok(noticeContracts.readNotice, { params: { id } })
    expect(await NoticeRead.countDocuments()).toBe(1)
    expect(await unread()).toBe(0)
    expect((await read(first, id)).isUnread).toBe(false)
    // One of twelve could be known by it; six of twelve cannot.
    expect(await share()).toEqual({ isFew: true })
    for (const resident of residents.slice(0, 6))
      await app.api(resident).ok(noticeContracts.readNotice, { params: { id } })
    expect(await share()).toEqual({ isFew: false, percent: 50 })
    expect(JSON.stringify(await read(desk.secretary, id))).not.toContain(second.id)
    expectError(
      await app.api(desk.secretary).call(noticeContracts.getNoticeFigures, { params: { id } }),
      'notice.not_now',
    )
    const joined = await buildUser({ level: 'joined', community })
    const home = await app.api(joined).ok(forumContracts.getForumHome, { query: { community } })
    expect(home.boards.map(({ code }) => code)).toEqual(['notices'])
    const { items } = await app.api(joined).ok(postContracts.listPosts, { query: { community } })
    expect(items).toMatchObject([
      { author: { kind: 'desk', name: expect.stringContaining('新闻发言人') as string } },
    ])
    const post = await app.api(joined).ok(postContracts.getPost, { params: { id: items[0]?.id ?? '' } })
    expect(post).toMatchObject({ noticeId: id, actions: ['follow'] })
  })

  it('shows no share that fewer than five make, on either side', () => {
    const few = { isFew: true }
    expect([viewShare(0, 3), viewShare(4, 40), viewShare(36, 40)]).toEqual([few, few, few])
    const shares = [viewShare(0, 40), viewShare(5, 40), viewShare(40, 40), viewShare(41, 40)]
    expect(shares.map(({ percent }) => percent)).toEqual([0, 13, 100, 100])
  })

  it('is withdrawn with a trace: who saw it hears why, its words are gone for all but the desk', async () => {
    const inbox = new Inbox(app.deps)
    const [reader, other] = [await buildResident(), await buildResident()]
    const id = await publishNotice(app, desk, { text: '千万不要说出去的错话。' })
    await app.api(reader).ok(noticeContracts.readNotice, { params: { id } })
    const { secretary, worker } = desk
    expectError(await pressNotice(app, worker, id, { action: 'withdraw', reason: '写错了' }), 'access.denied')
    const waiting = { channel: 'subscribe' as const, event: 'notice.published' }
    expect(await Delivery.countDocuments({ ...waiting, state: 'waiting' })).toBe(2)
    // Another server is about to send a batch that it has read before.
    const run = { what: 'publish' as const, cursor: `${community}|verified|`, done: 0, total: 3 }
    const late = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
    const latecomer = await buildResident()
    await takeNotice(app, secretary, id, { action: 'withdraw', reason: '日期写错了' })
    await sweepNotices(app.deps)
    await sweepNotices(app.deps)
    if (late) await sendBatch({ ...late, run }, app.deps)
    const shown = await ForumPost.findOne({ noticeId: id }).lean()
    // Another had just begun, and puts it on the boards only after they were cleared.
    await ForumPost.deleteMany({ noticeId: id })
    if (late) await sendBatch({ ...late, run: { ...run, cursor: '' } }, app.deps)
    await sweepNotices(app.deps)
    const told = await InboxMessage.find({ event: 'notice.published' }).lean()
    expect(told.map(({ userId }) => userId.toString())).toContain(latecomer.id)
    expect(told.every(({ title, isRead }) => title.startsWith('已撤回') && isRead)).toBe(true)
    expect(await Delivery.countDocuments({ ...waiting, state: 'skipped', reason: 'withdrawn' })).toBe(3)
    expect(await inbox.read(reader.id)).toEqual(['notice.published', 'notice.withdrawn'])
    expect(await inbox.read(other.id)).toEqual(['notice.published'])
    expect((await app.api(other).ok(noticeContracts.countUnreadNotices)).unread).toBe(0)
    const view = await read(reader, id)
    expect(view).toMatchObject({ state: 'withdrawn', withdrawn: { reason: '日期写错了' } })
    expect(view.text).toContain('已撤回')
    expect(view.shareText).toBeUndefined()
    expect((await read(secretary, id)).desk?.withdrawnText).toBe('千万不要说出去的错话。')
    // On the screen of whoever has its thread open as well.
    expect(listSaid(shown?._id)).toEqual([expect.stringContaining('日期写错了')])
    const { items } = await app.api(reader).ok(postContracts.listPosts, { query: { community } })
    expect(items).toMatchObject([
      { isLocked: true, excerpt: expect.stringContaining('日期写错了') as string },
    ])
    const everything = await Promise.all([
      app.api(reader).ok(noticeContracts.listNotices, { query: { community, shown: 'current' } }),
      app.api(reader).call(noticeContracts.printNotice, { params: { id } }),
    ])
    expect(JSON.stringify([view, items, everything])).not.toContain('错话')
    expect((await app.api().call(noticeContracts.getNoticeCard, { params: { id } })).status).toBe(404)
    const past = async () =>
      (await app.api(reader).ok(noticeContracts.listNotices, { query: { community, shown: 'past' } })).items
        .length
    expect(await past()).toBe(0)
    app.deps.clock.advance(8, 'days')
    expect(await past()).toBe(1)
  })

  it('is put right by a new one that names it', async () => {
    const resident = await buildResident()
    const wrong = await publishNotice(app, desk)
    const right = await publishNotice(app, desk, { corrects: wrong, title: '更正：周日大扫除' })
    expect(await read(resident, wrong)).toMatchObject({ state: 'published', correctedBy: right })
    expect((await read(resident, right)).corrects).toBe(wrong)
    const draft = await writeNotice(app, desk.worker)
    const body = makeNotice({ corrects: draft.id })
    expectError(await app.api(desk.worker).call(noticeContracts.createNotice, { body }), 'notice.not_now')
    const next = await app.api(resident).ok(noticeContracts.listNotices, {
      query: { community, shown: 'current', limit: 1 },
    })
    const rest = await app.api(resident).ok(noticeContracts.listNotices, {
      query: { community, shown: 'current', limit: 1, cursor: next.nextCursor },
    })
    expect([...next.items, ...rest.items].map(({ id }: Pick<NoticeView, 'id'>) => id).sort()).toEqual(
      [wrong, right].sort(),
    )
    expect(rest.nextCursor).toBeUndefined()
  })
})
