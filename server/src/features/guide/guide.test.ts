import '../../database/mongoose'
import { placeOf } from '@linli/shared/areas/areas'
import {
  createGuideEntry,
  deleteGuideEntry,
  getGuide,
  listGuide,
  listGuideEntries,
  updateGuideEntry,
} from '@linli/shared/guide/guide.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildGuide, makeGuide } from '../../test/guide.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { findGuideState } from './guide.match'
import { findGuideAnswer } from './guide.service'
import { GuideEntry } from './guideEntry.model'

/** Whoever comes too late is told what is there now. */
const nowThere = { state: expect.any(String) as unknown, version: expect.any(Number) as unknown }

const { api, deps } = startTestApp()
const { community, district, street, neighbourCommunity, grid } = testAreas
const ask = (question: string, overrides: { category?: string; at?: Date } = {}) =>
  findGuideAnswer(
    { question, category: 'consult', place: placeOf(grid), at: deps.clock.now(), ...overrides },
    deps,
  )

beforeEach(buildAreas)

describe('a consultation', () => {
  beforeEach(async () => {
    await buildGuide()
    await buildGuide({ title: '医保卡（社保卡）补办', keywords: ['医保卡', '社保卡', '补卡'] })
    await buildGuide({ title: '医保缴费', keywords: ['医保缴费', '医疗保险'] })
    await buildGuide({ title: '敬老卡申领', keywords: ['老年卡', '敬老卡', '老年综合津贴'] })
    await buildGuide({ title: '残疾证办理', keywords: ['残疾证', '残疾人证'] })
  })

  it.each([
    ['居住证到期了怎么办', '居住证办理'],
    ['我妈的医保卡丢了，请问怎么补？', '医保卡（社保卡）补办'],
    ['老年卡', '敬老卡申领'],
    ['残疾证怎么办理', '残疾证办理'],
    ['您好，医保缴费什么时候开始', '医保缴费'],
  ])('「%s」 is answered by 「%s」', async (question, title) => {
    expect((await ask(question))?.title).toBe(title)
  })

  it.each(['邻居吵架怎么办', '结婚证怎么办理', '怎么办理', '？！', '哪里可以补鞋', '卡'])(
    '「%s」 is left to a person',
    async (question) => {
      expect(await ask(question)).toBeUndefined()
    },
  )

  it('gets the same answer every time, from the nearest level', async () => {
    const own = await buildGuide({}, community)
    await buildGuide({}, neighbourCommunity)
    for (let i = 0; i < 3; i++) expect((await ask('居住证'))?.id).toBe(own.id)
  })

  it('is never answered by an entry that is out of date, not yet valid, taken down or of another category', async () => {
    await GuideEntry.deleteMany({})
    await buildGuide({ validUntil: '2026-11-22' })
    await buildGuide({ validFrom: '2026-11-24' })
    await buildGuide({ categories: ['elderCare'] })
    expect(await ask('居住证')).toBeUndefined()
    expect(await ask('居住证', { category: 'elderCare' })).toBeDefined()
    expect(await ask('居住证', { at: new Date('2026-11-22T15:59:00Z') })).toBeDefined()
    expect(await ask('居住证', { at: new Date('2026-11-23T16:00:00Z') })).toBeDefined()
  })
})

it('an answer says all of the entry, which is not found once it was taken down', async () => {
  const entry = { phone: '021-56120000', agent: { isOffered: true, note: '居委会代办。' } }
  const { id } = await buildGuide(entry, community)
  expect((await ask('居住证'))?.body.split('\n')).toEqual([
    '在本市居住满半年可以申领。',
    '要带的材料：身份证原件。',
    '地点：社区事务受理服务中心',
    '时间：工作日 9:00–17:00',
    '电话：021-56120000',
    '可以代办：居委会代办。',
  ])
  await api(await buildSecretary()).ok(deleteGuideEntry, { params: { id }, query: { version: 1 } })
  expect(await ask('居住证')).toBeUndefined()
  expectError(await api().call(getGuide, { params: { id } }), 'record.not_found')
})

it.each([
  ['2025-12-31', 'upcoming'],
  ['2026-01-01', 'valid'],
  ['2026-12-01', 'valid'],
  ['2026-12-02', 'expiring'],
  ['2026-12-31', 'expiring'],
  ['2027-01-01', 'outdated'],
])('on %s an entry of 2026 is %s', (today, state) => {
  expect(findGuideState(makeGuide(), today)).toBe(state)
})

