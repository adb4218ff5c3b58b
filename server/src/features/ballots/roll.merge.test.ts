import '../../database/mongoose'
import { Types } from 'mongoose'
import { buildMove } from '../../test/families.factory'
import { startTestApp } from '../../test/testApp'
import { insertMissing } from '../messages/insertMissing'
import { Ballot } from './ballot.model'
import { BallotPaper } from './paper.model'
import { makeGates } from './roll.lines'
import { mergeRolls } from './roll.merge'
import { BallotGate, BallotVote, RollLine, VoterNaming, type RollLineRecord } from './roll.model'

const { deps } = startTestApp()
const [kept, gone, spouse] = [new Types.ObjectId(), new Types.ObjectId(), new Types.ObjectId()]
const [ballotId, rollId] = [new Types.ObjectId(), new Types.ObjectId()]

interface Given {
  electorate?: 'adults' | 'households' | 'owners'
  isSecret?: boolean
  /** Who stands on the line of the record that stays, and of the one that goes; whether it was cast. */
  own: { with?: Types.ObjectId[]; hasVoted?: boolean }
  other: { with?: Types.ObjectId[]; hasVoted?: boolean }
}

async function merge({ electorate = 'adults', isSecret = false, own, other }: Given) {
  await insertMissing(Ballot, [
    {
      ...{ _id: ballotId, state: 'open', rollId, electorate, isSecret, title: '换水泵', community: 'x' },
      ...{ kind: electorate === 'owners' ? 'owners' : 'residents', struck: { heads: 0, area: 0 } },
    },
  ])
  await makeGates(ballotId)
  const line = (id: Types.ObjectId, given: Given['own'], area: number) => ({
    ...{ _id: id, ballotId, rollId, key: `k:${id.toString()}`, voterKey: id.toString(), rooms: [], area },
    ...{ personIds: [id, ...(given.with ?? [])], hasVoted: given.hasVoted ?? false, isStruck: false },
    ...{ requestKeys: [], ...(given.hasVoted ? { receipt: 'r' } : {}) },
  })
  const lines = [line(kept, own, 50), line(gone, other, 70)]
  await insertMissing(RollLine, lines)
  for (const { _id, hasVoted, area } of lines)
    if (hasVoted && !isSecret)
      await BallotVote.create({
        _id: _id.toString(),
        ballotId,
        choices: ['yes'],
        area: electorate === 'owners' ? area : 0,
      })
  await insertMissing(VoterNaming, [{ ballotId, key: 'n', voterKey: 'v', voterId: gone, hasVoted: false }])
  const typed = {
    ballotId,
    voterKey: 'v',
    personId: gone.toString(),
    state: 'first',
    entries: [],
    version: 1,
  }
  await insertMissing(BallotPaper, [{ ...typed, _id: new Types.ObjectId(), key: 'p' }])
  const { move, remarks } = buildMove({ from: gone, into: kept })
  await mergeRolls(move, deps)
  const before = [...remarks]
  await mergeRolls(move, deps)
  expect(await BallotPaper.findOne({ key: 'p' }).lean()).toMatchObject({ personId: kept.toString() })
  expect(remarks).toEqual(before)
  const read = await RollLine.find().sort({ area: 1 }).lean<RollLineRecord[]>()
  const gates = await BallotGate.find().lean()
  const name = (id: Types.ObjectId) => (id.equals(kept) ? 'she' : id.equals(spouse) ? 'spouse' : 'old')
  return {
    remarks: remarks.length,
    lines: read.filter(({ isStruck }) => !isStruck).map(({ personIds }) => personIds.map(name).sort().join()),
    area: read.filter(({ isStruck }) => !isStruck).reduce((sum, { area }) => sum + area, 0),
    votes: await BallotVote.countDocuments(),
    taken: gates.reduce((sum, { heads }) => sum + heads, 0),
    struck: (await Ballot.findOne().lean())?.struck,
    named: String((await VoterNaming.findOne().lean())?.voterId) === kept.toString(),
  }
}

const voted = { hasVoted: true }
const joint = { with: [spouse] }

it.each<[string, Given, object]>([
  ['neither cast', { own: {}, other: {} }, { lines: ['she'], votes: 0, struck: { heads: 1 } }],
  ['the other cast', { own: {}, other: voted }, { lines: ['she'], votes: 1, taken: 0, struck: { heads: 1 } }],
  ['both cast openly', { own: voted, other: voted }, { lines: ['she'], votes: 1, taken: -1, remarks: 0 }],
  [
    'both cast in secret, which nobody can take out',
    { isSecret: true, own: voted, other: voted },
    { lines: ['she', 'she'], remarks: 1, struck: { heads: 0 } },
  ],
  [
    'two homes of one owner, who is one head with both areas',
    { electorate: 'owners', own: {}, other: {} },
    { lines: ['she'], area: 120, struck: { heads: 1, area: 0 } },
  ],
  [
    'a home of her own and one with her husband, which are two heads',
    { electorate: 'owners', own: {}, other: joint },
    { lines: ['she', 'she,spouse'], area: 120, struck: { heads: 0 } },
  ],
  [
    'two households, of one of which she is',
    { electorate: 'households', own: joint, other: {} },
    { lines: ['she,spouse'], struck: { heads: 1 } },
  ],
])('of two records of one person on an open roll one votes: %s', async (_, given, expected) => {
  expect(await merge(given)).toMatchObject({ named: true, ...expected })
})
