import '../../database/mongoose'
import { mergeContracts } from '@linli/shared/register/merge.contract'
import { addPerson, getPerson } from '@linli/shared/register/person.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import {
  buildBond,
  buildDoubleOf,
  buildElder,
  buildProxy,
  elderPlace,
  linkToPerson,
} from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { runJobOnce } from '../../jobs'
import { AuditEntry } from '../audit/audit.model'
import { Elder } from '../elders/elder.model'
import { findElderRecord, isHealthKept, openElder, sealElderField } from '../elders/elder.record'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { User } from '../users/user.model'
import { Home } from './home.model'
import { HomeLink } from './homeLink.model'
import { PersonMerge } from './merge.model'
import { registerPersonMerge } from './person.hooks'
import { Person } from './person.model'

const app = startTestApp()
const { api, deps } = app
const { community, street } = testAreas
const reason = '本人拿身份证来核对过'

let secretary: TestUser
let worker: TestUser
beforeEach(async () => {
  await buildAreas()
  secretary = await buildSecretary()
  worker = await buildCommunityWorker()
})

const propose = (user: TestUser, keptId: string, goneId: string, requestKey = newKey()) =>
  api(user).call(mergeContracts.proposeMerge, { body: { keptId, goneId, reason }, requestKey })
const decide = (user: TestUser, id: string, action: 'confirm' | 'decline' | 'takeBack', note?: string) =>
  api(user).call(mergeContracts.decideMerge, {
    params: { id },
    body: { action, ...(note === undefined ? {} : { note }) },
  })
const listPairs = async (user = secretary) =>
  (await api(user).ok(mergeContracts.listDoubles, { query: { community } })).items.map(({ people, why }) => ({
    ids: people.map(({ id }) => id).sort(),
    why,
  }))

const profile = { ...elderPlace, version: 1, capacity: 'clear' as const, capacityLog: [], changes: [] }

/** In the sheet with her birthday, at the counter with her telephone: two records of 张桂珍. */
async function buildDouble(): Promise<{ sheet: string; counter: string }> {
  const sheet = await buildElder(deps)
  await Person.updateOne({ _id: sheet }, { $set: { source: 'import' } })
  const home = await Home.findOne({}).lean()
  const counter = await api(worker).ok(addPerson, {
    body: {
      ...{ homeId: home?._id.toString() ?? '', kind: 'family', name: '张桂珍', phone: '13800000007' },
      isAnother: true,
    },
    requestKey: newKey(),
  })
  return { sheet, counter: counter.id }
}

