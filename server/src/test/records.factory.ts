import { placeOf } from '@linli/shared/areas/areas'
import { councillorContracts } from '@linli/shared/deliberation/councillor.contract'
import { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { startImport } from '@linli/shared/register/register.contract'
import { createJoinCode } from '@linli/shared/users/joinCode.contract'
import { Types } from 'mongoose'
import { ContentCheck } from '../features/contentCheck/contentCheck.model'
import { checkContent } from '../features/contentCheck/contentCheck.service'
import { SensitiveWord } from '../features/contentCheck/sensitiveWord.model'
import { FollowUp } from '../features/elderCare/followUps/followUp.model'
import { PaymentConsent } from '../features/families/payment.model'
import { Delivery } from '../features/messages/delivery.model'
import { InboxMessage } from '../features/messages/inboxMessage.model'
import { Mute } from '../features/moderation/mute.model'
import { PayBill } from '../features/payments/payBill.model'
import { Payment } from '../features/payments/payment.model'
import { PaymentTask } from '../features/payments/paymentTask.model'
import { fieldAad } from '../lib/fieldCrypto'
import { Entitlement } from '../features/programmes/entitlement.model'
import { Payout } from '../features/programmes/payout.model'
import { Home } from '../features/register/home.model'
import { sealMergeDetails } from '../features/register/merge.details'
import { PersonMerge } from '../features/register/merge.model'
import { Person } from '../features/register/person.model'
import { CheckIn } from '../features/safety/checkIn.model'
import { Membership } from '../features/users/membership.model'
import { User } from '../features/users/user.model'
import { seedCatalogue } from '../seed/elderCare/seedCatalogue'
import { buildEstate } from './areas.factory'
import { announceBallot } from './ballots.factory'
import { fillRegister, projectBody, raiseMotion } from './deliberation.factory'
import { buildOffering, buildProvider } from './elderCare.factory'
import { buildBond, buildElder, buildProxy, elderPlace, linkToPerson } from './families.factory'
import { buildNeighbour, writeComment, writePost } from './forum.factory'
import { buildGuide } from './guide.factory'
import { buildMedia } from './media.factory'
import { buildMessage, tell } from './messages.factory'
import { newKey, raiseNeed, take, type Neighbourhood } from './needs.factory'
import { makeOutage, publishNotice } from './notices.factory'
import { buildEntitlement, buildProgramme } from './programmes.factory'
import { buildRule } from './routing.factory'
import { raiseSos } from './safety.factory'
import type { TestApp } from './testApp'
import {
  buildCommunityWorker,
  buildMembership,
  buildResident,
  buildUser,
  testAreas,
  type TestUser,
} from './users.factory'
import { buildApprovedVolunteer, readVolunteerOf } from './volunteers.factory'

const { district, street, community, grid, building } = testAreas

/** One record of each kind in the test community, as parameters by the beginning of the paths that name it. */
export interface EveryRecord {
  params: Record<string, Record<string, string>>
  /** What bodies and queries name, by the field. */
  fields: Record<string, unknown>
  /** Of whom and for whom they are, besides the people of the need. */
  people: TestUser[]
}

async function buildCareRecords(app: TestApp) {
  const { api, deps } = app
  await seedCatalogue(deps, district)
  const personId = await buildElder(deps, { phone: '13800000007' })
  const elder = await buildResident({ nickname: '张桂珍' })
  await linkToPerson(elder, personId)
  const provider = await buildProvider({
    name: '临江食堂',
    licences: ['kitchen'],
    certificates: ['careWorker'],
  })
  const lunch = await buildOffering(provider, 'lunchDelivery')
  const bath = await buildOffering(provider, 'siteBath')
  const startsAt = '2026-11-24T02:30:00.000Z'
  const order = await api(elder).ok(orderContracts.placeOrder, {
    body: { itemCode: 'siteBath', offeringId: bath, startsAt },
    requestKey: newKey(),
  })
  const plan = await api(elder).ok(planContracts.createPlan, {
    body: { itemCode: 'lunchDelivery', offeringId: lunch, from: '10:30', weekdays: [1] },
    requestKey: newKey(),
  })
  const proxy = await buildProxy()
  const bondId = await buildBond({ proxy, personId })
  const now = deps.clock.now()
  const later = new Date(now.getTime() + 86_400_000)
  const who = { personId, district, street, community }
  const followUp = await FollowUp.create({
    ...{
      personId,
      district,
      community,
      key: 'test',
      kind: 'callDue',
      desk: `triage:${community}`,
      itemName: '助浴',
      day: '2026-11-24',
    },
    ...{ orderId: order.id, isOpen: true, createdAt: now, dueAt: later },
  })
  const money = { ...who, amountFen: 1200, title: '助浴' }
  const payable = { kind: 'careOrder' as const, id: order.id }
  const payment = await Payment.create({
    ...{ ...money, version: 1, state: 'open', payable, payableKey: `careOrder:${order.id}`, round: 1 },
    ...{ outTradeNo: 'T1', mchid: '1900000001', payeeUnitId: provider.id, payeeName: '临江食堂' },
    ...{ payer: { userId: elder._id, appid: 'wx1', openid: 'o1' }, page: 'pages/home/index', refundedFen: 0 },
    ...{ isLate: false, isToFree: false, tries: 0 },
    ...{ createdAt: now, expiresAt: later },
  })
  const task = await PaymentTask.create({
    ...{ personId, amountFen: 1200, title: '助浴', district, key: 'test', kind: 'refundFailed' },
    ...{ paymentId: payment._id, post: `triage:${community}` },
    ...{ isOpen: true, createdAt: now },
  })
  const sums = { count: 1, paidFen: 1200, refundedFen: 0 }
  const bill = await PayBill.create({
    ...{ key: 'test', mchid: '1900000001', day: '2026-11-22', districts: [district], streets: [street] },
    ...{ payeeNames: ['临江食堂'], state: 'done', ours: sums, theirs: sums },
  })
  const consent = await PaymentConsent.create({
    ...{ ...who, bondId, askedBy: proxy._id, proxyName: '王小丽', relation: 'daughter', amountFen: 90_000 },
    ...{
      purpose: '助浴',
      record: payable,
      state: 'waiting',
      waitsFor: 'staff',
      askedAt: now,
      expiresAt: later,
    },
  })
  await buildEntitlement(personId, await buildProgramme())
  const entitlement = await Entitlement.findOne().lean()
  const payoutId = new Types.ObjectId()
  await Payout.create({
    ...{ _id: payoutId, version: 1, key: 'test', month: '2026-11', code: 'oldAge', district, street },
    ...{ programmeName: '高龄津贴', payer: '街道', sequence: 1, madeAt: now, byName: '街道', totalFen: 0 },
    ...{ byUserId: elder._id, names: app.deps.crypto.encrypt('[]', fieldAad('payouts', payoutId, 'names')) },
  })
  await CheckIn.create({
    ...{ _id: personId, ...elderPlace, version: 1, isOn: true, dueMinutes: 600, state: 'calling' },
    ...{ consent: { at: now, byUserId: elder._id, byName: '长者' }, day: '2026-11-23', rung: 0 },
  })
  const mergeId = new Types.ObjectId()
  await PersonMerge.create({
    ...{ _id: mergeId, state: 'proposed', keptId: personId, goneId: new Types.ObjectId(), ...elderPlace },
    proposedBy: { userId: elder._id, name: '社区书记', at: now },
    details: sealMergeDetails(
      mergeId,
      { reason: '同一位', kept: { name: '甲' }, gone: { name: '乙' } },
      deps,
    ),
  })
  const sos = (await raiseSos(app, elder)).body
  const day = '2026-11-24'
  return {
    elder,
    personId,
    entitlementId: entitlement?._id.toString(),
    bath,
    provider,
    params: {
      '/api/register/people/': { id: personId },
      '/api/register/merges/': { id: mergeId.toString() },
      '/api/elders/': { id: personId },
      '/api/families/bonds/': { id: bondId },
      '/api/families/payment-consents/': { id: consent._id.toString() },
      '/api/payables/': { kind: 'careOrder', id: order.id },
      '/api/payments/': { id: payment._id.toString() },
      '/api/payment-tasks/': { id: task._id.toString() },
      '/api/pay-bills/': { id: bill._id.toString() },
      '/api/payees/': { id: provider.id },
      '/api/elder-care/items/': { areaCode: community, area: community, code: 'siteBath' },
      '/api/elder-care/services/': { code: 'siteBath' },
      '/api/elder-care/orders/': { id: order.id },
      '/api/elder-care/plans/': { id: plan.id },
      '/api/elder-care/bills/': { unitId: provider.id, personId, month: '2026-11' },
      '/api/elder-care/follow-ups/': { id: followUp._id.toString() },
      '/api/elder-care/kitchens/': { id: provider.id, day, meal: 'lunch' },
      '/api/elder-care/providers/': { id: provider.id, userId: provider.staff.id },
      '/api/elder-care/offerings/': { id: bath },
      '/api/elder-care/units/': { unitId: provider.id, day },
      '/api/elder-care/dispatch-rules/': { scope: `unit:${provider.id}` },
      '/api/programmes/': { area: district, code: 'mealAid' },
      '/api/entitlements/': { id: entitlement?._id.toString() ?? '' },
      '/api/payouts/': { id: payoutId.toString() },
      '/api/payout-accounts/': { id: personId },
      '/api/safety/sos/': { id: sos.id },
      '/api/safety/check-ins/': { id: personId },
      '/api/safety/duty/': { street },
    },
  }
}

async function buildCivicRecords(app: TestApp, people: Neighbourhood) {
  const secretary = app.api(people.secretary)
  const author = await buildNeighbour(app)
  const homeId = (await fillRegister(app, { households: 2, adultsEach: 1 }))[0]?.homeId.toString() ?? ''
  const motionId = await raiseMotion(app, author)
  const accepted = await raiseMotion(app, author, {
    title: '中心花园修花坛',
    text: '花坛的砖松了，请大家说说怎么修。',
  })
  const argument = await app.api(author).ok(motionContracts.createArgument, {
    params: { id: motionId },
    body: { side: 'for', text: '晚上确实太暗' },
  })
  const councillor = await secretary.ok(councillorContracts.nameCouncillor, {
    body: { community, userId: author.id, homeIds: [homeId] },
  })
  const meeting = await secretary.ok(meetingContracts.announceMeeting, {
    body: {
      community,
      title: '北门的灯',
      place: '活动室',
      startsAt: '2026-11-25T02:30:00.000Z',
      agenda: [{ text: '装不装' }],
    },
  })
  await secretary.ok(motionContracts.actOnMotion, { params: { id: accepted }, body: { action: 'accept' } })
  const project = await secretary.ok(projectContracts.startProject, {
    body: { ...projectBody(), motionId: accepted },
  })
  const ballot = await announceBallot(app, people.secretary)
  const postId = await writePost(app, author)
  const desk = { worker: await buildCommunityWorker(), secretary: people.secretary, officer: people.officer }
  const noticeId = await publishNotice(app, desk, makeOutage())
  return {
    author,
    homeId,
    motionId,
    postId,
    params: {
      '/api/motions/': { id: motionId },
      '/api/motion-arguments/': { id: argument.id },
      '/api/councillors/': { id: councillor.id },
      '/api/meetings/': { id: meeting.id },
      '/api/projects/': { id: project.id },
      '/api/ballots/': { id: ballot.id },
      '/api/ballot-presets/': { code: street },
      '/api/forum/posts/': { id: postId },
      '/api/forum/comments/': { id: await writeComment(app, author, postId) },
      '/api/notices/': { id: noticeId, recipientId: new Types.ObjectId().toString() },
    },
  }
}

async function buildReview({ deps }: TestApp, { resident }: Neighbourhood): Promise<string> {
  const content = {
    subject: { kind: 'test', id: '1', field: 'words' },
    userId: resident.id,
    place: placeOf(community),
    texts: ['不好听的话'],
    mediaIds: [],
  }
  await checkContent(content, deps)
  const check = await ContentCheck.findOneAndUpdate({ subjectKind: 'test' }, { $set: { state: 'review' } })
  return check?._id.toString() ?? ''
}

async function buildVerification(): Promise<string> {
  const user = await buildUser({ level: 'joined', community })
  const id = new Types.ObjectId()
  const asked = {
    id,
    state: 'open',
    community,
    grid,
    building,
    kind: 'owner',
    createdAt: user._id.getTimestamp(),
  }
  await User.updateOne({ _id: user._id }, { $set: { verification: asked } })
  return id.toString()
}

async function buildOfficeRecords(app: TestApp, people: Neighbourhood, needId: string) {
  const { api, deps } = app
  const secretary = api(people.secretary)
  const now = deps.clock.now()
  const member = await buildMembership(await buildUser(), 'gridWorker', grid)
  const volunteer = await buildApprovedVolunteer()
  const joinCode = await secretary.ok(createJoinCode, { body: { areaCode: community } })
  const file = { name: '表.csv', bytes: Buffer.from('网格名称\n南网格') }
  const started = await secretary.ok(startImport, { body: { kind: 'grids', area: community }, file })
  await tell([buildMessage(people.resident.id)], deps)
  const message = await InboxMessage.findOne({ userId: people.resident.id }).lean()
  const reviewId = await buildReview(app, people)
  const by = { by: people.secretary._id, byName: '书记' }
  const mute = await Mute.create({
    ...{ ...by, caseId: reviewId, userId: people.resident._id, district, street, community },
    ...{ from: now, until: new Date(now.getTime() + 86_400_000), rule: '吵架' },
  })
  const word = await SensitiveWord.create({
    ...{ areaCode: community, word: '坏词', plain: '坏词', addedBy: people.secretary._id, addedAt: now },
  })
  const delivery = await Delivery.create({
    ...{ key: 'test', userId: people.resident.id, district, channel: 'sms', event: 'need.release' },
    ...{ state: 'dead', attempts: 9, createdAt: now },
  })
  const media = await buildMedia({ ownerId: people.resident._id, attachedTo: { kind: 'need', id: needId } })
  return {
    reviewId,
    '/api/verifications/': { id: await buildVerification() },
    '/api/register/imports/': { id: started.id },
    '/api/memberships/': { id: member.id },
    '/api/users/': { id: people.resident.id },
    '/api/join-codes/': { code: joinCode.code },
    '/api/routing-rules/': { id: (await buildRule({ kind: 'pool' })).id },
    '/api/guide-entries/': { id: (await buildGuide({}, community)).id },
    '/api/category-definitions/': { areaCode: community, code: people.category.code },
    '/api/areas/': { code: building },
    '/api/estates/': { code: (await buildEstate()).code },
    '/api/units/': { id: people.unit.id },
    '/api/volunteers/': { id: (await readVolunteerOf(volunteer))._id.toString() },
    '/api/media/': { id: media.id },
    '/api/content-reviews/': { id: reviewId },
    '/api/mutes/': { id: mute._id.toString() },
    '/api/sensitive-words/': { id: word._id.toString() },
    '/api/me/messages/': { id: message?._id.toString() ?? '' },
    '/api/deliveries/': { id: delivery._id.toString() },
  }
}

/** One record of each kind of a community, for probes of who may reach it. */
export async function buildEveryRecord(app: TestApp, people: Neighbourhood): Promise<EveryRecord> {
  const { id: needId } = await raiseNeed(app, people, { text: '厨房漏水' })
  await take(app, people.worker, needId, { action: 'accept' })
  const { reviewId, ...office } = await buildOfficeRecords(app, people, needId)
  const care = await buildCareRecords(app)
  const civic = await buildCivicRecords(app, people)
  const home = await Home.findOne({ building, room: '101' }).lean()
  const { personId } = care
  const held = await Membership.findOne({ userId: people.secretary.id }, { _id: 1 }).lean()
  const neighbour = await Person.findOne({ _id: { $ne: personId } }, { _id: 1 }).lean()
  return {
    people: [care.elder, care.provider.staff, civic.author],
    params: { '/api/needs/': { id: needId }, ...office, ...care.params, ...civic.params },
    fields: {
      ...{ keptId: personId, goneId: neighbour?._id.toString() },
      ...{ personId, forPersonId: personId, person: personId, homeId: home?._id.toString() ?? civic.homeId },
      ...{ userId: civic.author.id, subjectId: needId, recordId: needId, motionId: civic.motionId },
      ...{
        postId: civic.postId,
        caseId: reviewId,
        entitlementId: care.entitlementId,
        unitId: care.provider.id,
        membership: held?._id.toString() ?? '',
        offeringId: care.bath,
        building,
      },
      ...{ area: community, areaCode: community, community, post: `unit:${people.unit.id}` },
    },
  }
}
