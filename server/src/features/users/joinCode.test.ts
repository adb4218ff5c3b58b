import {
  createJoinCode,
  getJoinCodeImage,
  getJoinCodeSheet,
  listJoinCodes,
  previewJoinCode,
  revokeJoinCode,
} from '@linli/shared/users/joinCode.contract'
import { joinCommunity } from '@linli/shared/users/me.contract'
import { buildAreas } from '../../test/areas.factory'
import { expectError } from '../../test/apiClient'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { JoinCode } from './joinCode.model'
import { User } from './user.model'

const { community, neighbourCommunity, building } = testAreas

async function issue({ api }: TestApp, areaCode: string = community, expiresAt?: string) {
  await buildAreas()
  const secretary = await buildSecretary()
  const body = { areaCode, note: '贴在大门口', ...(expiresAt === undefined ? {} : { expiresAt }) }
  return { secretary, code: await api(secretary).ok(createJoinCode, { body }) }
}

describe('issuing a join code', () => {
  it('gives a short opaque code that fits a scene, and logs it', async () => {
    const test = startTestApp()
    const { code } = await issue(test)
    expect(code.code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/)
    expect(code).toMatchObject({ areaCode: community, note: '贴在大门口', isValid: true, joinedCount: 0 })
    expect(await AuditEntry.findOne({ subjectId: code.id }).lean()).toMatchObject({
      action: 'joinCode.issued',
      district: testAreas.district,
    })
  })

  it('is for the own community and its buildings', async () => {
    const { api } = startTestApp()
    await buildAreas()
    const secretary = api(await buildSecretary())
    const create = (areaCode: string) => secretary.call(createJoinCode, { body: { areaCode } })
    expect((await create(building)).status).toBe(201)
    expectError(await create(neighbourCommunity), 'access.denied')
    expectError(await create(testAreas.grid), 'request.invalid')
    expectError(await create(`${community}-B999`), 'record.not_found')
    const body = { areaCode: community }
    for (const person of [await buildResident(), await buildGridWorker(), await buildStreetOfficer()])
      expectError(await api(person).call(createJoinCode, { body }), 'access.denied')
    expectError(await api().call(createJoinCode, { body }), 'session.required')
    expectError(await secretary.callLoose(createJoinCode, { body: { areaCode: 'x' } }), 'request.invalid')
  })

  it('lists newest first, in pages, for the own community', async () => {
    const test = startTestApp()
    const { secretary, code } = await issue(test)
    const second = await test.api(secretary).ok(createJoinCode, { body: { areaCode: building } })
    const first = await test.api(secretary).ok(listJoinCodes, { query: { community, limit: 1 } })
    expect(first.items.map(({ id }) => id)).toEqual([second.id])
    const query = { community, limit: 1, cursor: first.nextCursor }
    const next = await test.api(secretary).ok(listJoinCodes, { query })
    expect(next.items.map(({ id }) => id)).toEqual([code.id])
    expect(next.nextCursor).toBeUndefined()
    const stranger = await buildSecretary(neighbourCommunity)
    expectError(await test.api(stranger).call(listJoinCodes, { query: { community } }), 'access.denied')
  })

  it('comes as an image and as a sheet to print', async () => {
    const test = startTestApp()
    const { secretary, code } = await issue(test, building, '2026-12-31T16:00:00.000Z')
    const params = { code: code.code }
    const image = await test.api(secretary).call(getJoinCodeImage, { params })
    expect(image.headers['content-type']).toBe('image/png')
    expect(image.bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(test.deps.ports.wechat.madeCodes).toMatchObject([{ scene: code.code, page: 'pages/join/index' }])
    const sheet = await test.api(secretary).call(getJoinCodeSheet, { params })
    expect(sheet.bytes.toString()).toContain(`<p class="code">${code.code}</p>`)
    expect(sheet.bytes.toString()).toContain('size: A4')
    const stranger = await buildSecretary(neighbourCommunity)
    expectError(await test.api(stranger).call(getJoinCodeImage, { params }), 'access.denied')
  })
})

describe('joining by a code', () => {
  it('makes a guest a member of the community and counts once', async () => {
    const test = startTestApp()
    const { code } = await issue(test)
    const guest = await buildUser()
    const preview = await test.api().ok(previewJoinCode, { params: { code: code.code.toLowerCase() } })
    expect(preview.community).toMatchObject({ code: community })
    const body = { code: ` ${code.code.toLowerCase()}` }
    const me = await test.api(guest).ok(joinCommunity, { body })
    expect(me).toMatchObject({ level: 'joined', community: { code: community } })
    await test.api(guest).ok(joinCommunity, { body })
    expect(await JoinCode.findOne({ code: code.code }).lean()).toMatchObject({ joinedCount: 1 })
    expect(await User.findOne({ _id: guest.id }).lean()).toMatchObject({
      district: testAreas.district,
      street: testAreas.street,
      community,
    })
  })

  it('knows the building of a code for one building, and forgets it elsewhere', async () => {
    const test = startTestApp()
    const { secretary, code } = await issue(test, building)
    const guest = await buildUser()
    await test.api(guest).ok(joinCommunity, { body: { code: code.code } })
    expect(await User.findOne({ _id: guest.id }).lean()).toMatchObject({ building, grid: testAreas.grid })
    const wide = await test.api(secretary).ok(createJoinCode, { body: { areaCode: community } })
    await test.api(guest).ok(joinCommunity, { body: { code: wide.code } })
    expect((await User.findOne({ _id: guest.id }).lean())?.building).toBeUndefined()
  })

  it('never verifies, and never moves whoever is verified', async () => {
    const test = startTestApp()
    const { code } = await issue(test)
    const [neighbour, stranger] = [
      await buildResident(),
      await buildResident({ community: neighbourCommunity }),
    ]
    const me = await test.api(neighbour).ok(joinCommunity, { body: { code: code.code } })
    expect(me.level).toBe('verified')
    const refused = await test.api(stranger).call(joinCommunity, { body: { code: code.code } })
    expectError(refused, 'join.verified_elsewhere')
    expect(await JoinCode.findOne({}).lean()).toMatchObject({ joinedCount: 0 })
  })

  it('ends when the code is revoked or out of date', async () => {
    const test = startTestApp()
    const { secretary, code } = await issue(test, community, '2026-11-24T00:00:00.000Z')
    const params = { code: code.code }
    const reason = { reason: '贴错了地方' }
    expectError(
      await test.api(await buildSecretary(neighbourCommunity)).call(revokeJoinCode, { params, body: reason }),
      'access.denied',
    )
    const worker = await buildCommunityWorker()
    const revoked = await test.api(worker).ok(revokeJoinCode, { params, body: reason })
    expect(revoked.isValid).toBe(false)
    expectError(await test.api().call(previewJoinCode, { params }), 'joinCode.not_valid')
    expectError(
      await test.api(await buildUser()).call(joinCommunity, { body: { code: code.code } }),
      'joinCode.not_valid',
    )
    const body = { areaCode: community, expiresAt: '2026-11-24T00:00:00.000Z' }
    const short = await test.api(secretary).ok(createJoinCode, { body })
    test.deps.clock.set('2026-11-24T00:00:01.000Z')
    const late = await test.api().call(previewJoinCode, { params: { code: short.code } })
    expectError(late, 'joinCode.not_valid')
    expectError(await test.api().callLoose(previewJoinCode, { params: { code: 'OO' } }), 'request.invalid')
  })
})
