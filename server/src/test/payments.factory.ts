import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import { registerPayable, type Payable, type PayableDescription } from '../features/payments/payable'
import { Payee } from '../features/payments/payee.model'
import { testMchid, type FakeWechatPay } from './fakeWechatPay'
import { buildElder, linkToPerson } from './families.factory'
import type { TestDeps } from './testApp'
import { buildResident, testAreas, type TestUser } from './users.factory'

/** Something to pay for, with what became of it; stands in for an order. */
export interface TestPayable {
  id: string
  description: PayableDescription
  /** Whether somebody else may take the place once it is free. */
  isPlaceGone: boolean
  state: 'waiting' | 'taken' | 'freed'
  /** The payment it was taken for. */
  paidBy: string | undefined
  timesFreed: number
  keptFen: number | undefined
}

const things = new Map<string, TestPayable>()

const take = (thing: TestPayable, paymentId: string): boolean => {
  if (thing.state === 'taken') return thing.paidBy === paymentId
  thing.state = 'taken'
  thing.paidBy = paymentId
  return true
}

const readThing = (id: string): TestPayable => {
  const thing = things.get(id)
  if (!thing) throw new Error(`no thing ${id}`)
  return thing
}

const testPayable: Payable = {
  kind: 'careOrder',
  describe: (id) => {
    const thing = things.get(id)
    return Promise.resolve(thing?.state === 'waiting' ? thing.description : undefined)
  },
  onPaid: (id, { paymentId }) => {
    const thing = readThing(id)
    return Promise.resolve(thing.state !== 'freed' && take(thing, paymentId))
  },
  retake: (id, { paymentId }) => {
    const thing = readThing(id)
    return Promise.resolve(thing.state === 'freed' && !thing.isPlaceGone && take(thing, paymentId))
  },
  isStanding: (id) => Promise.resolve(readThing(id).state === 'taken'),
  onUnpaidExpired: (id) => {
    const thing = readThing(id)
    if (thing.state === 'waiting') {
      thing.state = 'freed'
      thing.timesFreed += 1
    }
    return Promise.resolve()
  },
  onRefunded: (id, { leftFen }) => {
    readThing(id).keptFen = leftFen
    return Promise.resolve()
  },
}

/** A unit that takes payments under the fake's merchant number. */
export async function buildPayee(community: string = testAreas.community): Promise<string> {
  const { district, street } = placeOf(community)
  const _id = new Types.ObjectId()
  await Payee.create({
    ...{ _id, mchid: testMchid, isActive: true, unitName: '幸福食堂', district, community },
    ...(street === undefined ? {} : { street }),
    changedAt: new Date('2026-11-01T00:00:00.000Z'),
  })
  return _id.toString()
}

/** Something that an elder has to pay, within a quarter of an hour. */
export async function buildPayable(
  deps: TestDeps,
  overrides: Partial<PayableDescription> = {},
): Promise<TestPayable> {
  registerPayable(testPayable)
  const thing: TestPayable = {
    id: new Types.ObjectId().toString(),
    description: {
      title: '老年食堂午餐，11月24日',
      amountFen: 1200,
      personId: overrides.personId ?? (await buildElder(deps)),
      payeeUnitId: overrides.payeeUnitId ?? (await buildPayee()),
      payeeName: '幸福食堂',
      place: { district: testAreas.district, street: testAreas.street, community: testAreas.community },
      payBy: new Date(deps.clock.now().getTime() + 15 * 60_000),
      isStanding: false,
      page: 'packages/elderCare/pages/order/index?id=1',
      ...overrides,
    },
    isPlaceGone: false,
    state: 'waiting',
    paidBy: undefined,
    timesFreed: 0,
    keptFen: undefined,
  }
  things.set(thing.id, thing)
  return thing
}

/** The elder herself, with an account of her own. */
export async function buildPayer(thing: TestPayable): Promise<TestUser> {
  const user = await buildResident()
  await linkToPerson(user, thing.description.personId)
  return user
}

/** The fake that test deps have unless a test talks to the sandbox. */
export const fakePayOf = (deps: TestDeps): FakeWechatPay => deps.ports.wechatPay as FakeWechatPay
