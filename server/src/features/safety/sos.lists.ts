import type { Place } from '@linli/shared/areas/areas'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'
import { Membership } from '../users/membership.model'
import { SosCase, type SosRecord } from './sos.model'
import { findStanding } from './sos.policy'
import type { SosSeen } from './sos.service'

const maxOpen = 50
const levels = ['street', 'community', 'grid', 'building'] as const satisfies readonly (keyof Place)[]

const readOpen = (filter: Record<string, unknown>): Promise<SosRecord[]> =>
  SosCase.find({ ...filter, open: true }, { outbox: 0 })
    .sort({ _id: -1 })
    .limit(maxOpen)
    .lean<SosRecord[]>()
    .exec()

/**
 * Where someone holds a role, off duty or not, and its street, for which they may have had duty. Which of the open ones
 * concern them is looked at one by one.
 */
async function listOwnPlaces({ userId }: Actor): Promise<Record<string, unknown>[]> {
  const rows = await Membership.find({ userId, endedAt: { $exists: false } })
    .limit(20)
    .lean()
  return rows.flatMap((row) => {
    const level = levels.find((each) => row.areaCode != null && row[each] === row.areaCode)
    return [
      ...(level ? [{ [level]: row.areaCode }] : []),
      ...(row.street == null ? [] : [{ street: row.street }]),
    ]
  })
}

/** What is open and concerns the actor: own, of those the actor acts for, and of the places the actor is called for. */
export async function listOpenSos(actor: Actor, deps: Deps): Promise<SosSeen[]> {
  const people = [
    ...(actor.personId === undefined ? [] : [actor.personId]),
    ...(actor.bonds ?? []).map((b) => b.personId),
  ]
  const filters = [
    { callerUserId: actor.userId },
    ...[...new Set(people)].map((personId) => ({ personId })),
    ...(await listOwnPlaces(actor)),
  ]
  const found = new Map<string, SosRecord>()
  for (const filter of filters) for (const sos of await readOpen(filter)) found.set(sos._id.toString(), sos)
  const seen: SosSeen[] = []
  for (const sos of [...found.values()].slice(0, maxOpen)) {
    const standing = await findStanding(actor, sos, deps)
    if (standing) seen.push({ sos, standing })
  }
  return seen.sort((a, b) => b.sos.createdAt.getTime() - a.sos.createdAt.getTime())
}
