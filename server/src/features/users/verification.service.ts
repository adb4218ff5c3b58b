import { placeOf } from '@linli/shared/areas/areas'
import type { MeView, requestVerification as RequestVerification } from '@linli/shared/users/me.contract'
import type {
  decideVerification as DecideVerification,
  listVerifications as ListVerifications,
} from '@linli/shared/users/verification.contract'
import type { OutputOf } from '@linli/shared/contract'
import { isGone } from '@linli/shared/register/register'
import type { Role } from '@linli/shared/users/roles'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { Area, type AreaFields } from '../areas/area.model'
import { recordAudit } from '../audit/audit.service'
import { Person } from '../register/person.model'
import { keepPhone } from '../register/namesake'
import { registerPerson } from '../register/register.lookup'
import { findUser } from './account.service'
import { findMembershipOver, type Actor } from './actor'
import { forgetActor } from './actor.service'
import { readMe } from './me.service'
import {
  assertOldEnough,
  findRequestedHome,
  toVerifiedPlace,
  verifyByRegister,
} from './registerMatch.service'
import { choosePerson } from './verification.namesake'
import { followPersonLink, linkPending, whileLinking } from './personLink.service'
import { User, type StoredUser } from './user.model'
import {
  openDetails,
  openHomes,
  openUserField,
  sealDetails,
  sealHomes,
  sealUserField,
  type UserHome,
} from './userSecrets'
import { canDecideVerification, findVerificationScope } from './verification.policy'

type Decision = OutputOf<typeof DecideVerification.body>
type Approval = Extract<Decision, { decision: 'approve' }>
type Request = NonNullable<StoredUser['verification']>

async function findBuilding(code: string, community: string): Promise<AreaFields> {
  const building = await Area.findOne({ code, level: 'building', community }).lean<AreaFields>()
  assertThat(building, 'record.not_found')
  return building
}

/** A resident asks to be verified; whoever the register knows with this checked phone is confirmed at once. */
export async function requestVerification(
  actor: Actor,
  input: OutputOf<typeof RequestVerification.body>,
  deps: Deps,
): Promise<MeView> {
  const { userId } = actor
  const user = await findUser(userId)
  assertThat(user, 'session.expired')
  assertThat(user.level !== 'verified', 'verification.verified_already')
  const community = user.community ?? undefined
  assertThat(community !== undefined, 'verification.community_needed')
  const building = input.building === undefined ? undefined : await findBuilding(input.building, community)
  const { kind, from, until, note, name, room } = input
  const asked = await User.updateOne(
    { _id: userId, 'verification.state': { $ne: 'open' } },
    {
      $set: {
        verification: {
          id: new Types.ObjectId(),
          state: 'open',
          kind,
          community,
          createdAt: deps.clock.now(),
          ...dropUndefined({ grid: building?.grid, building: building?.code, estate: building?.estate }),
          ...dropUndefined({ from, until, note }),
        },
        verificationDetails: sealDetails(userId, { name, room }, deps),
      },
    },
  )
  assertThat(asked.modifiedCount === 1, 'verification.open_already')
  await verifyByRegister(userId, deps)
  return readMe(userId, deps)
}

const checkers: readonly Role[] = ['buildingLeader', 'gridWorker', 'secretary', 'communityWorker']

const isOpen = { 'verification.state': 'open' } as const

/** Open requests that the actor may decide, oldest first. */
export async function listVerifications(
  actor: Actor,
  { community, cursor, limit }: OutputOf<typeof ListVerifications.query>,
): Promise<StoredUser[]> {
  const wanted = community ?? actor.memberships.find((m) => checkers.includes(m.role))?.place.community
  const scope = wanted === undefined ? undefined : findVerificationScope(actor, wanted)
  assertThat(scope && wanted !== undefined, 'access.denied')
  const after = cursor === undefined ? {} : { 'verification.id': { $gt: new Types.ObjectId(cursor) } }
  const read = (where: Record<string, unknown>): Promise<StoredUser[]> =>
    User.find({ 'verification.community': wanted, ...isOpen, ...after, ...where })
      .sort({ 'verification.id': 1 })
      .limit(limit + 1)
      .lean<StoredUser[]>()
  if (scope.all) return read({})
  const byGrid = await read({ 'verification.grid': { $in: scope.grids } })
  const byBuilding = await read({ 'verification.building': { $in: scope.buildings } })
  const unique = new Map([...byGrid, ...byBuilding].map((user) => [idOf(user), user]))
  return [...unique.values()].sort((a, b) => idOf(a).localeCompare(idOf(b))).slice(0, limit + 1)
}

const idOf = (user: StoredUser): string => user.verification?.id.toString() ?? ''

/** By which right the actor decides, for the log: the role held over the place. */
function readBasis(actor: Actor, { community, grid, building }: Request): string {
  const place = dropUndefined({
    community,
    grid: grid ?? undefined,
    building: building ?? undefined,
  })
  return findMembershipOver(actor, checkers, place)?.role ?? 'secretary'
}

/**
 * Approves or declines. One conditional update decides, so that of two who decide at once one wins.
 * @throws AppError `verification.decided_already` for the other, `verification.phone_needed` as long as the phone
 * is not checked: a home alone does not make a person sure.
 */
