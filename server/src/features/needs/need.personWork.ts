import type { Place } from '@linli/shared/areas/areas'
import type { PersonWork } from '@linli/shared/register/person.contract'
import { triageOf } from '@linli/shared/users/posts'
import type { Actor } from '../users/actor'
import { Need, type NeedRecord } from './need.model'
import { isSubject } from './need.policy'

const fields = { category: 1, createdAt: 1, subject: 1, reporterId: 1, personId: 1 } as const
type Row = Pick<NeedRecord, '_id' | 'category' | 'createdAt' | 'subject' | 'reporterId'>

/** The open needs of a person at the desk of their community; complaints about the actor, who answers above, never. */
export async function listOpenNeedsOf(
  personId: string,
  place: Partial<Place>,
  actor: Actor,
): Promise<PersonWork[]> {
  if (place.district === undefined) return []
  const triage = triageOf({ ...place, district: place.district })
  const needs = await Need.find({ triage, open: true, personId }, fields)
    .sort({ deadline: 1, _id: 1 })
    .lean<Row[]>()
  return needs
    .filter((need) => !isSubject(actor, need))
    .map(({ _id, category, createdAt }) => ({
      id: _id.toString(),
      kind: 'need',
      label: category.name,
      since: createdAt.toISOString(),
    }))
}
