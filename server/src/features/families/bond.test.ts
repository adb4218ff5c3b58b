import '../../database/mongoose'
import { bondContracts, type BondView } from '@linli/shared/families/bond.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import { buildMedia } from '../../test/media.factory'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildCommunityWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Elder } from '../elders/elder.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { setPersonState } from '@linli/shared/register/person.contract'
import { deleteAccount } from '@linli/shared/users/ownData.contract'
import { readActor } from '../users/actor.service'
import { findActing } from './bond.access'
import { BondEvidence, FamilyBond, type BondRecord } from './bond.model'
import { sweepBonds } from './bond.steps'

const app = startTestApp()
const { api, deps } = app
const note = '老人当面说同意，由女儿代办'

async function buildSignedInElder(): Promise<{ elder: TestUser; personId: string }> {
  const personId = await buildElder(deps)
  const elder = await buildResident()
  await linkToPerson(elder, personId)
  return { elder, personId }
}

const invite = (
  proxy: TestUser,
  body: Partial<{ scopes: ('needs' | 'orders' | 'payments' | 'health')[] }> = {},
) =>
  api(proxy).ok(bondContracts.inviteElder, {
    body: { relation: 'daughter', scopes: ['needs', 'orders'], ...body },
    requestKey: newKey(),
  })

const codeOf = ({ invitation }: BondView): string => {
  if (!invitation) throw new Error('no invitation')
  return invitation.code
}
const answer = (elder: TestUser, code: string, body: object, requestKey = newKey()) =>
  api(elder).call(bondContracts.answerInvitation, {
    params: { code },
    body: { answer: 'consent', scopes: ['needs'], words: '同意小丽帮我办事', ...body } as never,
    requestKey,
  })
const act = (user: TestUser, id: string, body: object, requestKey = newKey()) =>
  api(user).call(bondContracts.actOnBond, { params: { id }, body: body as never, requestKey })
const read = (id: string) => FamilyBond.findOne({ _id: id }).lean<BondRecord>()
const photoOf = async (user: TestUser): Promise<string> => (await buildMedia({ ownerId: user._id })).id

beforeEach(buildAreas)

