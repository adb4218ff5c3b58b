import type {
  createJoinCode as CreateJoinCode,
  listJoinCodes as ListJoinCodes,
  previewJoinCode as PreviewJoinCode,
} from '@linli/shared/users/joinCode.contract'
import type { MeView } from '@linli/shared/users/me.contract'
import type { OutputOf } from '@linli/shared/contract'
import { randomInt } from 'node:crypto'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import { findArea } from '../areas/area.service'
import { recordAudit } from '../audit/audit.service'
import { findUser } from './account.service'
import type { Actor } from './actor'
import { forgetActor } from './actor.service'
import { JoinCode, type StoredJoinCode } from './joinCode.model'
import { canManageJoinCodes } from './joinCode.policy'
import { isValidJoinCode } from './joinCode.view'
import { readMe } from './me.service'
import { readAreaLabels } from '../areas/areaLabels'
import { readAreaNames } from './me.view'
import { User } from './user.model'

/** Nothing that is mistaken for something else when read out: no 0, O, 1, I, L. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const codeLength = 8

const makeCode = (): string =>
  Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('')

export async function createJoinCode(
  actor: Actor,
  input: OutputOf<typeof CreateJoinCode.body>,
  newId: string,
  deps: Deps,
): Promise<StoredJoinCode> {
  const area = await findArea(input.areaCode)
  assertThat(canManageJoinCodes(actor, area), 'access.denied')
  const { community } = area
  const isJoinable = area.level === 'community' || area.level === 'building'
  assertThat(
    isJoinable && community !== undefined,
    'request.invalid',
    wrongField('body', ['areaCode'], 'level'),
  )
  const areaName = (await readAreaLabels([area.code])).get(area.code) ?? area.name
  await createOnce(JoinCode, newId, () => ({
    code: makeCode(),
    areaCode: area.code,
    ...dropUndefined(toPlace(area)),
    community,
    areaName,
    createdBy: actor.userId,
    createdAt: deps.clock.now(),
    ...dropUndefined({
      note: input.note,
      expiresAt: input.expiresAt === undefined ? undefined : new Date(input.expiresAt),
    }),
  }))
  const subject = { kind: 'joinCode', id: newId, district: area.district }
  await recordAudit(actor, 'joinCode.issued', subject, { areaCode: area.code, note: input.note }, deps)
  return findOne({ _id: newId })
}

async function findOne(filter: { _id: string } | { code: string }): Promise<StoredJoinCode> {
  const found = await JoinCode.findOne(filter).lean<StoredJoinCode>()
  assertThat(found, 'record.not_found')
  return found
}

/** @throws AppError `record.not_found`, `access.denied`. */
export async function findOwnCode(actor: Actor, code: string): Promise<StoredJoinCode> {
  const found = await findOne({ code })
  assertThat(canManageJoinCodes(actor, toPlace(found)), 'access.denied')
  return found
}

/** Newest first. */
export async function listJoinCodes(
  actor: Actor,
  { community, cursor, limit }: OutputOf<typeof ListJoinCodes.query>,
): Promise<StoredJoinCode[]> {
  assertThat(canManageJoinCodes(actor, { community }), 'access.denied')
  return JoinCode.find({ community, ...(cursor === undefined ? {} : { _id: { $lt: cursor } }) })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<StoredJoinCode[]>()
}

export async function revokeJoinCode(
  actor: Actor,
  code: string,
  reason: string,
  deps: Deps,
): Promise<StoredJoinCode> {
  const found = await findOwnCode(actor, code)
  const revoked = await JoinCode.updateOne(
    { _id: found._id, revokedAt: { $exists: false } },
    { $set: { revokedAt: deps.clock.now() } },
  )
  const subject = { kind: 'joinCode', id: found._id.toString(), district: found.district }
  if (revoked.modifiedCount === 1) await recordAudit(actor, 'joinCode.revoked', subject, { reason }, deps)
  return findOne({ code })
}

/** @throws AppError `joinCode.not_valid` for one that is unknown, revoked or out of date. */
async function findValidCode(code: string, deps: Deps): Promise<StoredJoinCode> {
  const found = await JoinCode.findOne({ code }).lean<StoredJoinCode>()
  assertThat(found && isValidJoinCode(found, deps.clock.now()), 'joinCode.not_valid')
  return found
}

export async function previewJoinCode(
  code: string,
  deps: Deps,
): Promise<OutputOf<typeof PreviewJoinCode.response>> {
  const { community, building, areaName } = await findValidCode(code, deps)
  const names = await readAreaNames([community])
  return {
    community: { code: community, name: names.get(community) ?? areaName },
    ...(building == null ? {} : { buildingName: areaName }),
  }
}

/** A guest joins, or somebody who joined elsewhere moves here. Whoever is verified keeps what was confirmed. */
export async function joinCommunity(actor: Actor, text: string, deps: Deps): Promise<MeView> {
  const code = await findValidCode(text.trim().toUpperCase(), deps)
  const { grid, building, estate, ...wide } = toPlace(code)
  const narrow = { grid, building, estate }
  const missing = Object.entries(narrow).filter(([, value]) => value === undefined)
  const joined = await User.updateOne(
    { _id: actor.userId, level: { $ne: 'verified' }, joinCodeId: { $ne: code._id } },
    {
      $set: {
        ...wide,
        ...dropUndefined(narrow),
        level: 'joined',
        joinCodeId: code._id,
        joinedAt: deps.clock.now(),
      },
      $unset: Object.fromEntries(missing.map(([key]) => [key, '' as const])),
    },
  )
  if (joined.modifiedCount === 0) await assertBelongsTo(actor.userId, code.community)
  else await countJoin(actor, code, deps)
  return readMe(actor.userId, deps)
}

/** Scanning twice is no error; being verified somewhere else is. */
async function assertBelongsTo(userId: string, community: string): Promise<void> {
  const user = await findUser(userId)
  if (user?.community !== community) throw new AppError('join.verified_elsewhere')
}

async function countJoin(actor: Actor, code: StoredJoinCode, deps: Deps): Promise<void> {
  await JoinCode.updateOne(
    { _id: code._id },
    { $inc: { joinedCount: 1 }, $set: { lastUsedAt: deps.clock.now() } },
  )
  forgetActor(actor.userId)
  deps.publish({ name: 'session.changed', rooms: [`user:${actor.userId}`], data: { reason: 'level' } })
}
