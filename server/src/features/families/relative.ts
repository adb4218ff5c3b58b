import { bondRelationNames } from '@linli/shared/families/bond'
import type { Types } from 'mongoose'
import { findElderRecord } from '../elders/elder.record'
import { FamilyBond, type BondRecord } from './bond.model'

export interface Relative {
  userId: Types.ObjectId
  /** 「女儿 周敏」. */
  name: string
}

const mostBonds = 50

/** In force, or ended by the very death or move that staff speak about. */
const isClose = ({ state, history }: BondRecord): boolean =>
  state === 'active' || history.at(-1)?.action === 'elderGone'

/**
 * Whom staff speak with when an elder cannot be asked any more: who acted for her until then, the one who is called
 * first before the others. Undefined where nobody did; the register may still name contacts.
 */
export async function findRelative(personId: Types.ObjectId): Promise<Relative | undefined> {
  const bonds = await FamilyBond.find({ personId }).sort({ _id: 1 }).limit(mostBonds).lean<BondRecord[]>()
  const close = bonds.filter(isClose)
  const primary = (await findElderRecord(personId))?.primaryBondId
  const first = close.find(({ _id }) => primary != null && _id.equals(primary)) ?? close[0]
  return (
    first && { userId: first.proxyUserId, name: `${bondRelationNames[first.relation]} ${first.proxyName}` }
  )
}
