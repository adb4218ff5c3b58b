import { Types } from 'mongoose'
import { registerBuildingMove, setGridOf } from '../areas/buildingMove.hooks'
import { registerOutboxSource } from '../messages/outbox'
import {
  movePerson,
  registerPersonChange,
  registerPersonMerge,
  registerPersonPlace,
  setPlaceOf,
} from '../register/person.hooks'
import { registerAccountDeletion, registerAccountMerge, registerPersonLink } from '../users/userHooks'
import { applyCheckInEntry, expandCheckIn } from './checkIn.messages'
import { followCalled } from './called.follow'
import { mergeCheckIns } from './checkIn.merge'
import { CheckIn, type CheckInRecord } from './checkIn.model'
import { followPerson, noteSeen } from './checkIn.sweep'
import { moveDuties } from './duty.service'
import { registerSafetyOwnData } from './safety.ownData'
import { endLaddersOf, readOutcome } from './sos.door'
import { registerSosEnd } from './sos.hooks'
import { applySosEntry, expandSos } from './sos.messages'
import { SosCase, type SosRecord } from './sos.model'
import { endSosOfPerson } from './sos.sweep'

const name = 'safety'

/** What other features ask of safety; called once, where the routes are listed. */
export function registerSafetyHooks(): void {
  registerOutboxSource<SosRecord>({ name: 'sos', model: SosCase, expand: expandSos, apply: applySosEntry })
  registerOutboxSource<CheckInRecord>({
    name: 'checkIn',
    model: CheckIn,
    expand: expandCheckIn,
    apply: applyCheckInEntry,
  })
  registerPersonChange(name, async (personId, state, deps) => {
    await followPerson(personId, state, deps)
    if (state === 'deceased') await endSosOfPerson(personId, deps)
    else if (state !== 'present')
      await endLaddersOf(personId, { by: '登记', how: 'call', outcome: readOutcome(state) }, deps)
  })
  registerSosEnd(name, ({ personId, seenAt, seenBy, how }, deps) =>
    noteSeen(personId, seenAt, seenBy, deps, how),
  )
  // Pressed before anybody knew who she is: pressed again it is the same call.
  registerPersonLink({
    name,
    async follow(userId, personId) {
      const own = await SosCase.find({ callerUserId: userId, open: true }, { personId: 1 }).lean<
        SosRecord[]
      >()
      const change = { $set: { personId: new Types.ObjectId(personId) }, $inc: { version: 1 } }
      for (const sos of own) if (!sos.personId) await SosCase.updateOne({ _id: sos._id }, change)
    },
  })
  registerBuildingMove('openSos', setGridOf(SosCase, { open: true }))
  registerBuildingMove('checkIns', setGridOf(CheckIn))
  registerPersonPlace('checkIns', setPlaceOf(CheckIn, '_id'))
  registerPersonMerge(name, [CheckIn, SosCase], async (move, deps) => {
    await mergeCheckIns(move, deps)
    await movePerson(SosCase, move)
  })
  registerAccountMerge({
    name,
    async move(from, into) {
      const userId = new Types.ObjectId(into)
      await SosCase.updateMany({ callerUserId: from }, { $set: { callerUserId: userId } })
      await SosCase.updateMany({ 'helper.userId': from }, { $set: { 'helper.userId': userId } })
      await moveDuties(from, into)
      await followCalled(from, into)
    },
  })
  registerSafetyOwnData()
  registerAccountDeletion({
    name,
    async hasOpenMatters(userId) {
      return (await SosCase.exists({ callerUserId: userId, open: true })) !== null
    },
    async erase(userId) {
      await followCalled(userId)
      await SosCase.updateMany(
        { callerUserId: userId, open: false },
        { $unset: { point: 1, told: 1, closing: 1 } },
      )
      return []
    },
  })
}
