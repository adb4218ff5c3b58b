import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { setPersonState } from '@linli/shared/register/person.contract'
import type { PersonState } from '@linli/shared/register/register'
import { createJoinCode } from '@linli/shared/users/joinCode.contract'
import { getMe, joinCommunity, requestVerification } from '@linli/shared/users/me.contract'
import { decideVerification } from '@linli/shared/users/verification.contract'
import { Types } from 'mongoose'
import { buildAreas } from '../../test/areas.factory'
import { buildHomes } from '../../test/ballots.factory'
import { motionBody, raiseMotion, readMotion } from '../../test/deliberation.factory'
import { expectError } from '../../test/apiClient'
import { buildNeighbour, writePost } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, testAreas, type TestUser } from '../../test/users.factory'
import { Motion } from '../deliberation/motion.model'
import { Person } from '../register/person.model'
import { presenceMigrations } from './presence.service'
import { User } from './user.model'
import { sealHomes } from './userSecrets'

const { community, neighbourCommunity } = testAreas
const phone = '13800138000'
let app: TestApp
let person: Types.ObjectId
let gone: TestUser
let stays: TestUser
let secretary: TestUser

beforeEach(async () => {
  app = startTestApp()
  await buildAreas()
  const [home] = await buildHomes(app, [
    { members: [{ name: '王建国' }] },
    // Enough that three are not one fifth.
    ...Array.from({ length: 30 }, (_, i) => ({ members: [{ name: `邻居${i}` }] })),
  ])
  if (!home?.personIds[0]) throw new Error('nobody')
  ;[person] = home.personIds
  gone = await buildNeighbour(app, {
    personId: person,
    homeId: home.homeId,
    grid: testAreas.grid,
    clearPhone: phone,
  })
  const homes = [{ homeId: home.homeId.toString(), kind: 'owner' as const, address: '1号楼 101室' }]
  await User.updateOne({ _id: gone._id }, { $set: { homes: sealHomes(gone._id, homes, app.deps) } })
  stays = await buildNeighbour(app)
  secretary = await buildSecretary()
})

const setState = (from: PersonState, to: PersonState) =>
  app
    .api(secretary)
    .ok(setPersonState, { params: { id: person.toString() }, body: { from, to, note: '家属来办理' } })

const write = { community, board: 'neighbours', text: '我还在这里说话，大家好。' } as const
const coSign = (user: TestUser, id: string) =>
  app.api(user).call(motionContracts.coSignMotion, { params: { id }, body: { isOn: true } })

describe.each(['moved', 'deceased'] as const)('the account of a person who is %s', (to) => {
  it('is no neighbour’s in the same change, keeps what is its own, and has it all back when that was wrong', async () => {
    const own = await writePost(app, gone)
    const others = await writePost(app, stays, { text: '明天一起打球吧，七点。' })
    const before = await app.api(gone).ok(getMe, {})
    await setState('present', to)
    const me = await app.api(gone).ok(getMe, {})
    expect(me).toMatchObject({
      level: 'joined',
      community: { code: community },
      goneOn: expect.any(String) as string,
    })
    expect(me.home).toBeUndefined()
    expect(await User.findById(gone.id).lean()).not.toHaveProperty('homeId')
    expectError(await app.api(gone).call(postContracts.createPost, { body: write }), 'forum.not_a_member')
    expectError(
      await app.api(gone).call(motionContracts.createMotion, { body: motionBody() }),
      'access.denied',
    )
    expectError(
      await app.api(gone).call(postContracts.getPost, { params: { id: others } }),
      'record.not_found',
    )
    const read = await app.api(gone).ok(postContracts.getPost, { params: { id: own } })
    expect(read.actions).toEqual(['delete'])
    const seen = await app.api(stays).ok(postContracts.getPost, { params: { id: own } })
    expect(seen.author.name).toBe('已离开的邻居')

    await setState(to, 'present')
    expect(await app.api(gone).ok(getMe, {})).toEqual(before)
    expect((await app.api(gone).call(postContracts.createPost, { body: write })).status).toBe(201)
  })

  it('stands behind no motion that is still looking for neighbours', async () => {
    const id = await raiseMotion(app, stays)
    await Motion.updateOne({ _id: id }, { $set: { threshold: 3 } })
    expect((await coSign(gone, id)).status).toBe(200)
    await setState('present', to)
    expect(await readMotion(app, stays, id)).toMatchObject({ state: 'gathering', counts: { coSigners: 1 } })
    await coSign(await buildNeighbour(app), id)
    expect(await readMotion(app, stays, id)).toMatchObject({ state: 'gathering', counts: { coSigners: 2 } })
    await setState(to, 'present')
    expect(await readMotion(app, stays, id)).toMatchObject({ state: 'submitted', counts: { coSigners: 3 } })
  })
})

describe('an account whose person was gone before accounts followed the register', () => {
  it('follows it once', async () => {
    await Person.updateOne({ _id: person }, { $set: { state: 'moved' } })
    const run = presenceMigrations[0]?.run
    expect([await run?.(app.deps), await run?.(app.deps)]).toEqual([1, 0])
    expect(await app.api(gone).ok(getMe, {})).toMatchObject({ level: 'joined' })
  })
})

describe('whoever moved', () => {
  const ask = () =>
    app.api(gone).call(requestVerification, { body: { name: '王建国', kind: 'tenant', room: '5号楼 502室' } })
  const approve = async (desk: TestUser) => {
    const request = (await User.findById(gone.id).lean())?.verification?.id.toString() ?? ''
    return app.api(desk).call(decideVerification, {
      params: { id: request },
      body: { decision: 'approve', note: '看过租约' },
    })
  }

  it('joins and is verified in the new community, and is nobody of the old one even when that is corrected', async () => {
    await setState('present', 'moved')
    const other = await buildSecretary(neighbourCommunity)
    const { code } = await app.api(other).ok(createJoinCode, { body: { areaCode: neighbourCommunity } })
    await app.api(gone).ok(joinCommunity, { body: { code } })
    expect(await app.api(gone).ok(getMe, {})).not.toHaveProperty('goneOn')
    expect((await ask()).status).toBe(200)
    expect((await approve(other)).status).toBe(200)
    const there = { level: 'verified', community: { code: neighbourCommunity } }
    expect(await app.api(gone).ok(getMe, {})).toMatchObject(there)
    expect(await User.findById(gone.id).lean()).not.toHaveProperty('personId')
    await setState('moved', 'present')
    expect(await app.api(gone).ok(getMe, {})).toMatchObject(there)
  })
})
