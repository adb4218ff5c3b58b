import { deliberationContracts } from '@linli/shared/deliberation/deliberation.contract'
import { motionLimits } from '@linli/shared/deliberation/motion'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import { formatMoment } from '@linli/shared/time'
import { mongo, Types } from 'mongoose'
import { insertRaw } from '../../lib/insertRaw'
import { expectError } from '../../test/apiClient'
import {
  buildRegistered,
  buildSigners,
  coSign,
  fillRegister,
  motionBody,
  raiseMotion,
  raiseSubmitted,
  readMotion,
} from '../../test/deliberation.factory'
import { acceptName, buildNeighbour, settleForum, writePost } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { buildMedia } from '../../test/media.factory'
import { buildNeighbourhood, raiseNeed } from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildSecretary,
  buildStreetOfficer,
  buildMembership,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { takeMediaVerdict } from '../contentCheck/contentCheck.service'
import { InboxMessage } from '../messages/inboxMessage.model'
import { ForumPost } from '../forum/post.model'
import { makeOutboxEntry } from '../messages/outbox'
import { Mute } from '../moderation/mute.model'
import { Need } from '../needs/need.model'
import { followPersonChange } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { User } from '../users/user.model'
import { listAccountDeletionHooks, listAccountMergeHooks, listPersonLinkHooks } from '../users/userHooks'
import { CoSignature } from './coSignature.model'
import { takeMotionVerdict } from './motion.effects'
import { moveMotion, systemAuthor } from './motion.change'
import { motionMigrations } from './motion.migrations'
import { Motion } from './motion.model'
import { sweepMotions } from './motion.sweep'

const { createMotion, listMotions, listMyMotions, listWaitingMotions, coSignMotion, actOnMotion } =
  motionContracts
const { listArguments, createArgument, deleteArgument } = motionContracts
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
const act = (user: TestUser, id: string, body: object) =>
  app.api(user).callLoose(actOnMotion, { params: { id }, body })

