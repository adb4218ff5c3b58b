import '../database/mongoose'
import { createArea, createEstate } from '@linli/shared/areas/area.contract'
import { createUnit } from '@linli/shared/areas/unit.contract'
import { sensitiveWordContracts } from '@linli/shared/contentCheck/sensitiveWord.contract'
import type { Contract } from '@linli/shared/contract'
import { createGuideEntry } from '@linli/shared/guide/guide.contract'
import { registerContracts } from '@linli/shared/register/register.contract'
import { createRoutingRule } from '@linli/shared/routing/routingRule.contract'
import { createJoinCode } from '@linli/shared/users/joinCode.contract'
import { grantMembership } from '@linli/shared/users/membership.contract'
import { openRecord } from '@linli/shared/users/recordAccess.contract'
import { mongo, Types, type Model } from 'mongoose'
import { Area } from '../features/areas/area.model'
import { Estate } from '../features/areas/estate.model'
import { Unit } from '../features/areas/unit.model'
import { SensitiveWord } from '../features/contentCheck/sensitiveWord.model'
import { GuideEntry } from '../features/guide/guideEntry.model'
import { RegisterImport } from '../features/register/import.models'
import { RoutingRule } from '../features/routing/routingRule.model'
import { JoinCode } from '../features/users/joinCode.model'
import { Membership } from '../features/users/membership.model'
import { RecordAccess } from '../features/users/recordAccess.model'
import { expectError, type LooseInput } from '../test/apiClient'
import { buildAreas } from '../test/areas.factory'
import { makeGuide } from '../test/guide.factory'
import { makeConditions } from '../test/routing.made'
import { startTestApp } from '../test/testApp'
import { buildResident, buildSecretary, testAreas, type TestUser } from '../test/users.factory'
import { RequestRecord } from './requestRecord.model'

const { api, deps } = startTestApp()
const { community, grid } = testAreas
const requestKey = 'once-and-once-only'
const rule = {
  name: '维修找街道',
  isOn: true,
  conditions: makeConditions(),
  target: { kind: 'triage', level: 'street' },
}

let secretary: TestUser
let resident: TestUser
beforeEach(async () => {
  await buildAreas()
  secretary = await buildSecretary()
  resident = await buildResident()
})

type Counted = Pick<Model<unknown>, 'countDocuments'>

/** What staff make, each with what they send and where it is kept. */
const creating: [string, Contract, unknown, () => LooseInput][] = [
  ['a grid', createArea, Area, () => ({ body: { level: 'grid', parent: community, name: '第九网格' } })],
  ['a building', createArea, Area, () => ({ body: { level: 'building', parent: grid, name: '99号楼' } })],
  ['an estate', createEstate, Estate, () => ({ body: { community, name: '新村' } })],
  ['a unit', createUnit, Unit, () => ({ body: { kind: 'station', areaCode: community, name: '二站' } })],
  ['a code', createJoinCode, JoinCode, () => ({ body: { areaCode: community } })],
  ['a rule', createRoutingRule, RoutingRule, () => ({ body: { areaCode: community, content: rule } })],
  ['an entry', createGuideEntry, GuideEntry, () => ({ body: { areaCode: community, content: makeGuide() } })],
  [
    'a role',
    grantMembership,
    Membership,
    () => ({ body: { userId: resident.id, role: 'gridWorker', areaCode: grid } }),
  ],
  [
    'a word',
    sensitiveWordContracts.addSensitiveWords,
    SensitiveWord,
    () => ({ body: { areaCode: community, words: ['加微信'] } }),
  ],
  [
    'a trace',
    openRecord,
    RecordAccess,
    () => ({ body: { kind: 'user', recordId: resident.id, reason: '电话核实住址' } }),
  ],
  [
    'an import',
    registerContracts.startImport,
    RegisterImport,
    () => ({
      body: { kind: 'units', area: community },
      file: { name: '单位.csv', bytes: Buffer.from('单位名称,类型\n江畔物业,银行') },
    }),
  ],
]

describe('the same submission sent ten times', () => {
  it.each(creating)('makes %s once, and answers the same ten times', async (_, contract, model, input) => {
    const collection = model as Counted
    const before = await collection.countDocuments()
    const staff = api(secretary)
    const send = () => staff.callLoose(contract, { ...input(), requestKey })
    const answers = await Promise.all(Array.from({ length: 9 }, send))
    answers.push(await send())
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(contract.success))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(await collection.countDocuments()).toBe(before + 1)
  })
})

