import '../../database/mongoose'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { paymentConsentContracts } from '@linli/shared/families/payment.contract'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { exportOwnData, getOwnData } from '@linli/shared/users/ownData.contract'
import { buildAreas } from '../../test/areas.factory'
import { newKey } from '../../test/needs.factory'
import { actOnSos, buildElderWithFamily, raiseSos, writeContacts } from '../../test/safety.factory'
import { startTestApp } from '../../test/testApp'
import { buildResident, type TestUser } from '../../test/users.factory'
import { moveOutbox } from '../messages/outbox.mover'
import { CheckIn } from '../safety/checkIn.model'
import { sweepCheckIns } from '../safety/checkIn.sweep'
import { readActor } from '../users/actor.service'
import { findActing } from './bond.access'
import { requestConsent } from './payment.consent'

const app = startTestApp()
const { api, deps } = app
beforeEach(buildAreas)

const readFile = async (user: TestUser): Promise<string> =>
  (await api(user).call(exportOwnData)).bytes.toString()

const told = '在卫生间滑倒的暗号'
const said = '打过电话了的暗号'

/** An elder of whom everything is kept, and her family. */
async function buildLife() {
  const family = await buildElderWithFamily(deps)
  const { elder, daughter, son, personId } = family
  const contact = { name: '邻居老李', relation: '邻居', phone: '13900000009' }
  await writeContacts(personId, [contact], deps)
  const body = { isOn: true, dueMinutes: 600, isConsented: true }
  await api(elder).ok(checkInContracts.setCheckIn, { params: { id: personId }, body })
  await CheckIn.updateOne({ _id: personId }, { $set: { state: 'waiting', nextAt: new Date(0) } })
  await sweepCheckIns(deps)
  const reached = { action: 'reached', text: said } as const
  await api(son).ok(checkInContracts.actOnCheckIn, {
    ...{ params: { id: personId }, body: reached, requestKey: newKey() },
  })
  const { body: sos } = await raiseSos(app, daughter, { forPersonId: personId })
  await actOnSos(app, daughter, sos.id, { action: 'tell', matter: 'fell', text: told })
  await moveOutbox(deps)
  const actor = await readActor(daughter.id, '', deps.clock.now())
  const acting = actor && (await findActing(actor, personId, 'payments', deps))
  if (!acting) throw new Error('not acting')
  const payment = { amountFen: 30_000, purpose: '上门助浴', record: { kind: 'order', id: '1'.repeat(24) } }
  const consent = await requestConsent(acting, payment, deps)
  await api(elder).ok(paymentConsentContracts.decidePaymentConsent, {
    ...{ params: { id: consent._id.toString() }, body: { isApproved: true } },
  })
  return family
}

it('has of an elder her 报平安, who acts for her and how it came about, what they did and what was paid', async () => {
  const { elder, daughter, son, bonds } = await buildLife()
  const revoke = { action: 'revoke' } as const
  await api(elder).ok(bondContracts.actOnBond, {
    ...{ params: { id: bonds.son }, body: revoke, requestKey: newKey() },
  })
  const { families, safety } = JSON.parse(await readFile(elder)) as Record<string, unknown>
  expect(families).toMatchObject({
    proxies: [
      { proxyName: '王大勇', relation: 'son', state: 'ended', history: [{ what: '取消了授权' }] },
      {
        ...{ proxyName: '王小丽', relation: 'daughter', state: 'active', basis: 'consent', origin: 'wechat' },
        ...{ scopes: ['needs', 'orders', 'payments', 'health'], limitFen: 20_000 },
      },
    ],
    paymentConsents: [
      {
        ...{ by: '由女儿 王小丽 代办', amountFen: 30_000, purpose: '上门助浴', state: 'approved' },
        decidedBy: { as: 'elder' },
      },
    ],
  })
  const acts = (families as { actsByProxy: { by: string; what: string }[] }).actsByProxy
  expect(acts.map(({ by, what }) => `${by}：${what}`)).toEqual([
    '由女儿 王小丽 代办：写了求助的情况',
    '由女儿 王小丽 代办：按了紧急求助',
    '由儿子 王大勇 代办：写了联系上老人，报了平安',
  ])
  expect(safety).toMatchObject({
    checkIn: {
      ...{ isOn: true, dueMinutes: 600, state: 'safe', outcome: 'call', note: said },
      calls: [{ people: expect.arrayContaining(['女儿 王小丽']) as unknown }],
    },
    calls: [{ cause: 'pressed', text: told, byProxy: '由女儿 王小丽 代办' }],
    pressedForOthers: [],
  })
  // Of the others nothing by which they could be found: no account, no telephone.
  for (const theirs of [daughter.id, son.id, '13900000009'])
    expect(JSON.stringify({ families, safety })).not.toContain(theirs)
  const { sections } = await api(elder).ok(getOwnData)
  const titles = sections.map(({ title }) => title)
  expect(titles).toEqual(expect.arrayContaining(['谁替我办事', '报平安', '紧急求助']))
})

it('has of a relative that she acted, when and in what, and nothing of the elder’s own', async () => {
  const { daughter, son, elder, personId } = await buildLife()
  const hers = await readFile(daughter)
  expect((JSON.parse(hers) as Record<string, unknown>).families).toEqual({
    asProxy: {
      bonds: [expect.objectContaining({ relation: 'daughter', state: 'active' })],
      acts: [
        expect.objectContaining({ relation: 'daughter', scope: 'needs' }),
        expect.objectContaining({ relation: 'daughter', scope: 'needs' }),
      ],
      paymentsAsked: [expect.objectContaining({ amountFen: 30_000, state: 'approved' })],
    },
  })
  expect((JSON.parse(hers) as { safety: unknown }).safety).toMatchObject({
    calls: [],
    pressedForOthers: [{ createdAt: expect.any(String) as unknown }],
  })
  const stranger = await readFile(await buildResident())
  for (const file of [hers, await readFile(son), stranger])
    for (const secret of [told, said, '张桂珍', personId, elder.id, '上门助浴', '写了', '邻居老李'])
      expect(file).not.toContain(secret)
  for (const theirs of ['王大勇', son.id]) expect(hers).not.toContain(theirs)
})
