import { placeOf } from '@linli/shared/areas/areas'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { sensitiveWordContracts } from '@linli/shared/contentCheck/sensitiveWord.contract'
import { mediaContracts } from '@linli/shared/media/media.contract'
import { moderationRules } from '@linli/shared/moderation/moderation'
import { runJobOnce } from '../../jobs'
import { expectError } from '../../test/apiClient'
import { buildMedia } from '../../test/media.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildDistrictOfficer,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { listAccountDeletionHooks, listAccountMergeHooks } from '../users/userHooks'
import { onContentDecided, type ContentDecision } from './contentCheck.events'
import { withdrawContent } from './contentCheck.case'
import { runContentChecks } from './contentCheck.job'
import { ContentCheck } from './contentCheck.model'
import { checkContent } from './contentCheck.service'
import { SensitiveWord } from './sensitiveWord.model'

const { listContentReviews, decideContentReview } = contentReviewContracts
const { listSensitiveWords, addSensitiveWords, removeSensitiveWord } = sensitiveWordContracts

let app: TestApp
let author: TestUser
let secretary: TestUser
let decisions: ContentDecision[]
let made = 0

onContentDecided('review-test', (decision) => {
  decisions.push(decision)
  return Promise.resolve()
})

beforeEach(async () => {
  app = startTestApp()
  app.deps.ports.wechat.textVerdict = { verdict: 'review', label: 20003 }
  author = await buildResident({ nickname: '三楼老王' })
  secretary = await buildSecretary()
  decisions = []
})

interface Writing {
  text?: string
  mediaIds?: string[]
  community?: string
  subjectUserId?: string
}

/** Something that a person has to look at, unless WeChat says otherwise. */
async function write({ text = '话不好听', mediaIds = [], community, subjectUserId }: Writing = {}) {
  made++
  await checkContent(
    {
      subject: { kind: 'review-test', id: String(made), field: 'words' },
      userId: author.id,
      place: placeOf(community ?? testAreas.community),
      texts: [text],
      mediaIds,
      subjectUserId,
    },
    app.deps,
  )
  await runContentChecks(app.deps)
  const check = await ContentCheck.findOne({ subjectId: String(made) }).lean()
  return { id: check?._id.toString() ?? '', version: check?.version ?? -1 }
}

const list = async (user: TestUser, query = {}) =>
  (await app.api(user).ok(listContentReviews, { query })).items

const pass = (version: number) => ({ decision: 'pass' as const, version })
const hide = (version: number, reason = '有辱骂的话') => ({
  decision: 'hide' as const,
  rule: 'abuse',
  reason,
  version,
})
const abuseRule = '好好说话，不骂人、不攻击别人'

