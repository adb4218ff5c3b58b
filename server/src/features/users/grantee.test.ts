import { findGrantees, grantMembership } from '@linli/shared/users/membership.contract'
import { fieldAad } from '../../lib/fieldCrypto'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildCommunityWorker,
  buildDistrictOfficer,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Person } from '../register/person.model'
import { User } from './user.model'

const { community, neighbourCommunity, district, street, farCommunity, grid } = testAreas

let app: TestApp
beforeEach(async () => {
  app = startTestApp()
  await buildAreas()
})

const find = (user: TestUser, name: string, areaCode: string = community) =>
  app.api(user).call(findGrantees, { body: { name, areaCode } })
const idsOf = async (user: TestUser, name: string, areaCode: string = community) =>
  (await find(user, name, areaCode)).body.items.map(({ userId }) => userId)

/** Someone of the register of a community, with an account that is linked to them. */
async function buildRegistered(name: string, of: string = community): Promise<TestUser> {
  const { crypto } = app.deps
  const user = await buildResident({ community: of, clearName: name, nickname: '小区居民' }, app.deps)
  await Person.create({
    _id: user._id,
    name: crypto.encrypt(name, fieldAad('people', user._id, 'name')),
    nameIndex: crypto.blindIndex(name, 'name'),
    source: 'counter',
    district,
    street: of.slice(0, 9),
    community: of,
  })
  await User.updateOne({ _id: user._id }, { $set: { personId: user._id } })
  return user
}

describe('finding whom to give a role', () => {
  test('by the whole name of the register, masked, with what they do; and given by that', async () => {
    const secretary = await buildSecretary()
    const chen = await buildRegistered('陈晨')
    await buildMembership(chen, 'volunteer', community)
    await buildRegistered('陈晨', neighbourCommunity)
    const { body } = await find(secretary, '陈晨')
    expect(body.items).toEqual([
      {
        userId: chen.id,
        displayName: '小区居民',
        maskedName: expect.stringMatching(/^陈\*/) as string,
        isPhoneChecked: true,
        level: 'verified',
        roles: [expect.stringContaining('志愿者') as string],
      },
    ])
    expect(JSON.stringify(body)).not.toContain('陈晨')
    expect(await idsOf(secretary, '陈晨晨')).toEqual([])
    const given = await app.api(secretary).ok(grantMembership, {
      body: {
        userId: chen.id,
        role: 'gridWorker',
        areaCode: grid,
        isDeputy: true,
        from: '2027-01-01T00:00:00.000Z',
      },
      requestKey: 'grant-chen',
    })
    expect(given).toMatchObject({ userName: '陈晨', isDeputy: true, from: '2027-01-01T00:00:00.000Z' })
  })

  test('by part of a nickname among those who joined the community, also before a phone is checked', async () => {
    const secretary = await buildSecretary()
    const joined = await buildUser({ level: 'joined', community, nickname: '江畔老王(热心)' })
    await buildUser({ level: 'joined', community: neighbourCommunity, nickname: '江畔老王' })
    await buildUser({ level: 'joined', community, nickname: '江畔老王', deletedAt: new Date() })
    expect((await find(secretary, '老王(')).body.items).toMatchObject([
      { userId: joined.id, isPhoneChecked: false, roles: [] },
    ])
    expectError(
      await app.api(secretary).call(grantMembership, {
        body: { userId: joined.id, role: 'gridWorker', areaCode: grid },
        requestKey: 'grant-wang',
      }),
      'membership.phone_needed',
    )
  })

  test('from above by the whole name over all communities below, without browsing nicknames', async () => {
    const chen = await buildRegistered('陈晨', neighbourCommunity)
    await buildUser({ level: 'joined', community, nickname: '陈晨' })
    expect(await idsOf(await buildStreetOfficer(), '陈晨', street)).toEqual([chen.id])
    for (const user of [await buildDistrictOfficer(), await buildAdministrator()])
      expect(await idsOf(user, '陈晨', district)).toEqual([chen.id])
  })

  test('is for those with rank over the area, and asks for two characters', async () => {
    for (const user of [
      await buildSecretary(neighbourCommunity),
      await buildCommunityWorker(),
      await buildGridWorker(),
      await buildResident(),
      await buildStreetOfficer(testAreas.otherStreet),
    ])
      expectError(await find(user, '陈晨'), 'access.denied')
    const secretary = await buildSecretary()
    expectError(await find(secretary, '陈晨', farCommunity), 'access.denied')
    expectError(await find(secretary, '陈'), 'request.invalid')
    expectError(
      await app.api().callLoose(findGrantees, { body: { name: '陈晨', areaCode: community } }),
      'session.required',
    )
  })
})