describe('two records of one person', () => {
  it('are found, shown side by side with what will happen, and made one by a second officer', async () => {
    const { sheet, counter } = await buildDouble()
    const other = await buildElder(deps, { name: '李阿妹', birthDate: '1944-01-01' })
    expect(await listPairs()).toEqual([{ ids: [sheet, counter].sort(), why: '姓名、住的楼一样' }])
    const asked = { query: { keptId: sheet, goneId: counter } }
    const seen = await api(secretary).ok(mergeContracts.previewMerge, asked)
    expect(seen).toMatchObject({
      kept: { maskedName: '张**', birthYear: 1944, hasAccount: false },
      gone: { maskedPhone: '138****0007', source: 'counter' },
      needsSecond: true,
    })
    expect(seen.effects).toContain('补上手机号：138****0007。')
    expect(JSON.stringify(seen)).not.toMatch(/13800000007|桂珍|03-05/)
    const sameYear = { query: { keptId: sheet, goneId: other } }
    expect((await api(secretary).ok(mergeContracts.previewMerge, sameYear)).effects).toContain(
      '两条的生日不一样，用留下这一条的。不对的话，合并后点“改正”。',
    )
    const user = await buildResident({ nickname: '张桂珍' })
    await linkToPerson(user, counter)
    const made = (await propose(worker, sheet, counter)).body
    expect(made).toMatchObject({ state: 'proposed', stateText: '等另一位同事核对', actions: ['takeBack'] })
    expect(await listPairs()).toEqual([])
    await moveOutbox(deps)
    expect(
      (await InboxMessage.find({ event: 'person.mergeProposed' })).map(({ userId }) => String(userId)),
    ).toEqual([secretary.id])
    expectError(await decide(worker, made.id, 'confirm'), 'access.denied')
    const waiting = await api(secretary).ok(mergeContracts.listMerges, { query: { area: community } })
    expect(waiting.items).toMatchObject([{ id: made.id, reason, actions: ['confirm', 'decline'] }])
    expect(waiting.items[0]?.people.map(({ id }) => id)).toEqual([sheet, counter])
    const done = (await decide(secretary, made.id, 'confirm')).body
    expect(done).toMatchObject({ state: 'done', keptId: sheet, people: [], actions: [] })
    expect(done.moved).toBe(done.of)
    expect(await Person.exists({ _id: counter })).toBeNull()
    const record = await api(secretary).ok(getPerson, { params: { id: counter } })
    expect(record).toMatchObject({ id: sheet, maskedPhone: '138****0007', birthYear: 1944, source: 'import' })
    expect(record.homes).toHaveLength(2)
    expect(record.corrections[0]).toMatchObject({
      reason,
      changes: ['并入了另一条登记：张**', '手机号：没有 → 138****0007'],
    })
    expect((await User.findOne({ _id: user.id }).lean())?.personId?.toString()).toBe(sheet)
    expect(await AuditEntry.exists({ action: 'person.merged', subjectId: sheet })).not.toBeNull()
    await moveOutbox(deps)
    expect(await InboxMessage.exists({ userId: user.id, event: 'person.merged' })).not.toBeNull()
    // Named by either of what stood there, she is found and not put in again.
    const again = { homeId: record.homes[0]?.homeId ?? '', kind: 'family' as const, name: '张桂珍' }
    for (const by of [{ phone: '13800000007' }, { birthDate: '1944-03-05' }]) {
      const added = await api(worker).ok(addPerson, { body: { ...again, ...by }, requestKey: newKey() })
      expect(added.id).toBe(sheet)
    }
    expect(await Person.countDocuments()).toBe(2)
    expect(other).not.toBe(sheet)
  })

  it('are offered no more once somebody has said that they are two people, and may still be found by hand', async () => {
    const { sheet, counter } = await buildDouble()
    const body = { keptId: sheet, goneId: counter, note: '婆媳' }
    const keepApart = (user: TestUser, requestKey = newKey()) =>
      api(user).call(mergeContracts.keepApart, { body, requestKey })
    expectError(await keepApart(await buildSecretary(testAreas.farCommunity)), 'record.not_found')
    const key = newKey()
    expect((await keepApart(worker, key)).body).toMatchObject({
      state: 'declined',
      note: '婆媳',
      actions: [],
    })
    expect((await keepApart(worker, key)).status).toBe(201)
    expect(await PersonMerge.countDocuments()).toBe(1)
    expect(await listPairs()).toEqual([])
    expect((await propose(worker, sheet, counter)).body).toMatchObject({ state: 'proposed' })
    expectError(await keepApart(secretary), 'person.merge_pending')
  })

  it('wait for a second officer where the names differ, whatever else twins have in common', async () => {
    const twins = [
      await buildElder(deps, { phone: '13800000007' }),
      await buildElder(deps, { name: '张桂珠', phone: '13800000007' }),
    ] as const
    const query = { keptId: twins[0], goneId: twins[1] }
    const seen = await api(secretary).ok(mergeContracts.previewMerge, { query })
    expect(seen.needsSecond).toBe(true)
    expect((await propose(secretary, ...twins)).body.state).toBe('proposed')
    expect(await Person.countDocuments()).toBe(2)
  })

  it('are one at once where she has one name and birthday, with the earliest day of each home and no home twice', async () => {
    const kept = await buildElder(deps, { name: '张桂珍', phone: '13800000007' })
    const gone = await buildDoubleOf(deps)
    const home = await Home.findOne({}).lean()
    await HomeLink.updateOne({ personId: kept }, { $set: { from: '2010-06-01' } })
    await HomeLink.updateOne({ personId: gone }, { $set: { from: '2001-01-01' } })
    const past = { homeId: new Types.ObjectId(), kind: 'tenant' as const, isCurrent: false, to: '2000-12-31' }
    await HomeLink.create({ ...past, personId: gone, source: 'counter', ...elderPlace })
    const key = newKey()
    const first = await propose(secretary, kept, gone, key)
    expect(first.body).toMatchObject({ state: 'done', keptName: '张**' })
    expect((await propose(secretary, kept, gone, key)).body.id).toBe(first.body.id)
    const links = await HomeLink.find().sort({ isCurrent: -1 }).lean()
    expect(links).toMatchObject([
      { homeId: home?._id, isCurrent: true, from: '2001-01-01' },
      { isCurrent: false, to: '2000-12-31' },
    ])
    expect(links.every(({ personId }) => personId.toString() === kept)).toBe(true)
    const error = expectError(await propose(worker, kept, gone), 'person.merged_already')
    expect(error.details).toMatchObject({ intoId: kept })
    // And the one that stays into a third: the first is found under the third as well.
    const third = await buildDoubleOf(deps)
    expect((await propose(worker, third, kept)).body.state).toBe('done')
    expect((await api(secretary).ok(getPerson, { params: { id: gone } })).id).toBe(third)
  })

  it.each(['whom the record that goes has', 'of whom the record that stays has a second bond'])(
    'keep the child who is called first, %s',
    async (which) => {
      const [kept, gone] = [await buildElder(deps, { phone: '13800000007' }), await buildDoubleOf(deps)]
      const [son, daughter] = [await buildProxy('王小强'), await buildProxy()]
      await buildBond({ proxy: son, personId: gone }, { relation: 'son', proxyName: '王小强' })
      const wide = await buildBond({ proxy: daughter, personId: gone })
      const isGone = which.startsWith('whom')
      const first = isGone
        ? wide
        : await buildBond({ proxy: daughter, personId: kept }, { scopes: ['needs'] })
      await Elder.create({ ...profile, _id: isGone ? gone : kept, primaryBondId: first })
      expect((await propose(secretary, kept, gone)).body.state).toBe('done')
      await moveOutbox(deps)
      expect((await Elder.findOne({ _id: kept }).lean())?.primaryBondId?.toString()).toBe(wide)
    },
  )

  it('keep what is known of her health where she agreed to it last, whichever record says so', async () => {
    const [kept, gone] = [await buildElder(deps, { phone: '13800000007' }), await buildDoubleOf(deps)]
    const user = await buildResident()
    await linkToPerson(user, kept)
    const given = (at: string) => ({ at: new Date(at), byUserId: secretary._id, byName: '社区书记' })
    const health = { kind: 'health', version: '1', givenAt: new Date('2026-06-01') }
    await User.updateOne(
      { _id: user.id },
      { $set: { consents: [{ ...health, withdrawnAt: new Date('2026-07-01') }] } },
    )
    const diet = {
      allergies: ['花生'],
      dislikes: [],
      isDiabetic: false,
      needsSoftFood: false,
      isHalal: false,
    }
    const care = sealElderField(new Types.ObjectId(gone), 'care', { diet }, deps)
    await Elder.create([
      { ...profile, _id: kept, healthConsent: given('2026-06-01') },
      { ...profile, _id: gone, healthConsent: given('2026-09-01'), care },
    ])
    expect((await propose(secretary, kept, gone)).body.state).toBe('done')
    const elder = await findElderRecord(kept)
    expect(await isHealthKept(elder)).toBe(true)
    expect(openElder(elder, deps).care?.diet?.allergies).toEqual(['花生'])
  })

  it('are made one once of two who press in one moment, whichever each would keep', async () => {
    const kept = await buildElder(deps, { phone: '13800000007' })
    const gone = await buildDoubleOf(deps)
    const answers = await Promise.all([propose(secretary, kept, gone), propose(worker, gone, kept)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await Person.countDocuments()).toBe(1)
    expect(await PersonMerge.countDocuments()).toBe(1)
    const lost = answers.find(({ status }) => status === 409)?.body
    expect(lost).toMatchObject({ code: 'person.merged_already' })
    const [one, other] = [await buildElder(deps), await buildElder(deps, { birthDate: '1944-03-06' })]
    const proposed = await Promise.all([propose(secretary, one, other), propose(worker, other, one)])
    expect(proposed.map(({ status }) => status).sort()).toEqual([201, 409])
    const held = proposed.find(({ status }) => status === 409)?.body
    expect(held).toMatchObject({ code: 'person.merge_pending', details: { state: 'proposed' } })
    const id = proposed.find(({ status }) => status === 201)?.body.id ?? ''
    const by = proposed[0].status === 201 ? secretary : worker
    const second = by === secretary ? worker : secretary
    const officer = await buildStreetOfficer()
    const decided = await Promise.all([
      decide(second, id, 'decline', '生日不同，是两个人'),
      decide(officer, id, 'confirm'),
    ])
    expect(decided.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(decided.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'person.merge_decided' })
  })

  it('are two people where a colleague says so, and are not shown again', async () => {
    const { sheet, counter } = await buildDouble()
    const { id } = (await propose(worker, sheet, counter)).body
    expectError(await propose(secretary, counter, sheet), 'person.merge_pending')
    expectError(await decide(secretary, id, 'decline'), 'request.invalid')
    const said = (await decide(secretary, id, 'decline', '是母女俩，同名')).body
    expect(said).toMatchObject({ state: 'declined', note: '是母女俩，同名', actions: [] })
    expect(await listPairs()).toEqual([])
    const late = expectError(await decide(secretary, id, 'confirm'), 'person.merge_decided')
    expect(late.details).toMatchObject({ state: 'declined', by: '社区书记 居民' })
    const taken = (await propose(worker, sheet, counter)).body
    expect((await decide(worker, taken.id, 'takeBack')).body.state).toBe('declined')
    expect((await Person.find({}, { mergeId: 1 }).lean()).every(({ mergeId }) => mergeId == null)).toBe(true)
  })

  it('stay two while one is gone and one is here, or each has an account, and for whoever does not keep both', async () => {
    const { sheet, counter } = await buildDouble()
    for (const user of [
      await buildSecretary(testAreas.neighbourCommunity),
      await buildSecretary(testAreas.farCommunity),
    ]) {
      expectError(await propose(user, sheet, counter), 'record.not_found')
      expectError(await api(user).call(mergeContracts.listDoubles, { query: { community } }), 'access.denied')
    }
    for (const user of [await buildGridWorker(), await buildStreetOfficer(), await buildResident()])
      expectError(await propose(user, sheet, counter), 'access.denied')
    await Person.updateOne({ _id: sheet }, { $set: { state: 'moved' } })
    const query = { keptId: sheet, goneId: counter }
    const preview = await api(secretary).ok(mergeContracts.previewMerge, { query })
    expect(preview.hindrance).toContain('状态不一样')
    expectError(await propose(secretary, sheet, counter), 'person.merge_states_differ')
    await Person.updateOne({ _id: sheet }, { $set: { state: 'present' } })
    await linkToPerson(await buildResident(), sheet)
    await linkToPerson(await buildResident(), counter)
    expectError(await propose(secretary, sheet, counter), 'person.merge_two_accounts')
    expectError(await propose(secretary, sheet, sheet), 'request.invalid')
    // Nobody makes anything of her own record.
    await User.updateMany({ personId: counter }, { $set: { personId: sheet } })
    await linkToPerson(secretary, counter)
    expectError(await propose(secretary, sheet, counter), 'record.not_found')
    const officer = await api(await buildStreetOfficer()).ok(mergeContracts.listMerges, {
      query: { area: street },
    })
    expect(officer.items).toEqual([])
  })

  it('are followed to the end by the outbox after one feature failed, each once more ten minutes later', async () => {
    const asked: string[] = []
    let isBroken = true
    let failing: string | undefined
    registerPersonMerge('test', [], async ({ from, into, note }) => {
      if (isBroken || into.toString() === failing) throw new Error('cut off')
      asked.push(`${from.toString()} ${into.toString()}`)
      await note('有一件事要看看。')
    })
    const kept = await buildElder(deps, { phone: '13800000007' })
    const gone = await buildDoubleOf(deps)
    const made = (await propose(secretary, kept, gone)).body
    expect(made).toMatchObject({ state: 'moving', stateText: '正在合并', remarks: [] })
    expect(made.moved).toBe(made.of - 1)
    isBroken = false
    await moveOutbox(deps)
    const done = await api(secretary).ok(mergeContracts.getMerge, { params: { id: made.id } })
    expect(done).toMatchObject({ state: 'done', remarks: ['有一件事要看看。'] })
    // Written under the old id by a request that was under way.
    await HomeLink.create({
      ...{ personId: gone, homeId: new Types.ObjectId(), kind: 'family', source: 'counter', ...elderPlace },
    })
    await runJobOnce('followMerges', deps)
    expect(asked).toHaveLength(1)
    const other = { name: '李阿妹', phone: '13800000008' }
    const [second, double] = [await buildElder(deps, other), await buildDoubleOf(deps, other)]
    expect((await propose(secretary, second, double)).body.state).toBe('done')
    // One that cannot be followed keeps none behind it.
    await PersonMerge.updateOne({ keptId: kept }, { $set: { againAt: deps.clock.now() } })
    failing = kept
    deps.clock.advance(11, 'minutes')
    await runJobOnce('followMerges', deps)
    expect(asked.at(-1)).toBe(`${double} ${second}`)
    expect(asked).toHaveLength(3)
    failing = undefined
    await runJobOnce('followMerges', deps)
    await runJobOnce('followMerges', deps)
    expect(asked).toHaveLength(4)
    expect(await HomeLink.exists({ personId: gone })).toBeNull()
    registerPersonMerge('test', [], () => Promise.resolve())
  })
})
