import { Types } from 'mongoose'
import { findRelative } from '../../families/relative'
import { FollowUp, type FollowUpRecord } from './followUp.model'

/** Two accounts of one relative are one. */
export async function moveRelative(from: string, into: string): Promise<void> {
  const userId = new Types.ObjectId(into)
  await FollowUp.updateMany({ 'relative.userId': from }, { $set: { 'relative.userId': userId } })
}

/** The account is gone, and with it the number: another relative is called, else whom the register names. */
export async function dropRelative(userId: string): Promise<void> {
  const rows = await FollowUp.find({ 'relative.userId': userId }).lean<FollowUpRecord[]>()
  for (const { _id, personId } of rows) {
    const relative = await findRelative(personId)
    const isOther = relative !== undefined && relative.userId.toString() !== userId
    await FollowUp.updateOne({ _id }, isOther ? { $set: { relative } } : { $unset: { relative: 1 } })
  }
}
