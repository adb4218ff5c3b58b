import type { BondScope } from '@linli/shared/families/bond'
import { isLiving } from '@linli/shared/families/bond.state'
import { Types } from 'mongoose'
import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps'
import { FamilyBond, type BondRecord } from '../features/families/bond.model'
import { Home } from '../features/register/home.model'
import type { PersonMove } from '../features/register/person.hooks'
import { sealPerson } from '../features/register/person.crypto'
import { Person } from '../features/register/person.model'
import { registerPerson } from '../features/register/register.lookup'
import { forgetActor } from '../features/users/actor.service'
import { User } from '../features/users/user.model'
import { buildUser, testAreas, type TestUser } from './users.factory'

const { district, street, community, grid, building } = testAreas
export const elderPlace = { district, street, community, grid, building } as const

/** An elder of the register in the test community, without an account. */
export async function buildElder(
  deps: Pick<Deps, 'crypto' | 'clock'>,
  overrides: { name?: string; phone?: string; birthDate?: string; room?: string } = {},
): Promise<string> {
  const { name = '张桂珍', phone, birthDate = '1944-03-05', room = '101' } = overrides
  const known = await Home.findOne({ building, room }).lean()
  const home = known ?? (await Home.create({ room, label: `1号楼 ${room}室`, ...elderPlace }))
  return registerPerson(
    { name, birthDate, phone, homeId: home._id.toString(), kind: 'owner', source: 'counter' },
    deps,
  )
}

/** A second record of one name and birthday: another name when it was put in, which was corrected since. */
export async function buildDoubleOf(
  deps: Pick<Deps, 'crypto' | 'clock'>,
  { name = '张桂珍', phone = '13800000007', birthDate = '1944-03-05' } = {},
): Promise<string> {
  const id = await buildElder(deps, { name: `${name}${randomUUID()}`, phone, birthDate })
  const sealed = sealPerson(new Types.ObjectId(id), { name, phone: undefined, birthDate }, deps.crypto)
  await Person.updateOne({ _id: id }, { $set: { name: sealed.name, nameIndex: sealed.nameIndex } })
  return id
}

/** A merge of two records as one feature is asked to follow it, and what it has to say of it. */
export function buildMove(ids: Pick<PersonMove, 'from' | 'into'>): { move: PersonMove; remarks: string[] } {
  const remarks: string[] = []
  const note = (remark: string) => {
    remarks.push(remark)
    return Promise.resolve()
  }
  return { move: { ...ids, mergeId: new Types.ObjectId(), note }, remarks }
}

/** Links an account to a person of the register, as a check does. */
export async function linkToPerson(user: TestUser, personId: string): Promise<void> {
  await User.updateOne({ _id: user.id }, { $set: { personId, level: 'verified', ...elderPlace } })
  forgetActor(user.id)
}

/** A daughter in another city: signed in, phone checked, member of no community here. */
export const buildProxy = (nickname = '王小丽'): Promise<TestUser> =>
  buildUser({ nickname, phoneCheckedAt: new Date('2026-01-01T00:00:00.000Z') })

/** A bond as it lies in the database, in force unless said otherwise. */
export async function buildBond(
  { proxy, personId }: { proxy: TestUser; personId: string },
  overrides: Partial<BondRecord> & { scopes?: BondScope[] } = {},
): Promise<string> {
  const _id = new Types.ObjectId()
  const state = overrides.state ?? 'active'
  await FamilyBond.create({
    _id,
    version: 1,
    state,
    isLiving: isLiving(state),
    origin: 'wechat',
    relation: 'daughter',
    personId,
    proxyUserId: proxy._id,
    proxyName: '王小丽',
    scopes: ['needs', 'orders', 'payments', 'health'],
    limitFen: 20_000,
    createdBy: proxy._id,
    requestKey: randomUUID(),
    createdAt: new Date('2026-11-01T00:00:00.000Z'),
    history: [],
    ...elderPlace,
    ...overrides,
  })
  await User.updateOne({ _id: proxy.id }, { $set: { isProxy: true } })
  forgetActor(proxy.id)
  return _id.toString()
}