describe('the review list', () => {
  it('shows the original, its files and why it is here', async () => {
    const photo = await buildMedia({ ownerId: author._id, attachedTo: { kind: 'review-test', id: 'x' } })
    await app.deps.ports.storage.put(`media/00/${photo.id}.jpg`, Buffer.from('the picture'))
    const voice = await buildMedia({ ownerId: author._id, kind: 'voice', seconds: 7, mustReview: true })
    const { id } = await write({ text: '话不好听', mediaIds: [photo.id, voice.id] })
    const [item] = await list(secretary)
    expect(item).toMatchObject({
      id,
      version: 1,
      state: 'review',
      authorName: '三楼老王',
      texts: ['话不好听'],
      media: [
        { id: photo.id, kind: 'photo' },
        { id: voice.id, kind: 'voice', seconds: 7 },
      ],
      reasons: [
        { code: 'suspicious', message: '微信检查拿不准，需要人看一下：辱骂' },
        { code: 'unconverted', mediaId: voice.id },
      ],
    })
    const token = item?.media[0]?.url.split('token=')[1] ?? ''
    const file = await app
      .api()
      .call(mediaContracts.readMedia, { params: { id: photo.id }, query: { token } })
    expect(file.bytes.toString()).toBe('the picture')
  })

  it('is paged, the oldest first', async () => {
    const ids = []
    for (let n = 0; n < 5; n++) {
      ids.push((await write({ text: `第 ${n} 条` })).id)
      app.deps.clock.advance(1, 'minutes')
    }
    const client = app.api(secretary)
    const seen = []
    let cursor: string | undefined
    do {
      const page = await client.ok(listContentReviews, { query: { limit: 2, ...(cursor ? { cursor } : {}) } })
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual(ids)
    expectError(await client.call(listContentReviews, { query: { cursor: '$where' } }), 'request.invalid')
  })

  it('is of one’s own desk only', async () => {
    const { id } = await write()
    expect(await list(await buildCommunityWorker())).toHaveLength(1)
    const neighbour = await buildSecretary(testAreas.neighbourCommunity)
    const [street, district] = [await buildStreetOfficer(), await buildDistrictOfficer()]
    for (const user of [neighbour, street, district]) {
      expect(await list(user)).toEqual([])
      const query = { areaCode: testAreas.community }
      expectError(await app.api(user).call(listContentReviews, { query }), 'access.denied')
      const decided = await app.api(user).call(decideContentReview, { params: { id }, body: pass(1) })
      expectError(decided, 'record.not_found')
    }
    for (const user of [author, await buildGridWorker()]) {
      expectError(await app.api(user).call(listContentReviews), 'access.denied')
      const decided = await app.api(user).call(decideContentReview, { params: { id }, body: pass(1) })
      expectError(decided, 'access.denied')
    }
    expectError(await app.api().call(listContentReviews), 'session.required')
    expect(await ContentCheck.findById(id).lean()).toMatchObject({ state: 'review', version: 1 })
  })

  it('lies one level higher when it is about somebody at the desk, who cannot find it', async () => {
    const [street, worker] = [await buildStreetOfficer(), await buildCommunityWorker()]
    const { id } = await write({ subjectUserId: secretary.id })
    expect(await list(street)).toMatchObject([{ id }])
    for (const user of [secretary, worker]) {
      expect(await list(user)).toEqual([])
      const decided = await app.api(user).call(decideContentReview, { params: { id }, body: pass(1) })
      expectError(decided, 'record.not_found')
    }
    await write({ subjectUserId: street.id })
    expect(await list(secretary)).toHaveLength(1)
    await write({ subjectUserId: (await buildResident()).id })
    expect(await list(secretary)).toHaveLength(2)
  })

  it('is hidden also from a person who came to the desk after it was written about her', async () => {
    const resident = await buildResident()
    const { id } = await write({ subjectUserId: resident.id })
    await ContentCheck.updateOne({ _id: id }, { $set: { aboutUserId: secretary._id } })
    expect(await list(secretary)).toEqual([])
    const decided = await app.api(secretary).call(decideContentReview, { params: { id }, body: pass(1) })
    expectError(decided, 'record.not_found')
    // Nor does it shorten her pages: each has as many rows as she asked for, to the end.
    for (const text of ['一', '二', '三']) await write({ text })
    await ContentCheck.updateMany({ _id: id }, { $set: { rank: '0' } })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const query = { limit: 1, ...(cursor === undefined ? {} : { cursor }) }
      const page = await app.api(secretary).ok(listContentReviews, { query })
      seen.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toHaveLength(3)
    expect(seen).not.toContain(id)
  })
})

describe('deciding', () => {
  it('lets it through, tells the feature and the author, and leaves the list', async () => {
    const { id, version } = await write()
    const decided = await app.api(secretary).ok(decideContentReview, { params: { id }, body: pass(version) })
    expect(decided).toMatchObject({
      state: 'pass',
      version: 2,
      decision: { by: expect.any(String) as string },
    })
    await runContentChecks(app.deps)
    await moveOutbox(app.deps)
    expect(decisions.map(({ state, version: v }) => [state, v])).toEqual([
      ['review', 1],
      ['pass', 2],
    ])
    expect(await list(secretary)).toEqual([])
    expect(await InboxMessage.find({ userId: author.id }).lean()).toMatchObject([
      { title: '您写的内容已经通过审核' },
    ])
  })

  it('hides it with a reason that the author reads; the original stays, and it can be let through later', async () => {
    const { id } = await write()
    const client = app.api(secretary)
    expectError(
      await client.callLoose(decideContentReview, { params: { id }, body: { decision: 'hide', version: 1 } }),
      'request.invalid',
    )
    await client.ok(decideContentReview, { params: { id }, body: hide(1) })
    await runContentChecks(app.deps)
    await moveOutbox(app.deps)
    const [message] = await InboxMessage.find({ userId: author.id }).lean()
    expect(message?.body).toContain(`原因：${abuseRule}；有辱骂的话。`)
    expect(await list(secretary)).toEqual([])
    const [hidden] = await list(secretary, { state: 'hidden' })
    expect(hidden).toMatchObject({ texts: ['话不好听'], decision: { reason: `${abuseRule}；有辱骂的话` } })
    await client.ok(decideContentReview, { params: { id }, body: pass(2) })
    await runContentChecks(app.deps)
    expect(decisions.at(-1)).toMatchObject({ state: 'pass', version: 3 })
    const stored = await ContentCheck.findById(id).lean()
    expect(stored?.history.map(({ state, reason }) => [state, reason])).toEqual([
      ['hidden', `${abuseRule}；有辱骂的话`],
      ['pass', undefined],
    ])
  })

  it('is done by one of two who look at the same; the other learns who it was', async () => {
    const { id } = await write()
    const worker = await buildCommunityWorker()
    const answers = await Promise.all([
      app.api(secretary).call(decideContentReview, { params: { id }, body: pass(1) }),
      app.api(worker).call(decideContentReview, { params: { id }, body: hide(1) }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const loser = answers.find(({ status }) => status === 409)
    if (!loser) throw new Error('nobody lost')
    const { details } = expectError(loser, 'contentReview.already_decided')
    const stored = await ContentCheck.findById(id).lean()
    expect(details).toMatchObject({ state: stored?.state, version: 2, by: stored?.decidedByName })
    expect(stored?.history).toHaveLength(1)
    await moveOutbox(app.deps)
    expect(await InboxMessage.countDocuments({ userId: author.id })).toBe(1)
  })

  it('may be repeated by the same person, and not on an old version or while the check still runs', async () => {
    const { id } = await write()
    const client = app.api(secretary)
    await client.ok(decideContentReview, { params: { id }, body: pass(1) })
    expect(await client.ok(decideContentReview, { params: { id }, body: pass(1) })).toMatchObject({
      version: 2,
    })
    expectError(
      await client.call(decideContentReview, { params: { id }, body: hide(1) }),
      'contentReview.already_decided',
    )
    app.deps.ports.wechat.checkText = () => Promise.reject(new Error('down'))
    const pending = await write()
    expectError(
      await client.call(decideContentReview, { params: { id: pending.id }, body: pass(0) }),
      'contentReview.already_decided',
    )
    const unknown = { params: { id: '0'.repeat(24) }, body: pass(0) }
    expectError(await client.call(decideContentReview, unknown), 'record.not_found')
  })
})

describe('whoever has the queue open', () => {
  const queues = () =>
    app.deps.published
      .splice(0)
      .filter(({ name }) => name === 'reviews.changed')
      .map(({ rooms, except, data }) => ({ rooms, except, data }))
  const at = (area: string, except: string[] = []) => ({
    rooms: [`post:triage:${area}`],
    except,
    data: { area },
  })
  const { claimContentReview, liftContentReview, appealContentReview } = contentReviewContracts

  it('is told of every step at its desk by the area alone, and of none that passed by itself', async () => {
    const home = at(testAreas.community)
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    await write()
    expect(queues()).toEqual([])
    app.deps.ports.wechat.textVerdict = { verdict: 'review' }
    const { id, version } = await write()
    expect(queues()).toEqual([home])
    const claim = { params: { id }, body: { isOn: true } }
    await app.api(secretary).ok(claimContentReview, claim)
    expect(queues()).toEqual([home])
    expectError(
      await app.api(await buildCommunityWorker()).call(claimContentReview, claim),
      'contentReview.claimed',
    )
    expect(queues()).toEqual([])
    await app.api(secretary).ok(decideContentReview, { params: { id }, body: hide(version) })
    expect(queues()).toEqual([home])
    await app.api(author).ok(appealContentReview, { params: { id }, body: { text: '我没有骂人' } })
    expect(queues()).toEqual([home, at(testAreas.street)])
    const other = await write()
    queues()
    const lift = { params: { id: other.id }, body: { version: other.version } }
    await app.api(secretary).ok(liftContentReview, lift)
    expect(queues()).toEqual([home, at(testAreas.street)])
    await withdrawContent({ kind: 'review-test', id: String(made), field: 'words' }, app.deps)
    expect(queues()).toEqual([at(testAreas.street)])
  })

  it('is told when a colleague has not decided in her ten minutes, once, and not while somebody else has it', async () => {
    const { id } = await write()
    const worker = await buildCommunityWorker()
    const claim = (user: TestUser) =>
      app.api(user).ok(claimContentReview, { params: { id }, body: { isOn: true } })
    const end = () => runJobOnce('endReviewClaims', app.deps)
    await claim(secretary)
    app.deps.clock.advance(moderationRules.claimMinutes, 'minutes')
    await claim(worker)
    queues()
    await end()
    expect(queues()).toEqual([])
    app.deps.clock.advance(moderationRules.claimMinutes, 'minutes')
    await Promise.all([end(), end()])
    expect(queues()).toEqual([at(testAreas.community)])
    await end()
    expect(queues()).toEqual([])
    const { items } = await app
      .api(secretary)
      .ok(contentReviewContracts.listContentReviews, { query: { areaCode: testAreas.community } })
    expect(items).toMatchObject([{ id, actions: expect.arrayContaining(['claim']) as string[] }])
  })

  it('is not told when it is about herself', async () => {
    await write({ subjectUserId: secretary.id })
    expect(queues()).toEqual([at(testAreas.street, [`user:${secretary.id}`])])
  })
})

describe('words an area watches for', () => {
  beforeEach(() => {
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
  })

  it('ask a person to look, however they are spelt, and only in their area', async () => {
    const client = app.api(secretary)
    const body = { areaCode: testAreas.community, words: ['加微信', '高价回收药品'] }
    const { items } = await client.ok(addSensitiveWords, { body })
    expect(items.map(({ word }) => word).sort()).toEqual(['加微信', '高价回收药品'].sort())
    await write({ text: '请 加·微 信 聊' })
    expect(await list(secretary)).toMatchObject([{ reasons: [{ code: 'words' }] }])
    await write({ text: '电梯坏了' })
    await write({ text: '请加微信', community: testAreas.neighbourCommunity })
    expect(await ContentCheck.countDocuments({ state: 'pass' })).toBe(2)
    const street = await buildStreetOfficer()
    await app.api(street).ok(addSensitiveWords, { body: { areaCode: testAreas.street, words: ['加微信'] } })
    await write({ text: '请加微信', community: testAreas.neighbourCommunity })
    expect(await ContentCheck.countDocuments({ state: 'review' })).toBe(2)
  })

  it('are added once, listed, and taken out again', async () => {
    const client = app.api(secretary)
    const body = { areaCode: testAreas.community, words: ['加微信', '加 微信'] }
    await client.ok(addSensitiveWords, { body })
    const { items } = await client.ok(addSensitiveWords, { body })
    expect(items).toHaveLength(1)
    await client.ok(removeSensitiveWord, { params: { id: items[0]?.id ?? '' } })
    expect(await client.ok(listSensitiveWords, { query: { areaCode: testAreas.community } })).toEqual({
      items: [],
    })
    expectError(
      await client.call(removeSensitiveWord, { params: { id: items[0]?.id ?? '' } }),
      'record.not_found',
    )
    const log = await AuditEntry.find({ subjectId: testAreas.community }).sort({ _id: 1 }).lean()
    expect(log).toMatchObject([
      { action: 'sensitiveWords.added', details: { words: '加 微信' } },
      { action: 'sensitiveWords.removed', actorId: secretary._id },
    ])
    for (const words of [['！！'], ['字'], []])
      expectError(
        await client.call(addSensitiveWords, { body: { areaCode: testAreas.community, words } }),
        'request.invalid',
      )
  })

  it('have a limit', async () => {
    const row = (n: number) => ({
      areaCode: testAreas.community,
      word: `词语${n}`,
      plain: `词语${n}`,
      addedBy: secretary._id,
      addedAt: app.deps.clock.now(),
    })
    await SensitiveWord.insertMany(Array.from({ length: 1000 }, (_, n) => row(n)))
    const body = { areaCode: testAreas.community, words: ['再来一个'] }
    expectError(await app.api(secretary).call(addSensitiveWords, { body }), 'sensitiveWord.too_many')
  })

  it('belong to those who keep them', async () => {
    const { items } = await app
      .api(secretary)
      .ok(addSensitiveWords, { body: { areaCode: testAreas.community, words: ['加微信'] } })
    const id = items[0]?.id ?? ''
    const others = [await buildSecretary(testAreas.neighbourCommunity), await buildStreetOfficer()]
    for (const user of others) {
      const client = app.api(user)
      const query = { areaCode: testAreas.community }
      expectError(await client.call(listSensitiveWords, { query }), 'access.denied')
      const body = { areaCode: testAreas.community, words: ['另一个'] }
      expectError(await client.call(addSensitiveWords, { body }), 'access.denied')
      expectError(await client.call(removeSensitiveWord, { params: { id } }), 'record.not_found')
    }
    const resident = app.api(author)
    expectError(
      await resident.call(listSensitiveWords, { query: { areaCode: testAreas.community } }),
      'access.denied',
    )
    expectError(await app.api().call(removeSensitiveWord, { params: { id } }), 'session.required')
    expect(await SensitiveWord.countDocuments()).toBe(1)
  })
})

describe('accounts that become one, or end', () => {
  it('take their writing with them, or leave no words behind', async () => {
    const { id } = await write()
    const other = await buildResident()
    const merge = listAccountMergeHooks().find(({ name }) => name === 'contentCheck')
    await merge?.move(author.id, other.id, app.deps)
    expect((await ContentCheck.findById(id).lean())?.userId.toString()).toBe(other.id)
    const deletion = listAccountDeletionHooks().find(({ name }) => name === 'contentCheck')
    await deletion?.erase(other.id, app.deps)
    const left = await ContentCheck.findById(id).lean()
    expect([left?.texts, left?.media, left?.state]).toEqual([undefined, [], 'hidden'])
    expect(await list(secretary)).toEqual([])
  })
})