describe('the guide', () => {
  it('is browsed and searched by anyone, without what is out of date', async () => {
    await buildGuide({ title: '居住证签注', keywords: ['签注'] }, community)
    const { id } = await buildGuide()
    await buildGuide({ title: '旧的居住证', validUntil: '2026-01-02' })
    await buildGuide({ title: '残疾证办理', keywords: [], categories: ['care'] })
    const list = async (query: { q?: string; category?: string }) =>
      (await api().ok(listGuide, { query: { area: community, ...query } })).items.map(({ title }) => title)
    expect(await list({})).toEqual(['居住证签注', '残疾证办理', '居住证办理'])
    expect(await list({ q: '居住证怎么办理' })).toEqual(['居住证办理', '居住证签注'])
    expect(await list({ q: '证' })).toHaveLength(3)
    expect(await list({ q: '怎么办' })).toHaveLength(3)
    expect(await list({ q: '养狗' })).toEqual([])
    expect(await list({ category: 'consult' })).toEqual(['居住证签注', '居住证办理'])
    expect((await api().ok(getGuide, { params: { id } })).areaName).toBe('地方0113')
    deps.clock.set('2027-01-01T00:00:00Z')
    expectError(await api().call(getGuide, { params: { id } }), 'record.not_found')
    deps.clock.set('2026-11-23T02:00:00Z')
  })

  it('is written by those who keep the area, with versions and a log', async () => {
    const secretary = api(await buildSecretary())
    const content = makeGuide({ phone: '021-56120000' })
    const made = await secretary.ok(createGuideEntry, { body: { areaCode: community, content } })
    expect(made).toMatchObject({ ...content, isOwn: true, version: 1, state: 'valid' })
    const rest = makeGuide({ title: '居住登记', keywords: [] })
    const change = (hours: string) => ({
      params: { id: made.id },
      body: { content: { ...rest, hours }, version: 1 },
    })
    const answers = await Promise.all([
      secretary.call(updateGuideEntry, change('上午')),
      secretary.call(updateGuideEntry, change('下午')),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const stored = await GuideEntry.findOne({ _id: made.id }).lean()
    expect(stored?.phone).toBeUndefined()
    expect(stored?.bigrams).toEqual(['居住', '住登', '登记'])
    const params = { id: made.id }
    expect(
      expectError(
        await secretary.call(deleteGuideEntry, { params, query: { version: 1 } }),
        'request.conflict',
      ).details,
    ).toMatchObject(nowThere)
    await secretary.ok(deleteGuideEntry, { params, query: { version: 2 } })
    expectError(await secretary.call(deleteGuideEntry, { params, query: { version: 3 } }), 'record.not_found')
    const log = await AuditEntry.find({ subjectId: made.id }).sort({ _id: 1 }).lean()
    expect(log.map(({ action }) => action)).toEqual(['guide.created', 'guide.changed', 'guide.removed'])
  })

  it('is kept by nobody else', async () => {
    const own = await buildGuide({}, community)
    const above = await buildGuide()
    const query = { area: community }
    const body = { areaCode: community, content: makeGuide() }
    const change = { body: { content: makeGuide(), version: 1 } }
    expectError(await api().call(listGuideEntries, { query }), 'session.required')
    expectError(await api(await buildResident()).call(listGuideEntries, { query }), 'access.denied')
    const worker = api(await buildCommunityWorker())
    expect((await worker.ok(listGuideEntries, { query })).canEdit).toBe(false)
    const neighbour = api(await buildSecretary(neighbourCommunity))
    expectError(await neighbour.call(listGuideEntries, { query }), 'access.denied')
    for (const stranger of [worker, neighbour]) {
      expectError(await stranger.call(createGuideEntry, { body }), 'access.denied')
      expectError(await stranger.call(updateGuideEntry, { ...change, params: own }), 'access.denied')
      expectError(
        await stranger.call(deleteGuideEntry, { params: own, query: { version: 1 } }),
        'access.denied',
      )
    }
    const secretary = api(await buildSecretary())
    expectError(await secretary.call(updateGuideEntry, { ...change, params: above }), 'access.denied')
    const { items } = await secretary.ok(listGuideEntries, { query })
    expect(items.map(({ areaCode, isOwn }) => [areaCode, isOwn])).toEqual([
      [community, true],
      [district, false],
    ])
    const onGrid = { body: { ...body, areaCode: grid } }
    expectError(await secretary.call(createGuideEntry, onGrid), 'record.not_found')
    const backwards = makeGuide({ validFrom: '2026-02-01', validUntil: '2026-01-01' })
    expectError(
      await secretary.call(createGuideEntry, { body: { ...body, content: backwards } }),
      'request.invalid',
    )
    expectError(
      await api(await buildStreetOfficer(testAreas.otherStreet)).call(createGuideEntry, {
        body: { ...body, areaCode: street },
      }),
      'access.denied',
    )
  })
})