describe('an invitation', () => {
  it('is opened and agreed to by the elder in her own words, once, and narrowed by her', async () => {
    const { elder, personId } = await buildSignedInElder()
    const proxy = await buildProxy()
    const bond = await invite(proxy)
    expect(bond).toMatchObject({ state: 'invited', relationToViewer: 'proxy', actions: ['withdraw'] })
    const code = codeOf(bond)
    const seen = await api(elder).ok(bondContracts.readInvitation, { params: { code } })
    expect(seen).toMatchObject({ proxy: { name: '王小丽' }, scopes: ['needs', 'orders'], canAnswer: true })
    const key = newKey()
    const agreed = await answer(elder, code, {}, key)
    expect(agreed.body).toMatchObject({ state: 'active', scopes: ['needs'], relationToViewer: 'elder' })
    expect(agreed.body.elder).toMatchObject({ personId, name: '张桂珍' })
    expect(agreed.body.log.at(-1)).toMatchObject({ who: '您', words: '同意小丽帮我办事' })
    expect((await answer(elder, code, {}, key)).body.id).toBe(bond.id)
    expectError(await answer(elder, code, {}), 'bond.invitation_not_valid')
    const [mine] = (await api(proxy).ok(bondContracts.listMyElders)).items
    expect(mine).toMatchObject({ state: 'active', elder: { name: '张桂珍', home: '1号楼 101室' } })
    expect(mine?.invitation).toBeUndefined()
    await moveOutbox(deps)
    expect((await InboxMessage.findOne({ userId: proxy.id }).lean())?.title).toBe('老人同意由您代办了')
    expect((await Elder.findOne({ _id: personId }).lean())?.primaryBondId?.toString()).toBe(bond.id)
  })

  it('begins on the day that was agreed, and not before', async () => {
    deps.clock.set('2026-11-23T02:00:00.000Z')
    const { elder, personId } = await buildSignedInElder()
    const proxy = await buildProxy()
    const [from, until] = ['2026-12-01', '2027-03-01']
    const asked = { relation: 'daughter' as const, scopes: ['needs' as const] }
    const ask = (days: object) =>
      api(proxy).call(bondContracts.inviteElder, { body: { ...asked, ...days }, requestKey: newKey() })
    expectError(await ask({ from, until: '2026-11-30' }), 'request.invalid')
    expectError(await ask({ from: '2036-12-01' }), 'request.invalid')
    const bond = (await ask({ from, until })).body
    const code = codeOf(bond)
    expect(await api(elder).ok(bondContracts.readInvitation, { params: { code } })).toMatchObject({
      from,
      until,
    })
    const agreed = (await answer(elder, code, {})).body
    expect(agreed).toMatchObject({
      state: 'active',
      from,
      until,
      stateText: expect.stringMatching(/起生效，到/) as string,
    })
    const isActing = async () => {
      const actor = await readActor(proxy.id, '', deps.clock.now())
      return actor !== undefined && (await findActing(actor, personId, 'needs', deps)) !== undefined
    }
    expect(await isActing()).toBe(false)
    // She says that it begins earlier, as long as it has not begun.
    const earlier = { action: 'change', scopes: ['needs'], from: '2026-11-25' }
    expect((await act(elder, bond.id, earlier)).body).toMatchObject({ from: '2026-11-25', until })
    deps.clock.set('2026-11-24T15:59:00.000Z')
    expect(await isActing()).toBe(false)
    deps.clock.set('2026-11-24T16:01:00.000Z')
    expect(await isActing()).toBe(true)
    expect((await act(elder, bond.id, { ...earlier, from })).body).toMatchObject({ from: '2026-11-25' })
    deps.clock.set('2027-03-01T16:01:00.000Z')
    expect(await isActing()).toBe(false)
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it('asks for words or a recording, and for no more than was asked', async () => {
    const { elder } = await buildSignedInElder()
    const code = codeOf(await invite(await buildProxy()))
    expectError(await answer(elder, code, { words: undefined }), 'request.invalid')
    expectError(await answer(elder, code, { scopes: ['payments'] }), 'request.invalid')
    const voice = await buildMedia({ ownerId: elder._id, kind: 'voice' })
    const agreed = await answer(elder, code, { words: undefined, voiceId: voice.id })
    expect(agreed.body.log.at(-1)?.voice?.id).toBe(voice.id)
  })

  it('lapses after three days, and can be withdrawn or refused before', async () => {
    const { elder } = await buildSignedInElder()
    const proxy = await buildProxy()
    const [late, withdrawn, refused] = [await invite(proxy), await invite(proxy), await invite(proxy)]
    expect((await act(proxy, withdrawn.id, { action: 'withdraw' })).body.state).toBe('withdrawn')
    const no = await api(elder).ok(bondContracts.answerInvitation, {
      params: { code: codeOf(refused) },
      body: { answer: 'refuse' },
    })
    expect(no).toMatchObject({ state: 'declined', log: [], actions: [] })
    deps.clock.advance(3, 'days')
    for (const bond of [late, withdrawn, refused])
      expectError(await answer(elder, codeOf(bond), {}), 'bond.invitation_not_valid')
    await sweepBonds(deps)
    expect((await read(late.id))?.state).toBe('lapsed')
    deps.clock.advance(-3, 'days')
  })

  it('is answered by nobody but a person of the register who is not the one who made it', async () => {
    const proxy = await buildProxy()
    const code = codeOf(await invite(proxy))
    expectError(await answer(proxy, code, {}), 'bond.own_invitation')
    expectError(await answer(await buildUser(), code, {}), 'bond.register_needed')
    const seen = await api(await buildUser()).ok(bondContracts.readInvitation, { params: { code } })
    expect(seen).toMatchObject({ canAnswer: false, problem: 'bond.register_needed' })
    const unknown = { params: { code: '2222222222' } }
    expectError(await api(proxy).call(bondContracts.readInvitation, unknown), 'bond.invitation_not_valid')
    const unchecked = await buildUser({ nickname: '没核实' })
    const body = { relation: 'son' as const, scopes: ['needs' as const] }
    expectError(await api(unchecked).call(bondContracts.inviteElder, { body }), 'bond.phone_needed')
  })

  it('comes into force once when two answer it at once, and once for a press that is resent', async () => {
    const [one, two] = [await buildSignedInElder(), await buildResident()]
    await linkToPerson(two, await buildElder(deps, { name: '李阿妹', birthDate: '1940-01-01', room: '102' }))
    const bond = await invite(await buildProxy())
    const answers = await Promise.all([one.elder, two].map((user) => answer(user, codeOf(bond), {})))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await read(bond.id))?.history.filter(({ action }) => action === 'consent')).toHaveLength(1)
    const proxy = await buildProxy()
    const body = { relation: 'son' as const, scopes: ['needs' as const] }
    const requestKey = newKey()
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => api(proxy).ok(bondContracts.inviteElder, { body, requestKey })),
    )
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    expect(await FamilyBond.countDocuments({ proxyUserId: proxy.id })).toBe(1)
    const other = { body: { ...body, relation: 'daughter' as const }, requestKey }
    expectError(await api(proxy).call(bondContracts.inviteElder, other), 'request.already_done')
  })

  it('keeps its code and the elder’s words encrypted', async () => {
    const { elder } = await buildSignedInElder()
    const bond = await invite(await buildProxy())
    const raw = JSON.stringify(await FamilyBond.collection.findOne({}))
    expect(raw).not.toContain(codeOf(bond))
    await answer(elder, codeOf(bond), {})
    expect(JSON.stringify(await BondEvidence.collection.findOne({}))).not.toContain('同意小丽')
  })
})

