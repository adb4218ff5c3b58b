import { isGone, type PersonState } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import { inTransaction } from '../../lib/inTransaction'
import { Person } from '../register/person.model'
import { Ballot } from './ballot.model'
import { RollLine, type RollLineRecord } from './roll.model'

/** A person who died or moved away casts no vote any more; one that is cast stands, for nobody can take it out. */
async function strike(line: RollLineRecord): Promise<void> {
  await inTransaction(async (session) => {
    const struck = await RollLine.updateOne(
      { _id: line._id, hasVoted: false, isStruck: false },
      { $set: { isStruck: true } },
      { session },
    )
    if (struck.modifiedCount === 0) return
    const change = { 'struck.heads': 1, 'struck.area': line.area }
    await Ballot.updateOne(
      { _id: line.ballotId, state: 'open', rollId: line.rollId },
      { $inc: change },
      { session },
    )
  })
}

/** Back in the count; a vote that was cast meanwhile was never out of it. */
async function unstrike(line: RollLineRecord): Promise<void> {
  await inTransaction(async (session) => {
    const freed = await RollLine.updateOne(
      { _id: line._id, isStruck: true },
      { $set: { isStruck: false } },
      { session },
    )
    // Of two who come back to one home at once, one has done it.
    if (freed.modifiedCount === 0) return
    const ballot = { _id: line.ballotId, state: 'open' as const, rollId: line.rollId }
    const change = { 'struck.heads': -1, 'struck.area': -line.area }
    const counted = await Ballot.updateOne(ballot, { $inc: change }, { session })
    if (counted.modifiedCount === 0)
      await RollLine.updateOne({ _id: line._id }, { $set: { isStruck: true } }, { session })
  })
}

/** Who stands on a line of a home and is gone is kept apart, so that only who is there is asked. */
async function setGoneApart(line: RollLineRecord): Promise<void> {
  const rows = await Person.find({ _id: { $in: line.personIds } }, { state: 1 }).lean()
  const gone = rows.filter(({ state }) => isGone(state)).map(({ _id }) => _id)
  if (gone.length === 0) return
  await RollLine.updateOne(
    { _id: line._id },
    { $pull: { personIds: { $in: gone } }, $addToSet: { goneIds: { $each: gone } } },
  )
}

/** She was never gone: back on the line that was hers, where nobody has voted on it. */
async function bringBack(personId: string): Promise<void> {
  const _id = new Types.ObjectId(personId)
  for (const line of await RollLine.find({ personIds: _id, isStruck: true }).lean<RollLineRecord[]>())
    await unstrike(line)
  for (const line of await RollLine.find({ goneIds: _id }).lean<RollLineRecord[]>()) {
    if (!(await Ballot.exists({ _id: line.ballotId, state: 'open' }))) continue
    // The whole home was taken for gone, and one of it is there.
    if (line.isStruck) {
      await setGoneApart(line)
      await unstrike(line)
    }
    await RollLine.updateOne({ _id: line._id }, { $pull: { goneIds: _id }, $addToSet: { personIds: _id } })
  }
}

/** Owners who moved away own all the same; the home of an owner who died stays in the count without her. */
export async function followPerson(personId: string, state: PersonState): Promise<void> {
  if (!isGone(state)) {
    await bringBack(personId)
    return
  }
  const lines = await RollLine.find({ personIds: personId, isStruck: false }).lean<RollLineRecord[]>()
  for (const line of lines) {
    const ballot = await Ballot.findOne({ _id: line.ballotId }, { state: 1, electorate: 1 }).lean()
    if (ballot?.state !== 'open' || (ballot.electorate === 'owners' && state === 'moved')) continue
    if (line.personIds.length === 1 && ballot.electorate !== 'owners') await strike(line)
    else {
      const _id = new Types.ObjectId(personId)
      await RollLine.updateOne({ _id: line._id }, { $pull: { personIds: _id }, $addToSet: { goneIds: _id } })
    }
  }
}

/** Who died or moved away while the vote of a line stood is followed when it is given back: till then nothing was taken out. */
export async function followLine({ personIds }: RollLineRecord): Promise<void> {
  const rows = await Person.find({ _id: { $in: personIds } }, { state: 1 }).lean()
  for (const { _id, state } of rows) if (isGone(state)) await followPerson(_id.toString(), state)
}
