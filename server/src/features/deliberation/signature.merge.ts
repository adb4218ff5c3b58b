import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { insertMissing } from '../messages/insertMissing'
import { movePerson, type PersonMove } from '../register/person.hooks'
import { CoSignature } from './coSignature.model'
import { Attendance, type AttendanceRecord } from './meeting.model'
import { recountSignedBy } from './motion.counts'

/** Somebody was there once, under the key she has now. */
async function moveAttendances({ from, into }: PersonMove): Promise<void> {
  const rows = await Attendance.find({ personId: from }).lean<
    (AttendanceRecord & { _id: Types.ObjectId })[]
  >()
  await insertMissing(
    Attendance,
    rows.map((row) => ({
      ...row,
      _id: new Types.ObjectId(),
      personId: into,
      key: row.key.replace(from.toString(), into.toString()),
    })),
  )
  await Attendance.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } })
}

/** Who signed twice stands behind a motion once; the key of a signature stays as it is, it is found by her account. */
export async function mergeSignatures(move: PersonMove, deps: Deps): Promise<void> {
  const { from, into } = move
  const own = await CoSignature.find({ personId: into, isOn: true }, { motionId: 1 }).lean()
  const twice = own.map(({ motionId }) => motionId)
  for (const motionId of twice)
    await CoSignature.updateMany({ personId: from, motionId, isOn: true }, { $set: { isOn: false } })
  await movePerson(CoSignature, move)
  await moveAttendances(move)
  await recountSignedBy({ personId: into.toString() }, deps)
}
