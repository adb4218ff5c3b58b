import { areaLevelOf, placeOf } from '@linli/shared/areas/areas'
import { nameThreshold, type Threshold } from '@linli/shared/ballots/ballot'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { recordAudit } from '../audit/audit.service'
import { findMembershipOver, type Actor } from '../users/actor'
import { BallotPreset } from './ballot.model'
import { readResidentsRule, readSpans } from './ballot.rules'

const canEdit = (actor: Actor, street: string): boolean =>
  findMembershipOver(actor, ['streetOfficer'], placeOf(street)) !== undefined

/** Whoever lives or works in the street, and those above. */
const canRead = (actor: Actor, street: string): boolean =>
  (actor.level !== 'guest' && actor.community?.startsWith(street) === true) ||
  actor.memberships.some(({ place }) => place.street === street) ||
  findMembershipOver(actor, ['districtOfficer', 'administrator'], placeOf(street)) !== undefined

/** The rule of residents' meetings in a street. @throws AppError `access.denied`. */
export async function readPreset(actor: Actor, street: string) {
  assertThat(areaLevelOf(street) === 'street' && canRead(actor, street), 'access.denied')
  const { quorum, majority } = await readResidentsRule(street)
  if (!quorum || !majority) throw new AppError('internal')
  return {
    ...{ street, quorum, majority, spans: await readSpans(street), canEdit: canEdit(actor, street) },
    texts: [
      `全体可以投票的人里，要有${nameThreshold(quorum)}参加，结果才有效。`,
      `参加的人里，要有${nameThreshold(majority)}同意，才算通过。`,
    ],
  }
}

/** For ballots announced from now on; those announced keep theirs. */
export async function savePreset(
  actor: Actor,
  street: string,
  rule: { quorum: Threshold; majority: Threshold },
  deps: Deps,
) {
  assertThat(areaLevelOf(street) === 'street' && canEdit(actor, street), 'access.denied')
  try {
    await BallotPreset.create({ _id: street, ...rule })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await BallotPreset.updateOne({ _id: street }, { $set: rule })
  }
  const { district } = placeOf(street)
  const details = { quorum: nameThreshold(rule.quorum), majority: nameThreshold(rule.majority) }
  await recordAudit(actor, 'ballot.presetSet', { kind: 'area', id: street, district }, details, deps)
  return readPreset(actor, street)
}
