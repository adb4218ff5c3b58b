import { isGone } from '@linli/shared/register/register'
import type { OutputOf } from '@linli/shared/contract'
import type { bondContracts } from '@linli/shared/families/bond.contract'
import { basisOf, bondRules } from '@linli/shared/families/bond'
import { placeOf } from '@linli/shared/areas/areas'
import { roleNames } from '@linli/shared/users/roles'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { normalizeForIndex } from '../../lib/fieldCrypto'
import { fingerprint } from '../../lib/fingerprint'
import { inTurn } from '../../lib/inTurn'
import { toPlace } from '../../lib/placeFields'
import { findArea } from '../areas/area.service'
import { recordAudit } from '../audit/audit.service'
import { readCapacity } from '../elders/elder.record'
import { attachMedia } from '../media/media.service'
import { Person, type PersonDocument } from '../register/person.model'
import { readPersonContact } from '../register/register.lookup'
import { isOwnMatter, type Actor, type ActorMembership } from '../users/actor'
import { User } from '../users/user.model'
import { keepEvidence, type BondAuthor } from './bond.change'
import { FamilyBond, type BondRecord } from './bond.model'
import { findKeeper } from './bond.policy'
import {
  assertRoomForElder,
  findEarlierBond,
  hashCode,
  inDays,
  makeInvitationCode,
  openBondField,
  readProxyName,
  sealCode,
  sealRequest,
  settleTerms,
  storeBond,
  type ElderRequest,
} from './bond.store'

type BodyOf<K extends 'inviteElder' | 'requestBond' | 'offerBond'> = OutputOf<
  (typeof bondContracts)[K]['body']
>

const byProxy = (actor: Actor, name: string): BondAuthor => ({
  userId: new Types.ObjectId(actor.userId),
  kind: 'proxy',
  name,
})

/** Who of the staff, by role and name, for a log that the elder reads. */
export const byKeeper = (actor: Actor, { role }: ActorMembership): BondAuthor => ({
  userId: new Types.ObjectId(actor.userId),
  kind: 'staff',
  name: `${roleNames[role]} ${actor.displayName}`,
})

/** A proxy makes an invitation: a code that the elder opens in her own WeChat, once, within days. */
export async function inviteElder(
  actor: Actor,
  body: BodyOf<'inviteElder'>,
  requestKey: string | undefined,
  deps: Deps,
): Promise<BondRecord> {
  const press = { requestKey, fingerprint: fingerprint(body) }
  const earlier = await findEarlierBond(actor, press)
  if (earlier) return earlier
  const proxyName = await readProxyName(actor.userId)
  await assertRoomForElder(actor.userId)
  const now = deps.clock.now()
  const _id = new Types.ObjectId()
  const code = makeInvitationCode()
  return storeBond(
    actor,
    {
      _id,
      state: 'invited',
      origin: 'wechat',
      relation: body.relation,
      proxyUserId: new Types.ObjectId(actor.userId),
      proxyName,
      ...settleTerms(body, false, now),
      codeHash: hashCode(code),
      code: sealCode(_id, code, deps),
      expiresAt: inDays(bondRules.invitationDays, now),
    },
    byProxy(actor, proxyName),
    press,
    deps,
  )
}

const asWritten = (name: string): string => normalizeForIndex(name, 'name')

/** Whom the relative named; once the community has found her, by her name in the register. */
async function readAskedName(bond: BondRecord, deps: Deps): Promise<string | undefined> {
  const asked = openBondField(bond, 'request', deps)
  if (asked !== undefined) return asWritten((JSON.parse(asked) as ElderRequest).elderName)
  const person = bond.personId && (await readPersonContact(bond.personId.toString(), deps))
  return person && asWritten(person.name)
}

/**
 * Two devices, or an impatient second try: the community is asked about one elder once. All requests of one relative
 * are counted in turn, so that of two at the same moment the second sees the first.
 * @throws AppError `bond.request_open` with how far the first has come.
 */
function whileNoneOpen<T>(
  actor: Actor,
  { community, elderName }: BodyOf<'requestBond'>,
  write: (session: ClientSession) => Promise<T>,
  deps: Deps,
): Promise<T> {
  return inTurn(`bondRequest:${actor.userId}`, async (session) => {
    const living = await FamilyBond.find({ proxyUserId: actor.userId, isLiving: true })
      .session(session)
      .lean<BondRecord[]>()
    const here = living.filter((bond) => bond.community === community && bond.state !== 'active')
    const names = await Promise.all(here.map((bond) => readAskedName(bond, deps)))
    const open = here[names.findIndex((name) => name === asWritten(elderName))]
    if (open)
      throw new AppError('bond.request_open', {
        ...{ id: open._id.toString(), state: open.state, at: open.createdAt.toISOString() },
      })
    return write(session)
  })
}