describe('a motion', () => {
  it('is read after its check, signed in one tap, taken back in one, and answered once enough signed', async () => {
    const author = await buildNeighbour(app, { clearName: '王建国' })
    const { id, visibility, actions } = await app.api(author).ok(createMotion, { body: motionBody() })
    const [reader, ...others] = await buildSigners(9)
    if (!reader) throw new Error('nobody')
    expect([visibility, actions]).toEqual(['checking', ['edit', 'withdraw']])
    expectError(
      await app.api(reader).call(coSignMotion, { params: { id }, body: { isOn: true } }),
      'record.not_found',
    )
    await settleForum(app.deps)
    const press = (isOn: boolean) => app.api(reader).ok(coSignMotion, { params: { id }, body: { isOn } })
    expect(await press(true)).toMatchObject({
      counts: { coSigners: 2 },
      isCoSigned: true,
      state: 'gathering',
    })
    expect(await press(true)).toMatchObject({ counts: { coSigners: 2 } })
    expect(await press(false)).toMatchObject({ counts: { coSigners: 1 }, isCoSigned: false })
    expect(await press(false)).toMatchObject({ counts: { coSigners: 1 } })
    await coSign(app, id, [reader, ...others])
    const motion = await readMotion(app, reader, id)
    expect(motion).toMatchObject({
      state: 'submitted',
      counts: { coSigners: 10 },
      author: { name: '王姓邻居' },
      path: [{ mark: 'done' }, { step: 'coSign', mark: 'done' }, { step: 'decide', mark: 'now' }, {}, {}],
    })
    expect(motion.dueBy).toBe('2026-11-30T02:00:00.000Z')
    expect(await eventsOf(reader)).toContain('motion.submit')
    expect(await eventsOf(author)).toContain('motion.submit')
    // Who raised it did more than sign.
    const told = await InboxMessage.find({
      event: 'motion.submit',
      userId: { $in: [author._id, reader._id] },
    })
    expect(told.map(({ userId, title }) => [userId.equals(author._id), title]).sort()).toEqual([
      [false, '您联名的议题够人数了'],
      [true, '您提的议题够人数了'],
    ])
    const lists = await app.api(reader).ok(listMotions, { query: { community, phase: 'waiting' } })
    expect(lists.items).toMatchObject([{ id, isCoSigned: true }])
    const query = { part: 'coSigned' as const }
    expect((await app.api(reader).ok(listMyMotions, { query })).items).toMatchObject([{ id }])
    expect((await app.api(author).ok(listMyMotions)).items).toMatchObject([{ id }])
  })

  it('pressed twice is one, with its photos; a key with other words is refused', async () => {
    const author = await buildNeighbour(app)
    const photo = await buildMedia({ ownerId: author._id })
    const input = { body: motionBody({ photoIds: [photo.id] }), requestKey: 'press-motion-1' }
    const [one, two] = await Promise.all([1, 2].map(() => app.api(author).call(createMotion, input)))
    expect(one?.body.id).toBe(two?.body.id)
    expect(await Motion.countDocuments()).toBe(1)
    const other = { ...input, body: motionBody({ title: '换一个题目试试' }) }
    expectError(await app.api(author).call(createMotion, other), 'request.already_done')
  })

  it('whose writing was lost with the database leaves its place to the same press', async () => {
    const author = await buildNeighbour(app)
    const lost = () => Promise.reject(new mongo.MongoNetworkError('connection closed'))
    const raise = (i: number) =>
      app.api(author).call(createMotion, {
        body: motionBody({ title: `第 ${i} 件大家的事` }),
        requestKey: `press-motion-${i}`,
      })
    const spy = jest.spyOn(Motion.collection, 'insertOne')
    for (const i of [1, 2]) {
      spy.mockImplementationOnce(lost)
      expectError(await raise(i), 'request.retry')
    }
    for (const i of [1, 2]) expect((await raise(i)).status).toBe(201)
    expect(await Motion.countDocuments()).toBe(2)
  })

  it('is one of at most two that a person has open, also when raised in the same moment', async () => {
    const author = await buildNeighbour(app)
    const raise = (i: number) =>
      app.api(author).call(createMotion, { body: motionBody({ title: `第 ${i} 件大家的事` }) })
    const answers = await Promise.all([1, 2, 3, 4].map(raise))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
    expectError(await raise(5), 'motion.too_many_open')
    const open = answers.find(({ status }) => status === 201)?.body.id ?? ''
    expect((await act(author, open, { action: 'withdraw' })).status).toBe(200)
    expect((await raise(6)).status).toBe(201)
    // What nobody had read is gone, words and all.
    expect(await Motion.findById(open).lean()).toMatchObject({ state: 'deleted', text: '' })
  })

  it('is changed by its author while nobody else stands behind it, and never under their names', async () => {
    const [author, reader] = [await buildNeighbour(app), await buildNeighbour(app)]
    const id = await raiseMotion(app, author)
    const edit = async (user: TestUser, title: string, version?: number, photoIds?: string[]) =>
      app.api(user).call(motionContracts.editMotion, {
        params: { id },
        body: {
          title,
          text: motionBody().text,
          version: version ?? (await readMotion(app, author, id)).version,
          ...(photoIds ? { photoIds } : {}),
        },
      })
    expectError(await edit(reader, '别人来改一改'), 'access.denied')
    expectError(await edit(author, '版本不对的改动', 0), 'motion.changed_meanwhile')
    const { version } = await readMotion(app, author, id)
    // The second time its answer had been lost; other words under the old version are no repeat.
    for (let i = 0; i < 2; i += 1)
      expect((await edit(author, '给北门装两盏路灯', version)).body).toMatchObject({ visibility: 'checking' })
    expectError(await edit(author, '给南门装两盏路灯', version), 'motion.changed_meanwhile')
    expectError(await edit(reader, '给北门装两盏路灯', version), 'record.not_found')
    expectError(await app.api(reader).call(motionContracts.getMotion, { params: { id } }), 'record.not_found')
    await settleForum(app.deps)
    expect(await readMotion(app, reader, id)).toMatchObject({
      title: '给北门装两盏路灯',
      counts: { coSigners: 1 },
      history: [{ action: 'raise' }, { action: 'edit' }],
    })
    // All photos there shall be; left out, they stay as they are.
    const [one, two] = [await buildMedia({ ownerId: author._id }), await buildMedia({ ownerId: author._id })]
    const photosAfter = async (photoIds?: string[]) =>
      (await edit(author, '给北门装两盏路灯', undefined, photoIds)).body.media.map(({ id: photo }) => photo)
    expect(await photosAfter([one.id, two.id])).toEqual([one.id, two.id])
    expect(await photosAfter()).toEqual([one.id, two.id])
    expect(await photosAfter([two.id])).toEqual([two.id])
    expect(await photosAfter([])).toEqual([])
    await settleForum(app.deps)
    // Of a signature and a change in the same moment, nobody stands behind words that she has not read.
    const press = app.api(reader).call(coSignMotion, { params: { id }, body: { isOn: true } })
    const [, changed] = await Promise.all([press, edit(author, '给北门装三盏路灯')])
    await settleForum(app.deps)
    const { title, isCoSigned } = await readMotion(app, reader, id)
    expect([title, isCoSigned]).toEqual(
      changed.status === 200 ? ['给北门装三盏路灯', false] : ['给北门装两盏路灯', true],
    )
    await coSign(app, id, [reader])
    expectError(await edit(author, '给北门装四盏路灯'), 'motion.not_now')
    // Who leaves the forum and takes her words along leaves what others stand behind, without her name.
    const alone = await raiseMotion(app, author, { title: '只有我自己想办的' })
    const argument = { params: { id }, body: { side: 'for' as const, text: '晚上看不清台阶' } }
    await app.api(author).ok(motionContracts.createArgument, argument)
    await settleForum(app.deps)
    app.deps.clock.advance(1, 'minutes')
    await app.api(author).ok(forumContracts.leaveForum, { body: { community, posts: 'delete' } })
    await settleForum(app.deps)
    expectError(
      await app.api(reader).call(motionContracts.getMotion, { params: { id: alone } }),
      'record.not_found',
    )
    expect(await readMotion(app, reader, id)).toMatchObject({
      author: { name: '已离开的邻居' },
      counts: { for: 0 },
    })
    // Whoever stands behind it hears when it goes no further.
    await act(author, id, { action: 'withdraw' })
    const inbox = new Inbox(app.deps)
    await inbox.deliver()
    expect(await inbox.read(reader.id)).toContain('motion.withdraw')
  })

  it('goes with the account of its author while few stand behind it, and who signed hears that much', async () => {
    const [author, signer] = [await buildNeighbour(app), await buildNeighbour(app)]
    const id = await raiseMotion(app, author)
    await coSign(app, id, [signer])
    const erase = (user: TestUser) =>
      listAccountDeletionHooks()
        .find(({ name }) => name === 'deliberation')
        ?.erase(user.id, app.deps)
    // Who signed and is gone signs no more, whatever the community has said meanwhile.
    const answered = await raiseMotion(app, await buildNeighbour(app), { title: '答复过的' })
    const gone = await buildNeighbour(app)
    await coSign(app, answered, [gone])
    await Motion.updateOne({ _id: answered }, { $set: { stage: 'answered', isOpen: false } })
    await erase(gone)
    expect(await readMotion(app, signer, answered)).toMatchObject({ counts: { coSigners: 1 } })
    await erase(author)
    expect(await Motion.findById(id).lean()).toMatchObject({ state: 'deleted', text: '' })
    expect(await eventsOf(signer)).toContain('motion.lapse')
    expect(await eventsOf(author)).not.toContain('motion.lapse')
    // It opens where motions are, for this one is not to be read; and her words went with her.
    const told = await InboxMessage.find({ event: 'motion.lapse' }).lean()
    expect(told).toMatchObject([
      { title: '您联名的一个议题没有了', page: 'packages/deliberation/pages/home/index' },
    ])
    expect(JSON.stringify(told)).not.toContain(motionBody().title)
  })

  it('takes every text as text, whole emoji, up to 2,500 characters and not one more', async () => {
    const author = await buildNeighbour(app)
    const reader = await buildNeighbour(app)
    const title = '<script>alert(1)</script>{{1+1}}'
    const text = `${'👵🏽'.repeat(600)}${'邻'.repeat(motionLimits.text - 1200)}`
    const id = await raiseMotion(app, author, { title, text })
    expect(await readMotion(app, reader, id)).toMatchObject({ title, text })
    const { items } = await app.api(reader).ok(listMotions, { query: { community } })
    expect(items[0]?.excerpt).not.toMatch(/\p{Surrogate}/u)
    for (const bad of [
      `${text}里`,
      'a\ud83d'.repeat(10),
      '   ',
      '\u0000'.repeat(12),
      '打 13812345678 找我商量路灯的事',
    ])
      expect((await app.api(author).call(createMotion, { body: motionBody({ text: bad }) })).status).not.toBe(
        201,
      )
  })

  it('that is hidden can be appealed, and what its author may not read others cannot sign', async () => {
    app.deps.ports.wechat.textVerdict = { verdict: 'risky', label: 20003 }
    const author = await buildNeighbour(app)
    const id = await raiseMotion(app, author)
    const own = await readMotion(app, author, id)
    expect(own).toMatchObject({ visibility: 'hidden', canAppeal: true, actions: ['withdraw'] })
    const params = { id: own.caseId ?? '' }
    await app.api(author).ok(contentReviewContracts.appealContentReview, { params, body: { text: '请看看' } })
    const street = await buildStreetOfficer()
    const check = await ContentCheck.findById(own.caseId).lean()
    const body = { decision: 'pass' as const, version: check?.version ?? 0 }
    await app.api(street).ok(contentReviewContracts.decideContentReview, { params, body })
    await settleForum(app.deps)
    expect(await readMotion(app, author, id)).toMatchObject({
      visibility: 'visible',
      counts: { coSigners: 1 },
    })
    // Who signed is told when it is taken away and when it is back, without its words.
    const signer = await buildNeighbour(app)
    await coSign(app, id, [signer])
    for (const [i, state] of (['hidden', 'pass'] as const).entries()) {
      const subject = { kind: 'forumMotion', id, field: 'words:1' }
      await takeMotionVerdict({ subject, state, version: 90 + i, userId: author.id, mediaIds: [] }, app.deps)
      await eventsOf(signer)
    }
    const told = await InboxMessage.find({ userId: signer._id }).sort({ _id: 1 }).lean()
    expect(told.map(({ title }) => title)).toEqual([
      '您联名的一个议题暂时看不到了',
      '您联名的一个议题又能看了',
    ])
    expect(JSON.stringify(told)).not.toContain(motionBody().title)
  })

  it('can be reported, and signed by somebody who is muted: a mute is for words', async () => {
    const author = await buildNeighbour(app)
    const id = await raiseMotion(app, author)
    const muted = await buildNeighbour(app)
    const now = app.deps.clock.now()
    await Mute.create({
      caseId: new Types.ObjectId(),
      userId: muted._id,
      district: testAreas.district,
      community,
      from: now,
      until: new Date(now.getTime() + 86_400_000),
      rule: '不发广告',
      by: author._id,
      byName: '书记',
    })
    expectError(await app.api(muted).call(createMotion, { body: motionBody() }), 'forum.muted')
    const say = { params: { id }, body: { side: 'for' as const, text: '赞成' } }
    expectError(await app.api(muted).call(createArgument, say), 'forum.muted')
    await coSign(app, id, [muted])
    expect(await readMotion(app, muted, id)).toMatchObject({ isCoSigned: true, counts: { coSigners: 2 } })
    const report = { kind: 'forumMotion' as const, id, reason: 'rumour' as const }
    await app.api(muted).ok(moderationContracts.reportContent, { body: report })
    const readCase = () => ContentCheck.findOne({ subjectId: id }).lean()
    expect(await readCase()).toMatchObject({ caseState: 'open', reviewArea: community })
    // Once the secretary has to answer it, it is not hers to take away, nor is what she reports herself.
    const secretary = await buildSecretary()
    const hide = async () => {
      const { _id, version } = (await readCase()) ?? {}
      const body = { decision: 'hide' as const, rule: 'rumour', version: version ?? 0 }
      const params = { id: _id?.toString() ?? '' }
      return app.api(secretary).call(contentReviewContracts.decideContentReview, { params, body })
    }
    await coSign(app, id, await buildSigners(8))
    await settleForum(app.deps)
    expect(await readCase()).toMatchObject({ caseState: 'open', reviewArea: testAreas.street })
    expectError(await hide(), 'record.not_found')
    const { id: other } = await raiseSubmitted(app)
    await app.api(secretary).ok(moderationContracts.reportContent, { body: { ...report, id: other } })
    expect(await ContentCheck.findOne({ subjectId: other }).lean()).toMatchObject({
      caseState: 'open',
      reviewArea: testAreas.street,
    })
  })
})

