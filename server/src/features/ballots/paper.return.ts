import type { OutputOf } from '@linli/shared/contract'
import type { voteContracts } from '@linli/shared/ballots/vote.contract'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { Ballot, type BallotRecord } from './ballot.model'
import { findActableBallot } from './ballot.service'
import { PaperReturn, PaperStock, type PaperReturnRecord } from './paper.model'
import { readStock } from './paper.stock'
import { findLine } from './roll.lines'
import { RollLine, VoterNaming, type RollLineRecord } from './roll.model'
import { followLine } from './roll.strike'
import { assertTakesVotes } from './vote.service'
import { passGate } from './vote.write'
import { namingKeyOf } from './voter.naming'

type Crypto = Pick<Deps, 'crypto'>
type ReturnBody = OutputOf<typeof voteContracts.takeBackPaper.body>

const aadOf = (id: Types.ObjectId): string => fieldAad('ballotpaperreturns', id, 'text')

export const openReturn = ({ _id, text }: PaperReturnRecord, { crypto }: Crypto): string =>
  crypto.decrypt(text, aadOf(_id))

/** More wait for a second person in no ballot of a community. */
const mostAsked = 200

/** What waits for a second person, by the vote it would give back. */
export async function readReturns(ballotId: Types.ObjectId): Promise<Map<string, PaperReturnRecord>> {
  const rows = await PaperReturn.find({ ballotId }).limit(mostAsked).lean<PaperReturnRecord[]>()
  return new Map(rows.map((row) => [row.voterKey, row]))
}

interface GivenBack {
  requestKeys: string[]
  /** What the log and those whose vote it is are told, which must not be lost once it is back. */
  tell: (session: ClientSession) => Promise<void>
}

async function noteAsked(
  actor: Actor,
  ballotId: Types.ObjectId,
  { voterKey, reason }: ReturnBody,
  tell: GivenBack['tell'],
  { crypto }: Crypto,
): Promise<void> {
  const _id = new Types.ObjectId()
  const by = { byUserId: new Types.ObjectId(actor.userId), byName: actor.displayName }
  const key = namingKeyOf(ballotId, voterKey)
  const asked = { _id, ballotId, key, voterKey, ...by, text: crypto.encrypt(reason, aadOf(_id)) }
  try {
    // Who has asked is believed to have been heard: a press that is repeated tells nobody.
    await inTransaction(async (session) => {
      await PaperReturn.collection.insertOne(asked, { session })
      await tell(session)
    })
  } catch (error) {
    // Another has said so in the same moment: whoever presses again has read what.
    throw isDuplicate(error) ? new AppError('ballot.changed') : error
  }
}

/** While as many are typed and not counted as are out, hers may be among them: she would have two votes. */
async function takeOut(ballotId: Types.ObjectId, session: ClientSession): Promise<void> {
  const { modifiedCount } = await PaperStock.updateOne(
    { _id: ballotId, untyped: { $gt: 0 } },
    { $inc: { handed: -1, left: -1, untyped: -1 } },
    { session },
  )
  if (modifiedCount > 0) return
  throw new AppError((await readStock(ballotId)).left > 0 ? 'ballot.paper_in_box' : 'ballot.paper_counted')
}

function giveBack(
  ballot: BallotRecord,
  line: RollLineRecord,
  asked: PaperReturnRecord,
  { requestKeys, tell }: GivenBack,
): Promise<void> {
  return inTransaction(async (session) => {
    const { deletedCount } = await PaperReturn.deleteOne({ _id: asked._id }, { session })
    if (deletedCount === 0) throw new AppError('ballot.changed')
    const freed = await RollLine.updateOne(
      { _id: line._id, hasVoted: true, by: 'paper' },
      { $set: { hasVoted: false, requestKeys }, $unset: { by: 1 } },
      { session },
    )
    if (freed.modifiedCount === 0) throw new AppError('ballot.paper_not_out')
    await takeOut(ballot._id, session)
    const key = namingKeyOf(ballot._id, line.voterKey)
    await VoterNaming.updateOne({ key }, { $set: { hasVoted: false }, $inc: { version: 1 } }, { session })
    await tell(session)
    // Not after the closing: what is counted then is counted.
    await passGate(ballot, { changes: 1 }, session)
  })
}

/** Who died while it was out is asked no more. By the outbox too, should the press have died before it could. Repeatable. */
export async function followReturn(ballot: BallotRecord, voterKey: string): Promise<void> {
  const line = await findLine(ballot, voterKey)
  if (line && !line.hasVoted) await followLine(line)
}

/**
 * A paper that the wrong person was written down for, or nobody took, comes back: she may vote again, and one paper less
 * may be counted. It gives a vote back, so two people have to say so, neither of them about her own; and as long as one
 * is out that nobody has typed, for what is in the box belongs to nobody.
 * @returns false while a second person has to say the same.
 */
export async function takeBackPaper(
  actor: Actor,
  id: string,
  body: ReturnBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<{ isBack: boolean }> {
  const { voterKey, reason } = body
  const requestKeys = requestKey === undefined ? [] : [`${actor.userId}:${requestKey}`]
  const { ballot } = await findActableBallot(actor, id, 'takeBackPaper', deps)
  assertTakesVotes(ballot, deps.clock.now())
  // Before its line: of one that is given back meanwhile the line then says so, and nobody asks for it anew.
  const asked = (await readReturns(ballot._id)).get(voterKey)
  const line = await findLine(ballot, voterKey)
  assertThat(line, 'ballot.not_on_roll')
  assertThat(!line.personIds.some((personId) => personId.toString() === actor.personId), 'access.denied')
  // The same press sent again, because its answer was lost.
  if (!line.hasVoted && requestKeys.some((key) => line.requestKeys.includes(key))) return { isBack: true }
  assertThat(line.hasVoted && line.by === 'paper', 'ballot.paper_not_out')
  if (asked?.byUserId.toString() === actor.userId) return { isBack: false }
  const step = asked ? 'paperTakenBack' : 'paperAskedBack'
  const tell = async (session: ClientSession): Promise<void> => {
    const subject = { kind: 'ballot', id, district: ballot.district }
    await recordAudit(actor, `ballot.${step}`, subject, { voterKey, reason }, deps, session)
    const outbox = makeOutboxEntry(`ballot.${step}`, { voterKey, byUserId: actor.userId }, deps)
    const change = { $set: { hasOutbox: true }, $push: { outbox } }
    await Ballot.updateOne({ _id: ballot._id }, change, { session })
  }
  if (asked) {
    await giveBack(ballot, line, asked, { requestKeys, tell })
    await followReturn(ballot, voterKey)
  } else {
    await noteAsked(actor, ballot._id, body, tell, deps)
  }
  kickOutbox(Ballot)
  return { isBack: asked !== undefined }
}
