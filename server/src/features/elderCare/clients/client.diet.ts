import type { Diet } from '@linli/shared/elders/elder.contract'
import type { Deps } from '../../../deps'
import { Elder, type ElderRecord } from '../../elders/elder.model'
import { filterHealthKept, openElder } from '../../elders/elder.record'
import type { Types } from 'mongoose'
import type { OrderRecord } from '../orders/order.model'

/** What the kitchen must mind, in words for the box, what can harm first. */
function describeDiet(diet: Diet | undefined): string[] {
  if (!diet) return []
  const { allergies, isDiabetic, isHalal, needsSoftFood, dislikes } = diet
  return [
    ...(allergies.length > 0 ? [`过敏：${allergies.join('、')}`] : []),
    ...(isDiabetic ? ['糖尿病'] : []),
    ...(isHalal ? ['清真'] : []),
    ...(needsSoftFood ? ['软食'] : []),
    ...(dislikes.length > 0 ? [`不吃：${dislikes.join('、')}`] : []),
  ]
}

/**
 * Of many people at once, as far as they let health be kept. Only for the unit that holds their orders: the caller
 * has checked that.
 */
export async function readDiets(
  personIds: readonly Types.ObjectId[],
  deps: Pick<Deps, 'crypto'>,
): Promise<Map<string, string[]>> {
  const elders = await Elder.find({ _id: { $in: personIds } }, { care: 1, healthConsent: 1 }).lean<
    ElderRecord[]
  >()
  return new Map(
    (await filterHealthKept(elders)).map((elder) => [
      elder._id.toString(),
      describeDiet(openElder(elder, deps).care?.diet),
    ]),
  )
}

/** What whoever cares for the elder now must mind. */
export async function readCareNotes(
  { personId }: Pick<OrderRecord, 'personId'>,
  deps: Pick<Deps, 'crypto'>,
): Promise<string[]> {
  return (await readDiets([personId], deps)).get(personId.toString()) ?? []
}
