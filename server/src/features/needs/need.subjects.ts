import { placeOf, unitKindNames } from '@linli/shared/areas/areas'
import { roleNames, type Role } from '@linli/shared/users/roles'
import type { Deps } from '../../deps'
import { Unit } from '../areas/unit.model'
import type { Actor } from '../users/actor'
import { Membership, type MembershipFields } from '../users/membership.model'

interface PossibleSubject {
  kind: 'unit' | 'user'
  id: string
  name: string
  group: string
}

/** Those a resident meets; a street's or district's staff are complained about by phone or in writing. */
export const rolesNear: readonly Role[] = ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader']

/** Nearer than the community only one's own: not the grid worker of somebody else's grid. */
const isMine = (m: Pick<MembershipFields, 'grid' | 'building'>, actor: Actor): boolean =>
  (m.grid == null || actor.place?.grid === undefined || m.grid === actor.place.grid) &&
  (m.building == null || actor.place?.building === undefined || m.building === actor.place.building)

/** Units and people, by their work and never by their names, that serve the actor's community. */
export async function listSubjects(actor: Actor, { clock }: Pick<Deps, 'clock'>): Promise<PossibleSubject[]> {
  if (actor.community === undefined) return []
  const { street, district } = placeOf(actor.community)
  const areas = [actor.community, street, district].filter((code) => code !== undefined)
  const units = await Unit.find({ areaCode: { $in: areas } }, { name: 1, kind: 1 }).lean()
  const now = clock.now()
  const rows = await Membership.find({
    community: actor.community,
    role: { $in: rolesNear },
    endedAt: { $exists: false },
  }).lean<MembershipFields[]>()
  const near = rows.filter((m) => !m.isDeputy && m.from <= now && isMine(m, actor))
  return [
    ...near.map((m) => ({
      kind: 'user' as const,
      id: m.userId.toString(),
      name: m.role === 'secretary' ? roleNames.secretary : `${m.name}${roleNames[m.role]}`,
      group: '社区的人',
    })),
    ...units.map((unit) => ({
      kind: 'unit' as const,
      id: unit._id.toString(),
      name: unit.name,
      group: unitKindNames[unit.kind],
    })),
  ]
}
