import { isGone } from '@linli/shared/register/register'
import type { OutputOf } from '@linli/shared/contract'
import type { BondActionBody, bondContracts } from '@linli/shared/families/bond.contract'
import { basisOf, bondRelationNames, bondRules } from '@linli/shared/families/bond'
import { findBondTransition, type BondAction, type BondParty } from '@linli/shared/families/bond.state'
import { toShanghaiDay } from '@linli/shared/time'
import { Types, type UpdateResult } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { fingerprint } from '../../lib/fingerprint'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { readCapacity } from '../elders/elder.record'
import { Person, type PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import {
  applyBondChange,
  keepEvidence,
  makeBondEntry,
  type BondAuthor,
  type BondChange,
  type BondWrite,
} from './bond.change'
import { FamilyBond, type BondRecord } from './bond.model'
import { findBondParties, findBondProblem, findBondReader, findKeeper, isWider } from './bond.policy'
import { whilePrimary, withPrimary } from './bond.primary'
import { byKeeper, findKeptPerson } from './bond.service'
import { hashCode, inDays, readBond, settleTerms, whileTying, type BondPress, type Terms } from './bond.store'

type Answer = OutputOf<(typeof bondContracts)['answerInvitation']['body']>
type Body = BondActionBody | ({ action: 'consent' } & Omit<Extract<Answer, { answer: 'consent' }>, 'answer'>)

/** Who acts, as the log names them. */
function findAuthor(actor: Actor, bond: BondRecord, parties: readonly BondParty[]): BondAuthor {
  const userId = new Types.ObjectId(actor.userId)
  if (parties.includes('elder') || parties.includes('invitee'))
    return { userId, kind: 'elder', name: '老人本人' }
  if (parties.includes('proxy'))
    return { userId, kind: 'proxy', name: `${bondRelationNames[bond.relation]} ${bond.proxyName}` }
  const keeper = findKeeper(actor, bond)
  assertThat(keeper, 'access.denied')
  return byKeeper(actor, keeper)
}

const dueDates = (bond: BondRecord, now: Date): Partial<BondRecord> =>
  basisOf(bond.origin) === 'guardianship' ? { reviewAt: inDays(bondRules.reviewDays, now) } : {}

const waiting = (now: Date): Partial<BondRecord> => ({ expiresAt: inDays(bondRules.waitingDays, now) })

/** What is not said anew stays as it was. */
const keepTerms = ({ scopes, limitFen, from, until }: Terms, bond: BondRecord) => ({
  scopes,
  from: from ?? bond.from,
  limitFen: limitFen ?? bond.limitFen,
  until: until ?? bond.until,
})

/** What each action changes besides the state, which the table names. */
function planChange(
  body: Body,
  { bond, actor, person, now }: { bond: BondRecord; actor: Actor; person?: PersonDocument; now: Date },
): Omit<BondChange, 'to'> {
  const terms = (given: Terms) => {
    const settled = settleTerms(keepTerms(given, bond), basisOf(bond.origin) === 'guardianship', now)
    return { set: settled, unset: settled.until === undefined ? (['until'] as const) : [] }
  }
  const today = toShanghaiDay(now)
  const known = person ? { personId: person._id, ...toPlace(person) } : {}
  switch (body.action) {
    case 'consent': {
      const { set } = terms(body)
      return {
        set: { from: today, ...set, ...known },
        unset: ['code', 'expiresAt'],
        details: { scopes: body.scopes },
      }
    }
    case 'confirmInPerson':
      return { set: { ...terms(body).set, ...known, ...waiting(now) }, unset: ['request'] }
    case 'checkDocument':
      return {
        set: {
          ...terms(body).set,
          ...known,
          ...waiting(now),
          paper: body.paper,
          firstCheckBy: new Types.ObjectId(actor.userId),
        },
        unset: ['request'],
      }
    case 'checkAgain':
      return { set: waiting(now) }
    case 'accept':
      return {
        set: {
          from: bond.from !== undefined && bond.from > today ? bond.from : today,
          ...dueDates(bond, now),
        },
        unset: ['expiresAt'],
      }
    case 'change': {
      const { set, unset } = terms(body)
      // One that has begun goes on; one that has not begins when it is said now.
      const isAhead = bond.from !== undefined && bond.from > today
      const from = isAhead ? (set.from ?? today) : bond.from
      return { set: { ...set, ...dropUndefined({ from }) }, unset, details: { scopes: body.scopes } }
    }
    case 'review':
      return { set: dueDates(bond, now), unset: ['isReviewAsked'] }
    case 'makePrimary':
      return {}
    default:
      return { unset: ['code', 'request', 'expiresAt'] }
  }
}

function evidenceOf(body: Body): Parameters<typeof keepEvidence>[2] {
  if (body.action === 'consent') return { words: body.words, voiceId: body.voiceId }
  const words = 'note' in body ? body.note : 'words' in body ? body.words : undefined
  return { words, photoIds: 'photoIds' in body ? body.photoIds : [] }
}

/** The person the action is about to tie the bond to, or the one it is tied to. */
async function findPersonOf(actor: Actor, bond: BondRecord, body: Body): Promise<PersonDocument | undefined> {
  if ('personId' in body) {
    const { person } = await findKeptPerson(actor, body.personId)
    assertThat(person.community === bond.community, 'record.not_found')
    return person
  }
  const id = body.action === 'consent' ? actor.personId : bond.personId
  if (id === undefined) return undefined
  return (await Person.findOne({ _id: id }).lean<PersonDocument>()) ?? undefined
}

const tying: readonly BondAction[] = ['consent', 'confirmInPerson', 'checkDocument', 'accept']

/** @throws AppError 403 when this person never may, 409 when not now. */
async function assertMayAct(
  bond: BondRecord,
  body: Body,
  parties: readonly BondParty[],
  person: PersonDocument | undefined,
): Promise<void> {
  const transition = findBondTransition(bond.state, body.action)
  if (!transition) throw new AppError('bond.invalid_transition', { state: bond.state, version: bond.version })
  if (!transition.by.some((party) => parties.includes(party)))
    throw new AppError(
      transition.by.includes('secondKeeper') && parties.includes('keeper')
        ? 'bond.second_person_needed'
        : 'access.denied',
    )
  const capacity = person ? await readCapacity(person._id) : 'clear'
  const widened = body.action === 'change' && isWider(keepTerms(body, bond), bond)
  const hasForm = 'photoIds' in body && body.photoIds.length > 0
  const problem = findBondProblem(body.action, bond, { parties, capacity, isWidened: widened, hasForm })
  if (problem) throw new AppError(problem)
  if (!tying.includes(body.action)) return
  assertThat(person && !isGone(person.state), 'bond.elder_gone')
}

/** @throws AppError `request.already_done` when the key was used for something else. */
function isSamePress(bond: BondRecord, actor: Actor, { requestKey, fingerprint: sent }: BondPress): boolean {
  if (requestKey === undefined) return false
  const known = bond.history.find(
    (entry) => entry.requestKey === requestKey && entry.by.userId.toString() === actor.userId,
  )
  assertThat(known?.fingerprint === undefined || known.fingerprint === sent, 'request.already_done')
  return known !== undefined
}

/** What the write stands or falls with: her other bonds, and which of them is called first. */
function findFrame(
  bond: BondRecord,
  body: Body,
  person: PersonDocument | undefined,
): ((write: BondWrite) => Promise<UpdateResult>) | undefined {
  if (!person) return undefined
  const isFirst = body.action === 'makePrimary' || (body.action === 'consent' && body.isPrimary)
  if (tying.includes(body.action))
    return (write) => whileTying(person, bond, isFirst ? withPrimary(person, bond, write) : write)
  return isFirst ? (write) => whilePrimary(person, bond, write) : undefined
}

async function move(
  actor: Actor,
  bond: BondRecord,
  body: Body,
  by: { parties: readonly BondParty[]; press: BondPress },
  deps: Deps,
): Promise<BondRecord> {
  const { parties, press } = by
  const now = deps.clock.now()
  const person = await findPersonOf(actor, bond, body)
  await assertMayAct(bond, body, parties, person)
  const author = findAuthor(actor, bond, parties)
  const isByStaff = author.kind === 'staff'
  if (body.action === 'change' && isByStaff)
    assertThat(body.note !== undefined, 'request.invalid', wrongField('body', ['note'], 'required'))
  const to = findBondTransition(bond.state, body.action)?.to ?? bond.state
  const change = { to, ...planChange(body, { bond, actor, now, ...(person ? { person } : {}) }) }
  const id = await keepEvidence(actor, bond._id, evidenceOf(body), press.requestKey, deps)
  const entry = makeBondEntry(bond.state, body.action, change, author, { id, now, ...press })
  const changed = await applyBondChange(bond, change, entry, deps, findFrame(bond, body, person))
  if (!changed) {
    const present = await readBond(bond._id.toString())
    if (isSamePress(present, actor, press)) return present
    throw new AppError('request.conflict', { state: present.state, version: present.version })
  }
  if (isByStaff) {
    const subject = { kind: 'bond', id: bond._id.toString(), district: changed.district }
    await recordAudit(actor, `bond.${body.action}`, subject, { state: changed.state }, deps)
  }
  return changed
}

/**
 * One step by one person. Exactly one of two who press at once wins; the same press resent succeeds without a second
 * effect. Whoever may not read the bond is told there is none.
 * @throws AppError 403, 404, 409 as the contract lists; nothing is changed then.
 */
export async function actOnBond(
  actor: Actor,
  id: string,
  body: BondActionBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<BondRecord> {
  const bond = await readBond(id)
  assertThat(findBondReader(actor, bond), 'record.not_found')
  const press = { requestKey, fingerprint: fingerprint(body) }
  if (isSamePress(bond, actor, press)) return bond
  return move(actor, bond, body, { parties: findBondParties(actor, bond), press }, deps)
}

/** @throws AppError `bond.invitation_not_valid` for one that is unknown, used, withdrawn or out of date. */
export async function findInvitation(code: string, { clock }: Pick<Deps, 'clock'>): Promise<BondRecord> {
  const bond = await FamilyBond.findOne({ codeHash: hashCode(code) }).lean<BondRecord>()
  const isValid = bond?.state === 'invited' && bond.expiresAt !== undefined && bond.expiresAt > clock.now()
  assertThat(bond && isValid, 'bond.invitation_not_valid')
  return bond
}

/** Why the one who opened an invitation cannot answer it; undefined when nothing stands in the way. */
export async function findInvitationProblem(actor: Actor, bond: BondRecord) {
  if (bond.proxyUserId.toString() === actor.userId) return 'bond.own_invitation' as const
  if (actor.personId === undefined) return 'bond.register_needed' as const
  if ((await readCapacity(actor.personId)) !== 'clear') return 'bond.capacity_doubtful' as const
  const others = await FamilyBond.find({ personId: actor.personId, isLiving: true }).lean<BondRecord[]>()
  const isKnown = others.some((other) => other.proxyUserId.equals(bond.proxyUserId))
  return isKnown ? ('bond.exists' as const) : undefined
}

/** The elder says yes in her own words, or no. The scopes she names are what counts, never more than was asked. */
export async function answerInvitation(
  actor: Actor,
  code: string,
  body: Answer,
  requestKey: string | undefined,
  deps: Deps,
): Promise<BondRecord> {
  const press = { requestKey, fingerprint: fingerprint(body) }
  const answered = await FamilyBond.findOne({ codeHash: hashCode(code) }).lean<BondRecord>()
  if (answered && isSamePress(answered, actor, press)) return answered
  const bond = await findInvitation(code, deps)
  assertThat(bond.proxyUserId.toString() !== actor.userId, 'bond.own_invitation')
  assertThat(actor.personId !== undefined, 'bond.register_needed')
  const by = { parties: findBondParties(actor, bond, true), press }
  if (body.answer === 'refuse') return move(actor, bond, { action: 'refuse' }, by, deps)
  const { scopes, limitFen, from, until, words, voiceId, isPrimary } = body
  const isAsked = scopes.every((scope) => bond.scopes.includes(scope))
  assertThat(isAsked, 'request.invalid', wrongField('body', ['scopes'], 'unknown'))
  const consent = { action: 'consent', scopes, limitFen, from, until, words, voiceId, isPrimary } as const
  return move(actor, bond, consent, by, deps)
}