const readFigures = (user: TestUser) =>
  app.api(user).ok(deliberationContracts.getDeliberationFigures, { query: { community } })

describe('one fifth', () => {
  it.each([
    // Five live in the first home, one in each of the others.
    ['adults', { adults: 10, households: 6 }, { households: 6, adultsEach: 5 }, [1, 2, 3, 4], [0, 1]],
    // A home that nobody lives in any more is not waited for.
    ['households', { adults: 30, households: 10 }, { households: 10, adultsEach: 3, empty: 5 }, [], [0, 3]],
  ] as const)(
    'of %s makes it scheduled, not refusable, whatever the number of co-signers',
    async (by, of, size, gone: readonly number[], who) => {
      const known = await fillRegister(app, size)
      const left = known.slice(size.adultsEach).filter((_, i) => gone.includes(i % size.adultsEach))
      await Person.deleteMany({ _id: { $in: left.map(({ personId }) => personId) } })
      const author = await buildNeighbour(app)
      const id = await raiseMotion(app, author)
      const signers = await Promise.all(
        who.map((i) => buildRegistered(known[i]?.personId ?? new Types.ObjectId())),
      )
      const last = signers.pop()
      await coSign(app, id, signers)
      expect(await readMotion(app, author, id)).toMatchObject({ state: 'gathering' })
      if (last) await coSign(app, id, [last])
      const motion = await readMotion(app, author, id)
      expect(motion).toMatchObject({
        state: 'scheduled',
        isScheduled: true,
        fifth: { adults: { part: 2, of: of.adults }, households: { of: of.households } },
        householdsHeard: { of: of.households },
      })
      const stored = await Motion.findById(id).lean()
      expect(stored?.scheduled).toMatchObject({ by, of })
      const secretary = await buildSecretary()
      for (const body of [
        { action: 'answer', text: '没有钱' },
        { action: 'merge', intoId: id, text: '一样' },
      ])
        expectError(await act(secretary, id, body), 'motion.not_refusable')
      // What was reached stays, also when somebody takes it back.
      if (last) await app.api(last).ok(coSignMotion, { params: { id }, body: { isOn: false } })
      expect(await readMotion(app, author, id)).toMatchObject({ state: 'scheduled', isScheduled: true })
    },
  )

  it('can come together after the community has said no, and then it is voted on all the same', async () => {
    const known = await fillRegister(app, { households: 10, adultsEach: 1 })
    const { id, author } = await raiseSubmitted(app)
    const secretary = await buildSecretary()
    await act(secretary, id, { action: 'answer', text: '没有钱' })
    for (const [i, state] of ['answered', 'scheduled'].entries()) {
      await coSign(app, id, [await buildRegistered(known[i]?.personId ?? new Types.ObjectId())])
      expect(await readMotion(app, author, id)).toMatchObject({ state, answer: { text: '没有钱' } })
    }
    expectError(await act(secretary, id, { action: 'answer', text: '还是没有钱' }), 'motion.not_refusable')
  })

  it('counts no child, nobody who is gone, and each person once, as the register has them at each count', async () => {
    const known = await fillRegister(app, { households: 20, adultsEach: 1 })
    const people = known.map(({ personId }) => personId)
    const [child, moved, dies, found, twice] = people
    await Person.updateOne({ _id: child }, { $set: { birthYear: 2010 } })
    await Person.updateOne({ _id: moved }, { $set: { state: 'moved' } })
    const id = await raiseMotion(app, await buildNeighbour(app))
    const [stranger, other] = await buildSigners(2)
    if (!stranger || !other) throw new Error('nobody')
    const registered = []
    for (const personId of [child, moved, dies, twice])
      registered.push(await buildRegistered(personId ?? new Types.ObjectId()))
    await coSign(app, id, [stranger, other, ...registered])
    const read = async () => (await Motion.findById(id).lean())?.counts
    expect(await read()).toMatchObject({ coSigners: 6, adults: 2, households: 2 })
    // An account is found in the register after it has signed.
    const link = async (user: TestUser, personId = new Types.ObjectId()) => {
      await User.updateOne({ _id: user._id }, { $set: { personId } })
      for (const hook of listPersonLinkHooks()) await hook.follow(user.id, personId.toString(), app.deps)
    }
    await link(stranger, found)
    expect(await read()).toMatchObject({ coSigners: 6, adults: 3, households: 3 })
    await link(other, twice)
    expect(await read()).toMatchObject({ coSigners: 5, adults: 3 })
    await Person.updateOne({ _id: dies }, { $set: { state: 'deceased' } })
    await followPersonChange(dies?.toString() ?? '', 'deceased', app.deps)
    expect(await read()).toMatchObject({ coSigners: 4, adults: 2, households: 2 })
    expect(await readMotion(app, stranger, id)).toMatchObject({ state: 'gathering' })
    // Two accounts turn out to be one person: counted once from that moment, and both signatures are hers to take back.
    const [kept, given] = await buildSigners(2)
    if (!kept || !given) throw new Error('nobody')
    await coSign(app, id, [kept, given])
    expect(await read()).toMatchObject({ coSigners: 6 })
    const merge = listAccountMergeHooks().find(({ name }) => name === 'deliberation')
    await merge?.move(given.id, kept.id, app.deps)
    expect(await read()).toMatchObject({ coSigners: 5 })
    expect(await readMotion(app, kept, id)).toMatchObject({ isCoSigned: true })
    await app.api(kept).ok(coSignMotion, { params: { id }, body: { isOn: false } })
    expect(await readMotion(app, kept, id)).toMatchObject({ isCoSigned: false, counts: { coSigners: 4 } })
  })
})

