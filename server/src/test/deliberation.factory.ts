import { motionContracts, type MotionView } from '@linli/shared/deliberation/motion.contract'
import { Types } from 'mongoose'
import { writeSignature } from '../features/deliberation/coSign.service'
import { Motion, type MotionRecord } from '../features/deliberation/motion.model'
import { Home, Household } from '../features/register/home.model'
import { sealPerson } from '../features/register/person.crypto'
import { Person } from '../features/register/person.model'
import { User } from '../features/users/user.model'
import { forgetActor } from '../features/users/actor.service'
import { clearCaches } from '../lib/caches'
import type { BodyOf } from './apiClient'
import { buildNeighbour, settleForum } from './forum.factory'
import type { TestApp } from './testApp'
import { buildResident, testAreas, type SignedIn, type TestUser } from './users.factory'

const { district, street, community, building, grid } = testAreas
const place = { district, street, community, building, grid }

/** Homes of the community with a household each and so many grown-ups in it, and some with none. */
export async function fillRegister(
  app: TestApp,
  { households, adultsEach, empty = 0 }: { households: number; adultsEach: number; empty?: number },
): Promise<{ personId: Types.ObjectId; homeId: Types.ObjectId }[]> {
  const known = []
  const [homes, families, people]: object[][] = [[], [], []]
  for (let h = 0; h < households + empty; h += 1) {
    const [homeId, householdId] = [new Types.ObjectId(), new Types.ObjectId()]
    homes?.push({ _id: homeId, room: `${h}`, label: `${h}室`, ...place })
    families?.push({ _id: householdId, homeId, number: '1', ...place })
    for (let a = 0; a < (h < households ? adultsEach : 0); a += 1) {
      const personId = new Types.ObjectId()
      const person = { name: `张${h}${a}`, birthDate: `19${60 + (h % 30)}-01-02` }
      const sealed = sealPerson(personId, person, app.deps.crypto)
      people?.push({ _id: personId, ...sealed, householdId, source: 'counter', ...place })
      known.push({ personId, homeId })
    }
  }
  await Home.insertMany(homes ?? [])
  await Household.insertMany(families ?? [])
  await Person.insertMany(people ?? [])
  clearCaches()
  return known
}

/** A verified resident of the register, who has not written anything yet. */
export async function buildRegistered(personId: Types.ObjectId, homeId?: Types.ObjectId): Promise<TestUser> {
  const user = await buildResident({ building: testAreas.building })
  await User.updateOne({ _id: user._id }, { $set: { personId, ...(homeId ? { homeId } : {}) } })
  forgetActor(user.id)
  return user
}

type MotionBody = BodyOf<typeof motionContracts.createMotion>

export const motionBody = (overrides: Partial<MotionBody> = {}): MotionBody => ({
  community,
  title: '给北门装一盏路灯',
  text: '北门晚上很暗，老人回来看不清台阶，大家一起商量装一盏路灯。',
  ...overrides,
})

/** Raises a motion as the neighbour, and lets it be checked. @returns its id. */
export async function raiseMotion(
  app: TestApp,
  user: TestUser,
  overrides: Partial<MotionBody> = {},
): Promise<string> {
  const { id } = await app.api(user).ok(motionContracts.createMotion, { body: motionBody(overrides) })
  await settleForum(app.deps)
  return id
}

/** So many neighbours stand behind it: the last signs on her telephone, by which the others are counted as well. */
export async function coSign(app: TestApp, id: string, signers: readonly TestUser[]): Promise<void> {
  const [last, ...others] = [...signers].reverse()
  const motion = await Motion.findById(id).orFail().lean<MotionRecord>()
  const users = await User.find({ _id: { $in: others.map(({ _id }) => _id) } }, { personId: 1 }).lean()
  for (const { _id, personId } of users) {
    const signer = { userId: _id.toString(), ...(personId == null ? {} : { personId: personId.toString() }) }
    await writeSignature(motion, signer, app.deps)
  }
  if (last) await app.api(last).ok(motionContracts.coSignMotion, { params: { id }, body: { isOn: true } })
}

export const buildSigners = (count: number): Promise<TestUser[]> =>
  Promise.all(Array.from({ length: count }, () => buildResident()))

/** A motion that so many signed that the community has to answer. */
export async function raiseSubmitted(
  app: TestApp,
): Promise<{ id: string; author: TestUser; signers: TestUser[] }> {
  const author = await buildNeighbour(app)
  const id = await raiseMotion(app, author)
  await Motion.updateOne({ _id: id }, { $set: { threshold: 3 } })
  const signers = await buildSigners(2)
  await coSign(app, id, signers)
  return { id, author, signers }
}

export const readMotion = (app: TestApp, user: SignedIn, id: string): Promise<MotionView> =>
  app.api(user).ok(motionContracts.getMotion, { params: { id } })

/** What a project begins with. */
export const projectBody = () => ({
  title: '北门装路灯',
  text: '装两盏声控路灯。',
  unitName: '江畔苑物业',
  budgetFen: 350_000,
  milestones: [
    { title: '现场清理完', dueOn: '2026-11-30' },
    { title: '灯装好', dueOn: '2026-11-01' },
  ],
})