/** A proxy asks the community to see the elder, or the papers. Who the elder is, staff find in the register. */
export async function requestBond(
  actor: Actor,
  body: BodyOf<'requestBond'>,
  requestKey: string | undefined,
  deps: Deps,
): Promise<BondRecord> {
  const press = { requestKey, fingerprint: fingerprint(body) }
  const earlier = await findEarlierBond(actor, press)
  if (earlier) return earlier
  const proxyName = await readProxyName(actor.userId)
  await assertRoomForElder(actor.userId)
  const area = await findArea(body.community)
  assertThat(area.level === 'community', 'request.invalid', wrongField('body', ['community'], 'level'))
  const now = deps.clock.now()
  const _id = new Types.ObjectId()
  const { relation, origin, elderName, address, note, photoIds } = body
  const entryId = await keepEvidence(actor, _id, { photoIds }, requestKey, deps)
  return storeBond(
    actor,
    {
      _id,
      state: 'requested',
      origin,
      relation,
      proxyUserId: new Types.ObjectId(actor.userId),
      proxyName,
      ...settleTerms(body, origin === 'document', now),
      ...placeOf(body.community),
      request: sealRequest(_id, { elderName, address, note }, deps),
      expiresAt: inDays(bondRules.waitingDays, now),
    },
    byProxy(actor, proxyName),
    { entryId, ...press, within: (write) => whileNoneOpen(actor, body, write, deps) },
    deps,
  )
}

/** A person of the register in a community the actor keeps. @throws AppError `record.not_found`, `bond.elder_gone`. */
export async function findKeptPerson(
  actor: Actor,
  personId: string,
): Promise<{ person: PersonDocument; keeper: ActorMembership }> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  const keeper = person && findKeeper(actor, toPlace(person))
  assertThat(person && keeper && !isOwnMatter(actor, personId), 'record.not_found')
  assertThat(!isGone(person.state), 'bond.elder_gone')
  return { person, keeper }
}

async function findProxyByPhone(phone: string, deps: Deps): Promise<{ id: Types.ObjectId; name: string }> {
  const found = await User.findOne({
    phoneIndex: deps.crypto.blindIndex(phone, 'phone'),
    phoneCheckedAt: { $exists: true },
    deletedAt: { $exists: false },
  }).lean()
  assertThat(found, 'bond.proxy_unknown')
  return { id: found._id, name: found.nickname ?? '亲属' }
}

/** At the counter: staff saw the elder sign, or saw the papers. The proxy says yes in the app. */
export async function offerBond(
  actor: Actor,
  body: BodyOf<'offerBond'>,
  requestKey: string | undefined,
  deps: Deps,
): Promise<BondRecord> {
  const press = { requestKey, fingerprint: fingerprint(body) }
  const earlier = await findEarlierBond(actor, press)
  if (earlier) return earlier
  const { person, keeper } = await findKeptPerson(actor, body.personId)
  const isGuardianship = basisOf(body.origin) === 'guardianship'
  assertThat(
    isGuardianship === (body.paper !== undefined),
    'request.invalid',
    wrongField('body', ['paper'], 'required'),
  )
  if (!isGuardianship) assertThat((await readCapacity(person._id)) === 'clear', 'bond.capacity_doubtful')
  const proxy = await findProxyByPhone(body.phone, deps)
  assertThat(!proxy.id.equals(actor.userId), 'access.denied')
  await assertRoomForElder(proxy.id.toString())
  const now = deps.clock.now()
  const _id = new Types.ObjectId()
  const evidence = { words: body.note, photoIds: body.photoIds }
  const entryId = await keepEvidence(actor, _id, evidence, requestKey, deps)
  const bond = await storeBond(
    actor,
    {
      _id,
      state: isGuardianship ? 'checked' : 'offered',
      origin: body.origin,
      relation: body.relation,
      personId: person._id,
      proxyUserId: proxy.id,
      proxyName: proxy.name,
      ...settleTerms(body, isGuardianship, now),
      ...toPlace(person),
      ...(body.paper === undefined
        ? {}
        : { paper: body.paper, firstCheckBy: new Types.ObjectId(actor.userId) }),
      expiresAt: inDays(bondRules.waitingDays, now),
    },
    byKeeper(actor, keeper),
    { entryId, ...press, person },
    deps,
  )
  if (bond._id.equals(_id)) {
    const subject = { kind: 'bond', id: bond._id.toString(), district: bond.district }
    await recordAudit(actor, 'bond.offered', subject, { origin: bond.origin }, deps)
  } else await attachMedia(actor, body.photoIds, { kind: 'bond', id: bond._id.toString(), requestKey }, deps)
  return bond
}
