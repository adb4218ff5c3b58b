import '../../database/mongoose'
import { bondScopes } from '@linli/shared/families/bond'
import { bondStates } from '@linli/shared/families/bond.state'
import { personStates } from '@linli/shared/register/register'
import type { ClientSession } from 'mongoose'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import { startTestApp } from '../../test/testApp'
import { buildBuildingLeader, buildResident, buildSecretary, type TestUser } from '../../test/users.factory'
import { Person } from '../register/person.model'
import type { Actor } from '../users/actor'
import { readActor } from '../users/actor.service'
import { findActing, whileActing, type Acting } from './bond.access'
import { FamilyBond, ProxyAct } from './bond.model'

const { deps } = startTestApp()

async function actorOf(user: TestUser): Promise<Actor> {
  const actor = await readActor(user.id, '', deps.clock.now())
  if (!actor) throw new Error('no actor')
  return actor
}
const act = { what: '提了一件诉求：水管漏水', record: { kind: 'need', id: '0'.repeat(24) } }

async function buildPair(overrides: Parameters<typeof buildBond>[1] = {}) {
  const personId = await buildElder(deps)
  const proxy = await buildProxy()
  const bondId = await buildBond({ proxy, personId }, overrides)
  return { personId, proxy, bondId, actor: await actorOf(proxy) }
}

describe('who may act for a person', () => {
  it('is she herself in every scope', async () => {
    const personId = await buildElder(deps)
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    for (const scope of bondScopes)
      expect(await findActing(await actorOf(elder), personId, scope, deps)).toEqual({
        kind: 'self',
        userId: elder.id,
        personId,
        scope,
      })
  })

  it.each(bondScopes)('is a proxy whose bond has the scope %s, who is named', async (scope) => {
    const { personId, actor, bondId } = await buildPair({ scopes: [scope], limitFen: 500 })
    expect(await findActing(actor, personId, scope, deps)).toEqual({
      kind: 'proxy',
      userId: actor.userId,
      personId,
      scope,
      bond: { id: bondId, relation: 'daughter', proxyName: '王小丽', limitFen: 500 },
      proxyText: '由女儿 王小丽 代办',
    })
    for (const other of bondScopes.filter((each) => each !== scope))
      expect(await findActing(actor, personId, other, deps)).toBeUndefined()
  })

  it.each(bondStates)('is nobody by a bond that is %s unless active', async (state) => {
    const { personId, actor } = await buildPair({ state })
    const found = await findActing(actor, personId, 'needs', deps)
    expect(found?.kind).toBe(state === 'active' ? 'proxy' : undefined)
  })

  it('is nobody before the first and after the last day', async () => {
    const { personId, actor } = await buildPair({ from: '2026-11-24', until: '2026-11-25' })
    const ask = async () => (await findActing(actor, personId, 'needs', deps))?.kind
    expect(await ask()).toBeUndefined()
    deps.clock.set('2026-11-23T16:00:00.000Z')
    expect(await ask()).toBe('proxy')
    deps.clock.set('2026-11-25T15:59:00.000Z')
    expect(await ask()).toBe('proxy')
    deps.clock.set('2026-11-25T16:00:00.000Z')
    expect(await ask()).toBeUndefined()
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it.each(personStates)('for someone who is %s', async (state) => {
    const { personId, actor } = await buildPair()
    await Person.updateOne({ _id: personId }, { $set: { state } })
    const isGone = state === 'deceased' || state === 'moved'
    expect((await findActing(actor, personId, 'needs', deps))?.kind).toBe(isGone ? undefined : 'proxy')
  })

  it('is no stranger, neighbour, building leader or secretary, and nobody for an unknown person', async () => {
    const { personId, actor } = await buildPair()
    for (const user of [
      await buildProxy('别人'),
      await buildResident(),
      await buildBuildingLeader(),
      await buildSecretary(),
    ])
      expect(await findActing(await actorOf(user), personId, 'needs', deps)).toBeUndefined()
    expect(await findActing(actor, '0'.repeat(24), 'needs', deps)).toBeUndefined()
  })
})

describe('a write by proxy', () => {
  const find = async (pair: { actor: Actor; personId: string }): Promise<Acting> => {
    const acting = await findActing(pair.actor, pair.personId, 'needs', deps)
    if (!acting) throw new Error('not acting')
    return acting
  }

  it('is logged with it, and not when nothing was written', async () => {
    const pair = await buildPair()
    const acting = await find(pair)
    expect(await whileActing(acting, act, () => Promise.resolve(7), deps)).toBe(7)
    const nothing = () => Promise.resolve<number | undefined>(undefined)
    expect(await whileActing(acting, act, nothing, deps)).toBeUndefined()
    const log = await ProxyAct.find({ personId: pair.personId }).lean()
    expect(log).toMatchObject([{ ...act, proxyName: '王小丽', relation: 'daughter', scope: 'needs' }])
  })

  it.each([
    ['revoked', { state: 'ended', isLiving: false }],
    ['without the scope', { scopes: ['health'] }],
  ])('is refused once the bond is %s, and nothing is written', async (_, $set) => {
    const pair = await buildPair()
    const acting = await find(pair)
    await FamilyBond.updateOne({ _id: pair.bondId }, { $set })
    const write = jest.fn(() => Promise.resolve(1))
    await expect(whileActing(acting, act, write, deps)).rejects.toMatchObject({ code: 'bond.ended' })
    expect(write).not.toHaveBeenCalled()
    expect(await ProxyAct.countDocuments({ bondId: pair.bondId })).toBe(0)
  })

  it('and a revocation at the same moment never both count in the wrong order', async () => {
    for (let round = 0; round < 5; round += 1) {
      const pair = await buildPair()
      const acting = await find(pair)
      const revoke = async () => {
        const { modifiedCount } = await FamilyBond.updateOne(
          { _id: pair.bondId, state: 'active' },
          { $set: { state: 'ended', isLiving: false } },
        )
        return modifiedCount
      }
      const note = async (session?: ClientSession) => {
        const change = { $set: { verifiedAt: deps.clock.now() } }
        await Person.updateOne({ _id: pair.personId }, change, session ? { session } : {})
        return 1
      }
      const [written, revoked] = await Promise.allSettled([whileActing(acting, act, note, deps), revoke()])
      expect(revoked).toMatchObject({ status: 'fulfilled', value: 1 })
      const bond = await FamilyBond.findOne({ _id: pair.bondId }).lean()
      const acts = written.status === 'fulfilled' ? 1 : 0
      expect({ state: bond?.state, acts: bond?.acts }).toEqual({ state: 'ended', acts })
      expect(await ProxyAct.countDocuments({ bondId: pair.bondId })).toBe(acts)
      await expect(whileActing(acting, act, note, deps)).rejects.toMatchObject({ code: 'bond.ended' })
    }
  })

  it('of the person herself is not logged', async () => {
    const { personId, bondId } = await buildPair()
    const acting = { kind: 'self', userId: '1'.repeat(24), personId, scope: 'needs' } as const
    expect(await whileActing(acting, act, () => Promise.resolve('written'), deps)).toBe('written')
    expect(await ProxyAct.countDocuments({ bondId })).toBe(0)
  })
})