describe('a request key', () => {
  const body = { areaCode: community, note: '居委会门口' }

  it('leaves nothing behind when the request was refused', async () => {
    const staff = api(secretary)
    const refused = {
      body: { level: 'grid' as const, parent: testAreas.farCommunity, name: '甲' },
      requestKey,
    }
    expectError(await staff.call(createArea, refused), 'access.denied')
    expect(await RequestRecord.countDocuments()).toBe(0)
    await staff.ok(createArea, { body: { level: 'grid', parent: community, name: '甲' }, requestKey })
  })

  it('does not stand for something else that is sent with it', async () => {
    const staff = api(secretary)
    await staff.ok(createJoinCode, { body, requestKey })
    const changed = { body: { ...body, note: '楼道' }, requestKey }
    expectError(await staff.call(createJoinCode, changed), 'request.already_done')
    expect(await JoinCode.countDocuments()).toBe(1)
  })

  it('is its sender’s own: another person’s same key makes another record', async () => {
    await api(secretary).ok(createJoinCode, { body, requestKey })
    await api(await buildSecretary()).ok(createJoinCode, { body, requestKey })
    expect(await JoinCode.countDocuments()).toBe(2)
  })

  it('keeps the first answer unreadable for whoever reads the database', async () => {
    const { code } = await api(secretary).ok(createJoinCode, { body, requestKey })
    const [record] = await RequestRecord.find().lean()
    expect(record?.answer).toEqual(expect.any(String))
    expect(JSON.stringify(record)).not.toContain(code)
  })

  it('finds what a process made that died before it could answer', async () => {
    const staff = api(secretary)
    const first = await staff.ok(createJoinCode, { body, requestKey })
    const id = `${secretary.id} post /api/join-codes ${requestKey}`
    await RequestRecord.updateOne({ _id: id }, { $unset: { answer: '' } })
    deps.clock.advance(2, 'minutes')
    expect(await staff.ok(createJoinCode, { body, requestKey })).toEqual(first)
    expect(await JoinCode.countDocuments()).toBe(1)
  })

  it('that was written as the database was lost keeps no repeat waiting', async () => {
    const insert = RequestRecord.collection.insertOne.bind(RequestRecord.collection)
    jest.spyOn(RequestRecord.collection, 'insertOne').mockImplementationOnce(async (...given) => {
      await insert(...given)
      throw new mongo.MongoNetworkError('connection closed')
    })
    const staff = api(secretary)
    expectError(await staff.call(createJoinCode, { body, requestKey }), 'request.retry')
    expect((await staff.call(createJoinCode, { body, requestKey })).status).toBe(createJoinCode.success)
    expect(await JoinCode.countDocuments()).toBe(1)
  })

  it('waits for the one who is at it, and takes its answer', async () => {
    const staff = api(secretary)
    const first = await staff.ok(createJoinCode, { body, requestKey })
    const id = `${secretary.id} post /api/join-codes ${requestKey}`
    const { answer } = (await RequestRecord.findOne({ _id: id }).lean()) ?? {}
    await RequestRecord.updateOne({ _id: id }, { $unset: { answer: '' } })
    const second = staff.ok(createJoinCode, { body, requestKey })
    await RequestRecord.updateOne({ _id: id }, { $set: { answer: answer ?? '' } })
    expect(await second).toEqual(first)
  })

  it('says that it was done when the first answer can no longer be read', async () => {
    const staff = api(secretary)
    await staff.ok(createJoinCode, { body, requestKey })
    await RequestRecord.updateOne({}, { $set: { answer: 'gone.AAAA' } })
    expectError(await staff.call(createJoinCode, { body, requestKey }), 'request.already_done')
  })

  it('is not needed: without one each sending is one more', async () => {
    const staff = api(secretary)
    await staff.ok(createJoinCode, { body })
    await staff.ok(createJoinCode, { body })
    expect(await JoinCode.countDocuments()).toBe(2)
    expect(await RequestRecord.countDocuments()).toBe(0)
  })

  it('makes a record anew with another id when the first try was never made', async () => {
    const newId = new Types.ObjectId()
    const id = `${secretary.id} post /api/join-codes ${requestKey}`
    await api(secretary).ok(createJoinCode, { body, requestKey })
    await RequestRecord.updateOne({ _id: id }, { $unset: { answer: '' }, $set: { newId } })
    deps.clock.advance(2, 'minutes')
    expect((await api(secretary).ok(createJoinCode, { body, requestKey })).id).toBe(newId.toString())
  })
})
