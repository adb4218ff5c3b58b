import { followUpKinds, isAboutHer, type FollowUpKind } from '@linli/shared/elderCare/followUp'
import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { Person } from '../../register/person.model'
import { FollowUp } from './followUp.model'

/** Nothing goes to or about somebody who died or moved away. */
export async function isPersonGone(personId: Types.ObjectId): Promise<boolean> {
  const person = await Person.findOne({ _id: personId }, { state: 1 }).lean()
  return person !== null && isGone(person.state)
}

/** Nobody calls somebody who died or moved away; whom to call instead, `personGone.service` says. */
export async function isForNobody(kind: FollowUpKind, personId: Types.ObjectId): Promise<boolean> {
  return isAboutHer(kind) && (await isPersonGone(personId))
}

/** What was to be asked of her, or done for her, is over with the change. Repeatable. */
export async function endCallsOfGone(personId: Types.ObjectId, deps: Pick<Deps, 'clock'>): Promise<void> {
  await FollowUp.updateMany(
    { personId, isOpen: true, kind: { $in: followUpKinds.filter(isAboutHer) } },
    {
      $set: { isOpen: false, doneAt: deps.clock.now(), doneByName: '长者已离开，不再打电话' },
      $unset: { checkAt: 1 },
    },
  )
}