describe('a bond made in person', () => {
  const offer = (personId: string, photoId: string, phone = '13900000001') => ({
    personId,
    phone,
    relation: 'daughter' as const,
    scopes: ['needs' as const],
    origin: 'inPerson' as const,
    photoIds: [photoId],
    note,
  })

  it('is offered by staff with a photo of the form, and in force once the proxy says yes', async () => {
    const personId = await buildElder(deps)
    const proxy = await buildUser({ nickname: '王小丽', clearPhone: '13900000001' }, deps)
    const worker = await buildCommunityWorker()
    const body = offer(personId, await photoOf(worker))
    const bond = await api(worker).ok(bondContracts.offerBond, { body, requestKey: newKey() })
    expect(bond).toMatchObject({ state: 'offered', elder: { name: '张**' }, basis: 'consent' })
    expect(bond.log[0]).toMatchObject({ words: note, photos: [{ id: body.photoIds[0] }] })
    const [offered] = (await api(proxy).ok(bondContracts.listMyElders)).items
    expect(offered).toMatchObject({ elder: { name: '张**' }, actions: ['refuse', 'accept'] })
    expect(offered?.elder?.home).toBeUndefined()
    expect((await act(worker, bond.id, { action: 'accept' })).status).toBe(403)
    const accepted = await act(proxy, bond.id, { action: 'accept' })
    expect(accepted.body).toMatchObject({ state: 'active', elder: { name: '张桂珍' }, from: '2026-11-23' })
    expect(accepted.body.log[0]?.words).toBeUndefined()
  })

  it('needs the photo, a known proxy with a checked phone, and staff of the elder’s community', async () => {
    const personId = await buildElder(deps)
    const worker = await buildSecretary()
    const send = (user: TestUser, body: object) =>
      api(user).call(bondContracts.offerBond, { body: body as never, requestKey: newKey() })
    const body = offer(personId, await photoOf(worker))
    expectError(await send(worker, { ...body, photoIds: [] }), 'request.invalid')
    expectError(await send(worker, body), 'bond.proxy_unknown')
    await buildUser({ clearPhone: '13900000001' }, deps)
    for (const other of [await buildSecretary(testAreas.neighbourCommunity)])
      expectError(await send(other, { ...body, photoIds: [await photoOf(other)] }), 'record.not_found')
    for (const other of [await buildBuildingLeader(), await buildResident(), await buildStreetOfficer()])
      expectError(await send(other, body), 'access.denied')
    expect((await send(worker, body)).status).toBe(201)
    const again = { ...body, photoIds: [await photoOf(worker)] }
    expectError(await send(worker, again), 'bond.exists')
  })

  it('is asked for by the proxy, whom staff confirm against the register', async () => {
    const personId = await buildElder(deps)
    const proxy = await buildProxy()
    const { community } = testAreas
    const request = (elderName = '张桂珍', requestKey = newKey()) =>
      api(proxy).call(bondContracts.requestBond, {
        body: {
          ...{ relation: 'son', scopes: ['needs', 'payments'], origin: 'inPerson', community },
          ...{ elderName, address: '1号楼 101' },
        },
        requestKey,
      })
    // From two devices at once it is one; her husband is another matter.
    const pressed = await Promise.all([request(), request()])
    expect(pressed.map(({ status }) => status).sort()).toEqual([201, 409])
    const asked = pressed.find(({ status }) => status === 201)?.body ?? { id: '' }
    const second = pressed.find(({ status }) => status === 409)?.body
    const open = { id: asked.id, state: 'requested' }
    expect(second).toMatchObject({ code: 'bond.request_open', details: open })
    expectError(await request('张 桂珍'), 'bond.request_open')
    expect((await act(proxy, (await request('李大山')).body.id, { action: 'withdraw' })).status).toBe(200)
    expect(JSON.stringify(await FamilyBond.collection.findOne({}))).not.toContain('张桂珍')
    const secretary = await buildSecretary()
    const list = (user: TestUser) =>
      api(user).call(bondContracts.listBonds, { query: { community, list: 'requested' } })
    expect((await list(secretary)).body.items).toMatchObject([
      { id: asked.id, request: { elderName: '张桂珍' }, actions: ['confirmInPerson', 'decline'] },
    ])
    expectError(await list(await buildSecretary(testAreas.neighbourCommunity)), 'access.denied')
    const photoIds = [await photoOf(secretary)]
    const body = { action: 'confirmInPerson', personId, scopes: ['needs'], photoIds, note }
    const document = { ...body, action: 'checkDocument', paper: 'judgment' }
    expectError(await act(secretary, asked.id, document), 'bond.wrong_origin')
    expect((await act(secretary, asked.id, body)).body.state).toBe('offered')
    expectError(await request(), 'bond.request_open')
    expect((await act(proxy, asked.id, { action: 'accept' })).body).toMatchObject({
      state: 'active',
      scopes: ['needs'],
    })
    expect((await read(asked.id))?.request).toBeUndefined()
  })
})

