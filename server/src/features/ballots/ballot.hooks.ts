import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { registerRoomAccess } from '../../realtime/roomAccess'
import { onContentDecided } from '../contentCheck/contentCheck.events'
import { isPieceGone } from '../contentCheck/official.pieces'
import { registerOutboxSource } from '../messages/outbox'
import { registerQuoted } from '../messages/takenAway'
import { registerPersonChange, registerPersonMerge } from '../register/person.hooks'
import type { Actor } from '../users/actor'
import { registerAccountDeletion, registerAccountMerge, registerOwnData } from '../users/userHooks'
import { findPersonIdOf } from '../users/account.service'
import { showWords } from './ballot.check'
import { takeBallotVerdict } from './ballot.hiding'
import { applyBallotEntry, expandBallot } from './ballot.messages'
import { Ballot, type BallotRecord } from './ballot.model'
import { findReadableBallot } from './ballot.service'
import { describeChoices } from './ballot.view'
import { BallotPaper, PaperReturn } from './paper.model'
import { mergeRolls } from './roll.merge'
import { followPerson } from './roll.strike'
import { BallotVote, RollLine, VoterNaming, type RollLineRecord, type VoteRecord } from './roll.model'

export {
  onBallotClosed,
  onBallotOpened,
  registerAskers,
  registerPaperTypist,
  registerVoteRefusal,
} from './ballot.events'

const name = 'ballot'
const mostOwn = 500

interface OwnBallot {
  ballot: BallotRecord
  line: RollLineRecord
}

/** The ballots one was asked in, in the words that voters read now. */
async function listOwn(userId: string): Promise<OwnBallot[]> {
  const personId = await findPersonIdOf(userId)
  if (personId === undefined) return []
  const lines = await RollLine.find({ personIds: personId })
    .sort({ _id: -1 })
    .limit(mostOwn)
    .lean<RollLineRecord[]>()
  const ballots = await Ballot.find({ _id: { $in: lines.map(({ ballotId }) => ballotId) } }).lean<
    BallotRecord[]
  >()
  return lines.flatMap((line) => {
    const ballot = ballots.find(({ _id, rollId }) => _id.equals(line.ballotId) && rollId?.equals(line.rollId))
    return ballot ? [{ ballot: showWords(undefined, ballot), line }] : []
  })
}

const votedText = ({ hasVoted, by, isStruck }: RollLineRecord): string =>
  isStruck ? '已从名册去掉' : !hasVoted ? '没有投' : by === 'paper' ? '用纸质票' : '已投'

/** Of a secret ballot whether one voted and the receipt; of an open one the choice as well, for it is one’s own. */
async function collectOwn({ ballot, line }: OwnBallot) {
  const { title, kind, state, opensAt, closesAt, isSecret } = ballot
  const common = {
    title,
    kind,
    state,
    opensAt,
    closesAt,
    isSecret,
    hasVoted: line.hasVoted,
    receipt: line.receipt,
  }
  if (isSecret) return common
  const vote = await BallotVote.findOne({ _id: line._id.toString() }).lean<VoteRecord>()
  return vote ? { ...common, choice: describeChoices(ballot, vote.choices) } : common
}

function registerAccounts(): void {
  registerOwnData({
    name,
    async describe(userId) {
      const own = await listOwn(userId)
      if (own.length === 0) return []
      const items = own.map(({ ballot, line }) => ({ label: ballot.title, value: votedText(line) }))
      return [{ title: '我的表决', items }]
    },
    async collect(userId) {
      const collected: unknown[] = []
      for (const own of await listOwn(userId)) collected.push(await collectOwn(own))
      return collected
    },
  })
  registerAccountMerge({
    name,
    async move(from, into) {
      const userId = new Types.ObjectId(into)
      const filter = { 'entries.byUserId': new Types.ObjectId(from) }
      await BallotPaper.updateMany(filter, { $set: { 'entries.$.byUserId': userId } })
      await PaperReturn.updateMany({ byUserId: from }, { $set: { byUserId: userId } })
    },
  })
  registerAccountDeletion({
    name,
    async erase(userId, { clock }: Deps) {
      if ((await listOwn(userId)).length === 0) return []
      const until = new Date(clock.now().getTime() + keptYears * 366 * 24 * 60 * 60 * 1000).toISOString()
      return [{ what: '表决的名册和票', basis: '居民会议和业主共同决定的档案要求保存', until }]
    },
  })
}

const keptYears = 10

const mayWatch = async (actor: Actor, id: string, deps: Deps): Promise<boolean> => {
  try {
    return Boolean(await findReadableBallot(actor, id, deps))
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

/** What other features ask of ballots; called once, where the routes are listed. */
export function registerBallotHooks(): void {
  registerOutboxSource<BallotRecord>({ name, model: Ballot, expand: expandBallot, apply: applyBallotEntry })
  registerQuoted<BallotRecord>(name, Ballot, { hiddenPieces: 1 }, isPieceGone)
  onContentDecided(name, takeBallotVerdict)
  registerPersonChange(name, followPerson)
  registerPersonMerge(name, [RollLine, VoterNaming, BallotPaper], mergeRolls)
  registerRoomAccess(name, mayWatch)
  registerAccounts()
}