export async function decideVerification(
  actor: Actor,
  requestId: string,
  decision: Decision,
  deps: Deps,
): Promise<'approved' | 'declined'> {
  const user = await User.findOne({ 'verification.id': requestId }).lean<StoredUser>()
  const request = user?.verification
  assertThat(user && request, 'record.not_found')
  const { community, grid, building } = request
  const place = dropUndefined({
    ...placeOf(community),
    grid: grid ?? undefined,
    building: building ?? undefined,
  })
  assertThat(canDecideVerification(actor, user._id.toString(), place), 'access.denied')
  assertThat(request.state === 'open', 'verification.decided_already', { state: request.state })
  const state = decision.decision === 'approve' ? ('approved' as const) : ('declined' as const)
  const { personId, ...changes } =
    decision.decision === 'approve' ? await approve(user, request, decision, deps) : {}
  // Another account has this person: this one is confirmed without the link.
  const write = async (linked: { personId?: string }, session?: ClientSession): Promise<boolean> => {
    const { modifiedCount } = await User.updateOne(
      {
        _id: user._id,
        'verification.id': request.id,
        ...isOpen,
        ...(state === 'approved' ? { phoneCheckedAt: { $exists: true } } : {}),
      },
      {
        $set: {
          ...changes,
          ...(linked.personId === undefined ? {} : { ...linked, ...linkPending }),
          'verification.state': state,
          'verification.decidedAt': deps.clock.now(),
          'verification.decidedBy': actor.userId,
          'verification.basis': readBasis(actor, request),
          ...(decision.decision === 'decline' ? { 'verification.reason': decision.reason } : {}),
        },
        ...(state === 'approved' ? { $unset: listEnded(user, linked) } : {}),
      },
      session ? { session } : {},
    )
    return modifiedCount > 0
  }
  const isDecided =
    typeof personId === 'string'
      ? await whileLinking(user._id, personId, (isTaken, session) =>
          write(isTaken ? {} : { personId }, session),
        )
      : await write({})
  if (!isDecided) {
    const now = await User.findOne({ _id: user._id }, { verification: 1 }).lean<StoredUser>()
    throw new AppError('verification.decided_already', { state: now?.verification?.state })
  }
  if (personId !== undefined) await followPersonLink(user._id.toString(), deps)
  await tellDecision(actor, user, decision, deps)
  return state
}

/** Whoever moved here is no longer the person of the register there, who is silent for good. */
const listEnded = ({ goneFrom }: StoredUser, { personId }: { personId?: string }) => ({
  goneFrom: 1,
  ...(goneFrom != null && personId === undefined ? { personId: 1 } : {}),
})

async function tellDecision(actor: Actor, user: StoredUser, decision: Decision, deps: Deps): Promise<void> {
  const userId = user._id.toString()
  forgetActor(userId)
  deps.publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'level' } })
  const action = decision.decision === 'approve' ? 'user.verified' : 'user.verificationDeclined'
  const subject = { kind: 'user', id: userId, district: user.district ?? undefined }
  const reason = decision.decision === 'approve' ? decision.note : decision.reason
  await recordAudit(actor, action, subject, { requestId: idOf(user), reason }, deps)
}

/** What becomes of the account: level, name, home, and the person of the register where the home is in it. */
async function approve(
  user: StoredUser,
  request: Request,
  decision: Approval,
  deps: Deps,
): Promise<Record<string, unknown>> {
  assertThat(user.phoneCheckedAt != null, 'verification.phone_needed')
  const details = openDetails(user, deps)
  assertThat(details, 'record.not_found')
  const buildingCode = decision.building ?? request.building ?? undefined
  const building =
    buildingCode === undefined ? undefined : await findBuilding(buildingCode, request.community)
  const known = await findRequestedHome(
    { ...user, verification: { ...request, building: buildingCode ?? null } },
    deps,
  )
  const personId = known
    ? await linkPerson(user, request, { name: details.name, homeId: known._id.toString(), decision }, deps)
    : undefined
  const home: UserHome = {
    kind: request.kind,
    address: known?.label ?? [building?.name, details.room].filter((part) => part !== undefined).join(' '),
    ...dropUndefined({
      homeId: known?._id.toString(),
      building: building?.code,
      from: request.from ?? undefined,
      until: request.until ?? undefined,
    }),
  }
  return dropUndefined({
    level: 'verified',
    name: sealUserField(user._id, 'name', details.name, deps),
    homes: sealHomes(user._id, [home, ...openHomes(user, deps)], deps),
    personId,
    ...(known
      ? toVerifiedPlace(known)
      : { grid: building?.grid, building: building?.code, estate: building?.estate }),
  })
}

/** The person of the register, made or found. */
async function linkPerson(
  user: StoredUser,
  request: Request,
  { name, homeId, decision }: { name: string; homeId: string; decision: Approval },
  deps: Deps,
): Promise<string> {
  const phone = openUserField(user, 'phone', deps)
  const claim = { homeId, name, phone }
  const known = await choosePerson(claim, decision, deps)
  if (known) await keepPhone(known, claim, deps)
  const personId = known
    ? known._id.toString()
    : await registerPerson(
        {
          name,
          homeId,
          kind: request.kind,
          source: 'verification',
          ...dropUndefined({ phone, from: request.from ?? undefined }),
        },
        deps,
      )
  await assertOldEnough(personId, deps)
  const person = await Person.findOne({ _id: personId }, { state: 1 }).lean()
  assertThat(!person || !isGone(person.state), 'verification.person_gone')
  return personId
}