describe('a guardianship', () => {
  async function buildGuardianship() {
    const personId = await buildElder(deps)
    const proxy = await buildUser({ nickname: '王小丽', clearPhone: '13900000001' }, deps)
    const [first, second] = [await buildSecretary(), await buildCommunityWorker()]
    const bond = await api(first).ok(bondContracts.offerBond, {
      body: {
        ...{ personId, phone: '13900000001', relation: 'guardian', scopes: ['needs', 'health'], note },
        ...{ origin: 'document', paper: 'judgment', photoIds: [await photoOf(first)] },
      },
      requestKey: newKey(),
    })
    return { personId, proxy, first, second, bond }
  }

  it('is checked by two of the staff, and reviewed each year or it ends', async () => {
    const { proxy, first, second, bond } = await buildGuardianship()
    expect(bond.state).toBe('checked')
    expectError(await act(first, bond.id, { action: 'checkAgain', note }), 'bond.second_person_needed')
    expect((await act(second, bond.id, { action: 'checkAgain', note })).body.state).toBe('offered')
    expect((await act(proxy, bond.id, { action: 'accept' })).body.state).toBe('active')
    await moveOutbox(deps)
    await InboxMessage.deleteMany({})
    deps.clock.advance(365, 'days')
    await sweepBonds(deps)
    await sweepBonds(deps)
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ title: /复核/, userId: first.id })).toBe(1)
    const due = await api(second).ok(bondContracts.listBonds, {
      query: { community: testAreas.community, list: 'review' },
    })
    expect(due.items.map(({ id }) => id)).toEqual([bond.id])
    expect((await act(second, bond.id, { action: 'review', note })).status).toBe(200)
    deps.clock.advance(364, 'days')
    await sweepBonds(deps)
    expect((await read(bond.id))?.state).toBe('active')
    deps.clock.advance(1, 'days')
    await sweepBonds(deps)
    deps.clock.advance(31, 'days')
    await sweepBonds(deps)
    expect((await read(bond.id))?.state).toBe('ended')
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it('is checked again once when two of the staff press at once, and once more by none', async () => {
    const { first, second, bond } = await buildGuardianship()
    const third = await buildCommunityWorker()
    const press = (user: TestUser) => act(user, bond.id, { action: 'checkAgain', note })
    const answers = await Promise.all([press(second), press(third), press(first)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(answers[2].status).toBe(409)
    const { state, history = [] } = (await read(bond.id)) ?? {}
    expect(state).toBe('offered')
    expect(history.filter(({ action }) => action === 'checkAgain')).toHaveLength(1)
  })

  it('goes by its papers: the ward alone does not end it, doubts do not stop it', async () => {
    const { personId, proxy, second, bond } = await buildGuardianship()
    await Elder.updateOne(
      { _id: personId },
      { $set: { capacity: 'doubted', ...testPlace } },
      { upsert: true },
    )
    await act(second, bond.id, { action: 'checkAgain', note })
    expect((await act(proxy, bond.id, { action: 'accept' })).body.state).toBe('active')
    const ward = await buildResident()
    await linkToPerson(ward, personId)
    expectError(await act(ward, bond.id, { action: 'revoke' }), 'bond.guardianship_kept')
    expect((await act(second, bond.id, { action: 'revokeForElder', note })).body.state).toBe('ended')
  })
})

const { district, street, community } = testAreas
const testPlace = { district, street, community }

describe('doubtful capacity', () => {
  it('stops new and wider consents, and leaves what is in force', async () => {
    const { elder, personId } = await buildSignedInElder()
    const proxy = await buildProxy()
    const id = await buildBond({ proxy, personId }, { scopes: ['needs'] })
    const offered = await buildBond(
      { proxy: await buildProxy('小明'), personId },
      { state: 'offered', origin: 'inPerson' },
    )
    await Elder.updateOne(
      { _id: personId },
      { $set: { capacity: 'doubted', ...testPlace } },
      { upsert: true },
    )
    const code = codeOf(await invite(await buildProxy('小红')))
    expectError(await answer(elder, code, {}), 'bond.capacity_doubtful')
    const wide = { action: 'change', scopes: ['needs', 'payments'] }
    expectError(await act(elder, id, wide), 'bond.capacity_doubtful')
    const offeredTo = (await read(offered))?.proxyUserId.toString() ?? ''
    expectError(
      await api({ id: offeredTo }).call(bondContracts.actOnBond, {
        params: { id: offered },
        body: { action: 'accept' },
      }),
      'bond.capacity_doubtful',
    )
    expect((await act(elder, id, { action: 'change', scopes: ['needs'], limitFen: 100 })).body.limitFen).toBe(
      100,
    )
    expect((await act(elder, id, { action: 'revoke' })).body.state).toBe('ended')
  })
})

describe('a bond in force', () => {
  it('is revoked at once by the elder, or by staff on her word with a note', async () => {
    const { elder, personId } = await buildSignedInElder()
    const proxy = await buildProxy()
    const one = await buildBond({ proxy, personId })
    expect((await act(elder, one, { action: 'revoke', words: '不用了' })).body.state).toBe('ended')
    expect((await api(proxy).ok(bondContracts.listMyElders)).items[0]).toMatchObject({
      state: 'ended',
      elder: { name: '张**' },
      actions: [],
    })
    const two = await buildBond({ proxy, personId })
    const secretary = await buildSecretary()
    expectError(await act(secretary, two, { action: 'revokeForElder' }), 'request.invalid')
    const ended = await act(secretary, two, { action: 'revokeForElder', note })
    expect(ended.body.log.at(-1)).toMatchObject({ title: '按老人的意思取消了授权', words: note })
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: proxy.id, title: /取消/ })).toBe(2)
  })

  it('ends once when elder and staff press at once', async () => {
    const { elder, personId } = await buildSignedInElder()
    const id = await buildBond({ proxy: await buildProxy(), personId })
    const secretary = await buildSecretary()
    const answers = await Promise.all([
      act(elder, id, { action: 'revoke' }),
      act(secretary, id, { action: 'revokeForElder', note }),
      act(elder, id, { action: 'revoke' }),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { status } of answers) expect([200, 409]).toContain(status)
    expect((await read(id))?.history).toHaveLength(1)
  })

  it('has one primary among several, whatever is pressed at once', async () => {
    const { elder, personId } = await buildSignedInElder()
    const ids = [
      await buildBond({ proxy: await buildProxy('大女儿'), personId }),
      await buildBond({ proxy: await buildProxy('小女儿'), personId }),
      await buildBond({ proxy: await buildProxy('儿子'), personId }),
    ]
    await Promise.all(ids.map((id) => act(elder, id, { action: 'makePrimary' })))
    const primaries = (await api(elder).ok(bondContracts.listMyProxies)).items.filter((b) => b.isPrimary)
    expect(primaries).toHaveLength(1)
    await act(elder, primaries[0]?.id ?? '', { action: 'revoke' })
    await moveOutbox(deps)
    const next = (await api(elder).ok(bondContracts.listMyProxies)).items.filter((b) => b.isPrimary)
    expect(next).toHaveLength(1)
    expect(next[0]?.state).toBe('active')
    // Cut off in the middle, nothing of it stands; pressed again, it is done whole.
    const other = ids.find((id) => id !== next[0]?.id && id !== primaries[0]?.id) ?? ''
    const before = await read(other)
    const write = Elder.updateOne.bind(Elder)
    const cut = jest.spyOn(Elder, 'updateOne').mockImplementation((...asked) => {
      if (JSON.stringify(asked[1]).includes('primaryBondId')) throw new Error('cut off')
      return write(...asked)
    })
    const press = () => act(elder, other, { action: 'makePrimary' }, 'primary-press')
    expect((await press()).status).toBe(500)
    cut.mockRestore()
    expect((await read(other))?.history).toEqual(before?.history)
    expect((await press()).status).toBe(200)
    expect((await api(elder).ok(bondContracts.listMyProxies)).items.find((b) => b.isPrimary)?.id).toBe(other)
  })

  it('is read by the elder, the proxy and the keepers, by nobody else', async () => {
    const { elder, personId } = await buildSignedInElder()
    const proxy = await buildProxy()
    const id = await buildBond({ proxy, personId })
    const get = (user: TestUser) => api(user).call(bondContracts.getBond, { params: { id } })
    for (const user of [elder, proxy, await buildSecretary(), await buildCommunityWorker()])
      expect((await get(user)).status).toBe(200)
    for (const user of [
      await buildProxy('陌生人'),
      await buildResident(),
      await buildBuildingLeader(),
      await buildStreetOfficer(),
      await buildSecretary(testAreas.neighbourCommunity),
    ]) {
      expectError(await get(user), 'record.not_found')
      expectError(await act(user, id, { action: 'revoke' }), 'record.not_found')
    }
  })

  it('gives more only by the elder’s own word, or by a form she signed anew; a guardianship by its papers', async () => {
    const { elder, personId } = await buildSignedInElder()
    const id = await buildBond({ proxy: await buildProxy(), personId }, { scopes: ['needs'], limitFen: 100 })
    const secretary = await buildSecretary()
    const change = (user: TestUser, body: object, bondId = id) =>
      act(user, bondId, { action: 'change', scopes: ['needs'], ...body })
    for (const wider of [{ scopes: ['needs', 'payments'] }, { limitFen: 101 }])
      expectError(await change(secretary, { ...wider, note }), 'bond.form_needed')
    expect((await change(secretary, { limitFen: 99, note })).body.limitFen).toBe(99)
    const photoIds = [await photoOf(secretary)]
    const signed = await change(secretary, { scopes: ['needs', 'payments'], note, photoIds })
    expect(signed.body).toMatchObject({ scopes: ['needs', 'payments'] })
    expect(signed.body.log.at(-1)).toMatchObject({ words: note, photos: [{ id: photoIds[0] }] })
    expect((await change(elder, { limitFen: 500 })).body.limitFen).toBe(500)
    const guardian = await buildBond(
      { proxy: await buildProxy('监护人'), personId },
      { origin: 'document', relation: 'guardian', scopes: ['needs'] },
    )
    const wide = { scopes: ['needs', 'payments'], note, photoIds: [await photoOf(secretary)] }
    expectError(await change(secretary, wide, guardian), 'bond.papers_needed')
    expect((await change(secretary, { limitFen: 0, note }, guardian)).status).toBe(200)
  })

  it('is the only one of its pair, whoever makes two at once', async () => {
    const personId = await buildElder(deps)
    const proxy = await buildUser({ nickname: '王小丽', clearPhone: '13900000001' }, deps)
    const [worker, secretary] = [await buildCommunityWorker(), await buildSecretary()]
    const offerOf = async (user: TestUser) => ({
      ...{ personId, phone: '13900000001', relation: 'daughter' as const, scopes: ['needs' as const], note },
      ...{ origin: 'inPerson' as const, photoIds: [await photoOf(user)] },
    })
    const bodies = [await offerOf(worker), await offerOf(secretary)]
    const offers = await Promise.all(
      [worker, secretary].map((user, i) =>
        api(user).call(bondContracts.offerBond, { body: bodies[i] as never, requestKey: newKey() }),
      ),
    )
    expect(offers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(offers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'bond.exists' })
    await FamilyBond.deleteMany({})
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const [one, two] = [await invite(proxy), await invite(proxy)]
    const answers = await Promise.all([one, two].map((bond) => answer(elder, codeOf(bond), {})))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await FamilyBond.countDocuments({ personId, isLiving: true })).toBe(1)
  })

  it('is kept by no secretary who is the proxy or the elder herself', async () => {
    const personId = await buildElder(deps)
    const secretary = await buildSecretary()
    const id = await buildBond({ proxy: secretary, personId })
    expectError(await act(secretary, id, { action: 'change', scopes: ['payments'], note }), 'access.denied')
    const other = await buildCommunityWorker()
    await linkToPerson(other, personId)
    expectError(await act(other, id, { action: 'revokeForElder', note }), 'access.denied')
    expect((await act(other, id, { action: 'revoke' })).status).toBe(200)
  })

  it('is kept by no colleague who acts for the elder as well', async () => {
    const personId = await buildElder(deps)
    const brothers = await buildBond({ proxy: await buildProxy('儿子'), personId })
    const worker = await buildCommunityWorker()
    await buildBond({ proxy: worker, personId }, { scopes: ['needs'] })
    expectError(await act(worker, brothers, { action: 'revokeForElder', note }), 'record.not_found')
    expect((await read(brothers))?.state).toBe('active')
  })

  it('ends on its last day, and when the elder dies or moves, not in hospital', async () => {
    const personId = await buildElder(deps)
    const proxy = await buildProxy()
    const dated = await buildBond(
      { proxy, personId },
      { until: '2026-11-24', checkAt: new Date('2026-11-24T16:00:00Z') },
    )
    const other = await buildBond({ proxy: await buildProxy('儿子'), personId })
    deps.clock.set('2026-11-24T16:00:00.000Z')
    await sweepBonds(deps)
    expect((await read(dated))?.state).toBe('ended')
    const secretary = await buildSecretary()
    const set = (from: string, to: string) =>
      api(secretary).ok(setPersonState, {
        params: { id: personId },
        body: { from, to, note: '家属来电告知' } as never,
      })
    await set('present', 'hospital')
    expect((await read(other))?.state).toBe('active')
    await set('hospital', 'deceased')
    expect((await read(other))?.history.at(-1)?.action).toBe('elderGone')
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it('says whether the proxy may act by it today', async () => {
    const personId = await buildElder(deps)
    const proxy = await buildProxy()
    for (const dates of [{ from: '2026-11-24' }, { until: '2026-11-22' }, { from: '2026-11-23' }])
      await buildBond({ proxy, personId }, dates)
    const { items } = await api(proxy).ok(bondContracts.listMyElders)
    expect(items.map(({ from, isInForce }) => ({ from, isInForce }))).toEqual([
      { from: '2026-11-23', isInForce: true },
      { isInForce: false },
      { from: '2026-11-24', isInForce: false },
    ])
  })

  it('ends with the proxy’s account', async () => {
    const personId = await buildElder(deps)
    const proxy = await buildProxy()
    const id = await buildBond({ proxy, personId })
    await api(proxy).ok(deleteAccount, { body: { confirm: '注销' } })
    expect((await read(id))?.history.at(-1)?.action).toBe('proxyGone')
  })
})