describe('the community', () => {
  it('accepts with a word to all, once: the other of two who press at the same moment is told the state', async () => {
    const { id, author, signers } = await raiseSubmitted(app)
    const [first, second] = [await buildSecretary(), await buildSecretary()]
    const waiting = await app.api(first).ok(listWaitingMotions, { query: { areaCode: community } })
    expect(waiting.items).toMatchObject([{ id, isOverdue: false }])
    expect(await eventsOf(first)).toEqual(['motion.submit'])
    const answers = await Promise.all([
      act(first, id, { action: 'accept', text: '下周安排' }),
      act(second, id, { action: 'answer', text: '办不了' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const winner =
      answers[0].status === 200 ? { who: first, action: 'accept' } : { who: second, action: 'answer' }
    // A lost answer sent again is the same press.
    expect((await act(winner.who, id, { action: winner.action, text: '下周安排' })).status).toBe(200)
    for (const user of [author, ...signers]) expect(await eventsOf(user)).toContain(`motion.${winner.action}`)
    // Whatever she said, who signed may think again, and others may still sign.
    await app.api(signers[0]).ok(coSignMotion, { params: { id }, body: { isOn: false } })
    expect(await readMotion(app, author, id)).toMatchObject({ counts: { coSigners: 2 } })
  })

  it('merges: everybody goes along, is told, and may take it back there', async () => {
    const { id, signers } = await raiseSubmitted(app)
    const into = await raiseMotion(app, await buildNeighbour(app), { title: '北门和南门都装路灯' })
    await Motion.updateOne({ _id: into }, { $set: { threshold: 4 } })
    await coSign(app, into, signers)
    const secretary = await buildSecretary()
    const done = await act(secretary, id, { action: 'merge', intoId: into, text: '同一件事' })
    expect(done.body).toMatchObject({
      state: 'merged',
      mergedInto: { id: into, title: '北门和南门都装路灯' },
    })
    const [one] = signers
    if (!one) throw new Error('nobody')
    expect(await eventsOf(one)).toContain('motion.merge')
    expect(await readMotion(app, one, into)).toMatchObject({
      isCoSigned: true,
      counts: { coSigners: 4 },
      state: 'submitted',
    })
    await app.api(one).ok(coSignMotion, { params: { id: into }, body: { isOn: false } })
    expect(await readMotion(app, one, into)).toMatchObject({ counts: { coSigners: 3 } })
    // Nor into what was answered or turned down, where those behind it could neither go on nor take it back.
    const other = await raiseMotion(app, await buildNeighbour(app), { title: '西门也装' })
    for (const stage of ['answered', 'notPassed', 'stopped'] as const) {
      await Motion.updateOne({ _id: other }, { $set: { stage } })
      const press = { action: 'merge' as const, intoId: other, text: '同一件事' }
      expectError(await act(secretary, into, press), 'motion.cannot_merge')
    }
    for (const target of [id, into, '0'.repeat(24)])
      expect(
        (await act(secretary, target, { action: 'merge', intoId: target, text: '同一件事' })).status,
      ).not.toBe(200)
    // Two desks, each into the other's: one of them stays, for both to be found in.
    const [north, south] = [
      await raiseMotion(app, await buildNeighbour(app)),
      await raiseMotion(app, await buildNeighbour(app)),
    ]
    const text = '两件是一件事'
    const both = await Promise.all([
      act(secretary, north, { action: 'merge', intoId: south, text }),
      act(await buildSecretary(), south, { action: 'merge', intoId: north, text }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('does not decide on its secretary’s own motion: the street does', async () => {
    const author = await buildNeighbour(app)
    await buildMembership(author, 'secretary', community)
    const id = await raiseMotion(app, author)
    await coSign(app, id, await buildSigners(9))
    expectError(await act(author, id, { action: 'accept' }), 'motion.own')
    const street = await buildStreetOfficer()
    const query = { areaCode: testAreas.street }
    // However much has been done over the years, what waits is not pushed off the list.
    const { street: code } = testAreas
    const done = {
      street: code,
      community,
      phase: 'project',
      stage: 'done',
      state: 'visible',
      goesAbove: true,
    }
    const [now, many] = [app.deps.clock.now(), Array.from({ length: 200 }, () => new Types.ObjectId())]
    const rows = many.map((_id) => ({ ...done, _id, requestKey: _id.toString() }))
    await insertRaw(Motion, rows, now)
    await Motion.updateOne({ _id: id }, { $set: { phase: 'project' } })
    expect((await app.api(street).ok(listWaitingMotions, { query })).items).toMatchObject([{ id }])
    await Motion.updateOne({ _id: id }, { $set: { phase: 'waiting' } })
    expect((await act(street, id, { action: 'answer', text: '已经列入明年计划' })).status).toBe(200)
    // What the community says is checked as well; those who said it still read it.
    app.deps.ports.wechat.textVerdict = { verdict: 'risky', label: 20003 }
    await settleForum(app.deps)
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    expect(JSON.stringify(await readMotion(app, await buildNeighbour(app), id))).not.toContain('明年计划')
    expect((await readMotion(app, street, id)).answer?.text).toBe('已经列入明年计划')
  })

  it('is reminded, then the street hears of it and may answer; a gathering that found nobody lapses', async () => {
    const { id, author } = await raiseSubmitted(app)
    const lonely = await raiseMotion(app, await buildNeighbour(app), { title: '没有人联名的议题' })
    const [secretary, street] = [await buildSecretary(), await buildStreetOfficer()]
    expect((await act(street, id, { action: 'accept' })).status).toBe(403)
    app.deps.clock.set('2026-11-28T17:00:00.000Z')
    await sweepMotions(app.deps)
    await sweepMotions(app.deps)
    expect((await eventsOf(secretary)).filter((event) => event === 'motion.warn')).toHaveLength(1)
    app.deps.clock.set('2026-11-30T02:00:00.000Z')
    await sweepMotions(app.deps)
    expect(await eventsOf(street)).toEqual(['motion.escalate'])
    expect(await eventsOf(author)).toContain('motion.escalate')
    expect((await act(street, id, { action: 'accept' })).body).toMatchObject({
      state: 'accepted',
      isOverdue: false,
    })
    app.deps.clock.advance(61, 'days')
    await sweepMotions(app.deps)
    expect(await readMotion(app, author, lonely)).toMatchObject({ state: 'lapsed' })
    const figures = await readFigures(author)
    expect(figures).toMatchObject({ answered: 1, onTime: 1, openLate: 0 })
    const answered = figures.months.filter((month) => month.answered > 0)
    expect(answered).toMatchObject([{ answered: 1, onTime: 1, medianHours: figures.medianHours }])
  })

  it('loses no day of gathering and of an answer while others cannot read it, and says until when', async () => {
    const [author, signer] = [await buildNeighbour(app), await buildNeighbour(app)]
    const id = await raiseMotion(app, author)
    await coSign(app, id, [signer])
    const { id: submitted } = await raiseSubmitted(app)
    let version = 90
    const judge = async (state: 'hidden' | 'pass') => {
      for (const each of [id, submitted]) {
        const subject = { kind: 'forumMotion', id: each, field: 'words:1' }
        const decision = { subject, state, version: (version += 1), userId: author.id, mediaIds: [] }
        await takeMotionVerdict(decision, app.deps)
      }
      await settleForum(app.deps)
    }
    const dues = async () => {
      const rows = await Promise.all([id, submitted].map((each) => readMotion(app, author, each)))
      return rows.map(({ dueBy, state, isOverdue }) => ({
        dueBy: dueBy === undefined ? undefined : new Date(dueBy),
        state,
        isOverdue,
      }))
    }
    const [before, answer] = await dues()
    app.deps.clock.advance(5, 'days')
    await judge('hidden')
    expect((await readMotion(app, author, id)).dueBy).toBeUndefined()
    app.deps.clock.advance(58, 'days')
    await sweepMotions(app.deps)
    await judge('pass')
    const later = (due: Date | undefined): Date => new Date((due?.getTime() ?? 0) + 58 * 86_400_000)
    expect(await dues()).toEqual([
      { ...before, dueBy: later(before?.dueBy) },
      { ...answer, dueBy: later(answer?.dueBy) },
    ])
    expect((await readFigures(author)).openLate).toBe(0)
    const told = await InboxMessage.find({ userId: signer._id, event: 'motion.shown' }).lean()
    expect(told[0]?.body).toContain(
      `征集联名改到${formatMoment(later(before?.dueBy), app.deps.clock.now())} 截止`,
    )
    // Gone again for as long as a whole gathering, it lapses; back, it says so.
    await judge('hidden')
    app.deps.clock.advance(119, 'days')
    await sweepMotions(app.deps)
    await judge('pass')
    expect(await dues()).toMatchObject([{ state: 'lapsed' }, { state: 'submitted', isOverdue: false }])
    const last = await InboxMessage.findOne({ userId: signer._id, event: 'motion.shown' })
      .sort({ _id: -1 })
      .lean()
    expect(last?.body).toContain('已经结束')
  })

  it('is late by what was promised when enough had signed, also when one fifth comes together afterwards', async () => {
    const { id, author } = await raiseSubmitted(app)
    const figures = () => readFigures(author)
    expect(await figures()).toMatchObject({ openLate: 0 })
    // Also where nobody wrote the promise down, as before there was a place for it.
    const forget = async (set: object) => {
      await Motion.updateOne({ _id: id }, { $unset: { answerBy: 1 }, $set: set })
      for (const { name, run } of motionMigrations)
        if (name === 'setMotionAnswerBy') expect([await run(app.deps), await run(app.deps)]).toEqual([1, 0])
    }
    await forget({})
    app.deps.clock.advance(8, 'days')
    expect(await figures()).toMatchObject({ openLate: 1 })
    const [known] = await fillRegister(app, { households: 5, adultsEach: 1 })
    await coSign(app, id, [await buildRegistered(known?.personId ?? new Types.ObjectId())])
    expect(await readMotion(app, author, id)).toMatchObject({ state: 'scheduled', isOverdue: false })
    expect(await figures()).toMatchObject({ answered: 0, openLate: 1 })
    const opened = { action: 'ballotOpened', to: 'voting', by: systemAuthor } as const
    await moveMotion(id, () => opened, app.deps)
    expect(await figures()).toMatchObject({ answered: 1, onTime: 0, openLate: 0 })
    await forget({ 'firstAnswer.isOnTime': true })
    expect(await figures()).toMatchObject({ answered: 1, onTime: 0, openLate: 0 })
  })

  it('sets its own numbers within bounds; what is under way keeps the one it began with', async () => {
    const secretary = await buildSecretary()
    const settings = { coSigners: 3, openPerPerson: 1, answerDays: 5, gatheringDays: 30, stepDays: 10 }
    const before = await raiseMotion(app, await buildNeighbour(app))
    const set = (body: object, who = secretary) =>
      app.api(who).callLoose(deliberationContracts.setDeliberationSettings, { body: { community, ...body } })
    expect((await set(settings)).status).toBe(200)
    expect((await set({ ...settings, coSigners: 100_000 })).status).toBe(400)
    expect((await set({ ...settings, answerDays: 8 })).status).toBe(400)
    expect((await set(settings, await buildSecretary(testAreas.neighbourCommunity))).status).toBe(403)
    const author = await buildNeighbour(app)
    const id = await raiseMotion(app, author)
    expectError(await app.api(author).call(createMotion, { body: motionBody() }), 'motion.too_many_open')
    const signers = await buildSigners(2)
    await coSign(app, id, signers)
    await coSign(app, before, signers)
    expect(await readMotion(app, author, id)).toMatchObject({ state: 'submitted' })
    expect(await readMotion(app, author, before)).toMatchObject({ state: 'gathering', threshold: 10 })
  })
})

describe('arguments', () => {
  it('stand in a list for each side, after their check, each home heard once', async () => {
    const known = await fillRegister(app, { households: 6, adultsEach: 1 })
    const id = await raiseMotion(app, await buildNeighbour(app))
    const speaker = await buildRegistered(known[0]?.personId ?? new Types.ObjectId())
    await acceptName(app, speaker)
    const say = (side: 'for' | 'against', text: string) =>
      app
        .api(speaker)
        .call(createArgument, { params: { id }, body: { side, text }, requestKey: `say-${side}-0001` })
    await say('for', '老人走路安全')
    await say('for', '老人走路安全')
    const { body: against } = await say('against', '<b>晚上太亮</b>')
    const reader = await buildNeighbour(app)
    const list = (side: 'for' | 'against') =>
      app.api(reader).ok(listArguments, { params: { id }, query: { side } })
    expect((await list('for')).items).toEqual([])
    await settleForum(app.deps)
    expect((await list('for')).items).toMatchObject([{ text: '老人走路安全', actions: ['report'] }])
    expect((await list('against')).items).toMatchObject([{ text: '<b>晚上太亮</b>' }])
    expect(await readMotion(app, reader, id)).toMatchObject({
      counts: { for: 1, against: 1 },
      householdsHeard: { part: 1, of: 6 },
    })
    expectError(await app.api(reader).call(deleteArgument, { params: { id: against.id } }), 'access.denied')
    await app.api(speaker).ok(deleteArgument, { params: { id: against.id } })
    expect((await list('against')).items).toEqual([])
    expect(await readMotion(app, reader, id)).toMatchObject({ counts: { for: 1, against: 0 } })
  })
})

describe('where it comes from', () => {
  it('a post of the forum, by its author: linked both ways, photos along, once', async () => {
    const author = await buildNeighbour(app)
    const photo = await buildMedia({ ownerId: author._id, check: 'pass' })
    await app.deps.ports.storage.put(`media/00/${photo.id}.jpg`, Buffer.from('a picture'))
    const post = await writePost(app, author, {
      board: 'deliberation',
      text: '北门太暗了',
      photoIds: [photo.id],
    })
    await takeMediaVerdict({ kind: 'mediaChecked', traceId: 'trace-1', verdict: 'pass' } as never, app.deps)
    await settleForum(app.deps)
    const view = () => app.api(author).ok(postContracts.getPost, { params: { id: post } })
    expect((await view()).actions).toContain('raiseMotion')
    const reader = await buildNeighbour(app)
    const from = { kind: 'post' as const, id: post }
    expectError(await app.api(reader).call(createMotion, { body: motionBody({ from }) }), 'access.denied')
    const id = await raiseMotion(app, author, { from })
    expect(await readMotion(app, author, id)).toMatchObject({ from, media: [{ kind: 'photo' }] })
    await Motion.updateOne({ _id: id }, { $set: { state: 'visible' } })
    expect(await view()).toMatchObject({
      motion: { id, stateText: expect.stringContaining('联名') as string },
    })
    expect((await view()).actions).not.toContain('raiseMotion')
    expectError(
      await app.api(author).call(createMotion, { body: motionBody({ from }) }),
      'motion.source_not_usable',
    )
    // Withdrawn or run out it came to nothing: the post can be proposed anew, and what comes late of it frees no other.
    await act(author, id, { action: 'withdraw' })
    await settleForum(app.deps)
    const free = await view()
    expect([free.motion, free.actions]).toEqual([undefined, expect.arrayContaining(['raiseMotion'])])
    const anew = await raiseMotion(app, author, { from })
    const late = { hasOutbox: true, outbox: [makeOutboxEntry('motion.written', {}, app.deps)] }
    await Motion.updateOne({ _id: id }, { $set: late })
    // Nor is a link lost that the press could not write before it died.
    await ForumPost.updateOne({ _id: post }, { $unset: { motion: 1 } })
    await Motion.updateOne({ _id: anew }, { $set: { state: 'visible', ...late } })
    await settleForum(app.deps)
    expect(await view()).toMatchObject({ motion: { id: anew } })
    app.deps.clock.advance(61, 'days')
    await sweepMotions(app.deps)
    await settleForum(app.deps)
    expect(await readMotion(app, author, anew)).toMatchObject({ state: 'lapsed' })
    expect((await view()).actions).toContain('raiseMotion')
  })

  it('not a post about somebody: that goes one level above, as a need', async () => {
    const author = await buildNeighbour(app)
    const post = await writePost(app, author, { subject: { kind: 'user', id: (await buildSecretary()).id } })
    const { actions } = await app.api(author).ok(postContracts.getPost, { params: { id: post } })
    expect(actions).not.toContain('raiseMotion')
    const from = { kind: 'post' as const, id: post }
    expectError(
      await app.api(author).call(createMotion, { body: motionBody({ from }) }),
      'motion.about_somebody',
    )
  })

  it('a need that many joined, by who raised it; not one of a few, nor a private one', async () => {
    const people = await buildNeighbourhood()
    await acceptName(app, people.resident)
    const { id: needId } = await raiseNeed(app, people)
    const from = { kind: 'need' as const, id: needId }
    const isOffered = async () =>
      (await app.api(people.resident).ok(needContracts.getNeed, { params: { id: needId } }))
        .canRaiseMotion === true
    const raise = (user: TestUser) => app.api(user).call(createMotion, { body: motionBody({ from }) })
    const supporters = Array.from({ length: motionLimits.supportersOfNeed }, () => new Types.ObjectId())
    await Need.updateOne(
      { _id: needId },
      { $set: { isPublicPlace: true, isSensitive: false, supporters: supporters.slice(1) } },
    )
    expectError(await raise(people.resident), 'motion.too_few_joined')
    expect(await isOffered()).toBe(false)
    await Need.updateOne({ _id: needId }, { $set: { supporters, isSensitive: true } })
    expectError(await raise(people.resident), 'motion.source_not_usable')
    await Need.updateOne({ _id: needId }, { $set: { isSensitive: false } })
    expect(await isOffered()).toBe(true)
    expectError(await raise(await buildNeighbour(app)), 'record.not_found')
    const { status, body } = await raise(people.resident)
    expect([status, body.from]).toEqual([201, from])
    expect((await Need.findById(needId).lean())?.motionId?.toString()).toBe(body.id)
    await settleForum(app.deps)
    expect((await readMotion(app, await buildNeighbour(app), body.id)).from).toEqual({ kind: 'need' })
    expectError(await raise(people.resident), 'motion.source_not_usable')
    expect(await isOffered()).toBe(false)
    await act(people.resident, body.id, { action: 'withdraw' })
    await settleForum(app.deps)
    expect((await Need.findById(needId).lean())?.motionId).toBeUndefined()
    expect((await raise(people.resident)).status).toBe(201)
  })
})

it('of the same second counts forty neighbours as forty, and one person once', async () => {
  const author = await buildNeighbour(app)
  const id = await raiseMotion(app, author)
  const known = await fillRegister(app, { households: 1, adultsEach: 1 })
  const signers = await buildSigners(39)
  const twice = await buildRegistered(known[0]?.personId ?? new Types.ObjectId())
  const again = await buildRegistered(known[0]?.personId ?? new Types.ObjectId())
  const everybody = [...signers, twice, again, twice]
  const press = (user: TestUser) => app.api(user).call(coSignMotion, { params: { id }, body: { isOn: true } })
  const answers = await Promise.all(everybody.map(press))
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  expect(await readMotion(app, author, id)).toMatchObject({ counts: { coSigners: 41 }, state: 'scheduled' })
  expect(await CoSignature.countDocuments({ motionId: id, isOn: true })).toBe(41)
  const { history } = await readMotion(app, author, id)
  expect(history.filter(({ action }) => action === 'submit' || action === 'schedule').length).toBeGreaterThan(
    0,
  )
  // Decided while a dozen take it back: whoever was too late stays counted, the others are gone, and the two agree.
  const secretary = await buildSecretary()
  await Motion.updateOne({ _id: id }, { $set: { stage: 'submitted' } })
  const [decided, ...backs] = await Promise.all([
    act(secretary, id, { action: 'answer', text: '已经在做了' }),
    ...signers
      .slice(0, 12)
      .map((user) => app.api(user).call(coSignMotion, { params: { id }, body: { isOn: false } })),
  ])
  expect(decided.status).toBe(200)
  const gone = backs.filter(({ status }) => status === 200).length
  expect(await CoSignature.countDocuments({ motionId: id, isOn: true })).toBe(41 - gone)
})
