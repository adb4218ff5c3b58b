import type { Types } from 'mongoose'
import { SosCase, type SosRecord } from './sos.model'

/** The newest open call for help of each person who has one, by the person's id. */
export async function findOpenCalls(
  personIds: readonly Types.ObjectId[],
): Promise<Map<string, Types.ObjectId>> {
  const open = await SosCase.find({ personId: { $in: personIds }, open: true }, { personId: 1 })
    .sort({ _id: 1 })
    .lean<SosRecord[]>()
  return new Map(open.map(({ _id, personId }) => [String(personId), _id]))
}
