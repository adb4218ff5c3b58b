import type { Deps } from '../../deps'
import { moveKeyed, movePerson, type PersonMove } from '../register/person.hooks'
import { CoSignature } from './coSignature.model'
import { Attendance } from './meeting.model'
import { recountSignedBy } from './motion.counts'

/** Who signed twice stands behind a motion once; the key of a signature stays as it is, it is found by her account. */
export async function mergeSignatures(move: PersonMove, deps: Deps): Promise<void> {
  const { from, into } = move
  const own = await CoSignature.find({ personId: into, isOn: true }, { motionId: 1 }).lean()
  const twice = own.map(({ motionId }) => motionId)
  for (const motionId of twice)
    await CoSignature.updateMany({ personId: from, motionId, isOn: true }, { $set: { isOn: false } })
  await movePerson(CoSignature, move)
  // Somebody was there once.
  await moveKeyed(Attendance, move, () => Promise.resolve())
  await recountSignedBy({ personId: into.toString() }, deps)
}
