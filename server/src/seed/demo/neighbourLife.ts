import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { Ballot, type BallotRecord } from '../../features/ballots/ballot.model'
import { RollLine, VoterNaming, type RollLineRecord } from '../../features/ballots/roll.model'
import { castVote } from '../../features/ballots/vote.service'
import { nameVoter } from '../../features/ballots/voter.service'
import { coSignMotion } from '../../features/deliberation/coSign.service'
import { CoSignature } from '../../features/deliberation/coSignature.model'
import { Motion, type MotionRecord } from '../../features/deliberation/motion.model'
import { Project, ProjectRating } from '../../features/deliberation/project.model'
import { rateProject } from '../../features/deliberation/project.rating'
import { User } from '../../features/users/user.model'
import type { JobDefinition } from '../../jobs/job'
import { AppError } from '../../lib/appError'
import type { DemoPerson } from './households'
import { demoIdentities, type DemoIdentity } from './identities'
import { listDemoNeighbours, listDemoVoters } from './neighbours'
import { demoCommunity } from './places'
import { demoId } from './random'
import { demoUserId, findActor } from './seedAccounts'
import { asVoter, isSeededBallot } from './seedBallots'
import { demoMotionKey } from './seedDeliberation'

/** At each look: so that one can watch the numbers grow, and a ballot of a minute has its quorum. */
const pace = { sign: 8, name: 40, vote: 40, rate: 5 } as const
const raters = 9
/** What a newcomer started lies among the newest. */
const newest = 20

/** Who lives in the demo beside those one can be. */
interface Lane {
  neighbours: readonly DemoIdentity[]
  voters: readonly DemoPerson[]
  /** The people one can be: what is theirs to do is left to them. */
  playedIds: ReadonlySet<string>
}

/** What the one who plays has meanwhile made impossible is left alone. */
async function tryEach<T>(rows: readonly T[], act: (row: T) => Promise<unknown>): Promise<void> {
  for (const row of rows)
    try {
      await act(row)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
}

async function sign(motion: MotionRecord, { neighbours }: Lane, deps: Deps): Promise<void> {
  const rows = await CoSignature.find({ motionId: motion._id }, { userId: 1 }).lean()
  const signed = new Set(rows.map(({ userId }) => userId.toString()))
  const others = neighbours.filter((each) => !signed.has(demoUserId(each).toString()))
  await tryEach(others.slice(0, pace.sign), async ({ key }) => {
    await coSignMotion(await findActor(key, deps.clock.now()), motion._id.toString(), true, deps)
  })
}

async function rate(projectId: Types.ObjectId, { neighbours }: Lane, deps: Deps): Promise<void> {
  if (!(await Project.exists({ _id: projectId, state: 'done' }))) return
  const rows = await ProjectRating.find({ projectId }, { authorId: 1 }).lean()
  const rated = new Set(rows.map(({ authorId }) => authorId.toString()))
  const others = neighbours.slice(0, raters).filter((each) => !rated.has(demoUserId(each).toString()))
  await tryEach(others.slice(0, pace.rate), async ({ key }) => {
    await rateProject(await findActor(key, deps.clock.now()), projectId.toString(), { grade: 4 }, deps)
  })
}

/** Homes that share a vote say who casts it. */
async function nameVoters(ballot: BallotRecord, { voters }: Lane, deps: Deps): Promise<void> {
  if (ballot.electorate !== 'households') return
  const known = await VoterNaming.find({ ballotId: ballot._id }, { voterKey: 1 }).lean()
  const named = new Set(known.map(({ voterKey }) => voterKey))
  const homes = voters.map(({ key, home }) => ({
    voterKey: `household:${demoId(`household:${home.key}`).toString()}`,
    personId: demoId(`person:${key}`).toString(),
  }))
  const others = homes.filter(({ voterKey }) => !named.has(voterKey))
  await tryEach(others.slice(0, pace.name), (home) =>
    nameVoter(asVoter(home.personId), ballot._id.toString(), home, deps),
  )
}

/** Who can cast a vote now: alone, or by the home’s naming. */
async function listCasters(
  ballot: BallotRecord,
  { playedIds }: Lane,
): Promise<{ line: RollLineRecord; personId: string }[]> {
  const { rollId } = ballot
  const lines = !rollId ? [] : await RollLine.find({ rollId, hasVoted: false }).lean<RollLineRecord[]>()
  const namings = await VoterNaming.find({ ballotId: ballot._id }, { voterKey: 1, voterId: 1 }).lean()
  const named = new Map(namings.map(({ voterKey, voterId }) => [voterKey, voterId.toString()]))
  return lines.flatMap((line) => {
    const ids = line.personIds.map((id) => id.toString())
    const personId = ids.length === 1 ? ids[0] : named.get(line.voterKey)
    return personId === undefined || ids.some((id) => playedIds.has(id)) ? [] : [{ line, personId }]
  })
}

/** Four of five are for the first plan; the fifth chooses what stands last on the paper. */
async function vote(ballot: BallotRecord, lane: Lane, deps: Deps): Promise<void> {
  const casters = await listCasters(ballot, lane)
  const [first = '', last = ''] = [ballot.options[0]?.id, ballot.options.at(-1)?.id]
  await tryEach(casters.slice(0, pace.vote), ({ line, personId }) => {
    const choices = [isFifth(personId) ? last : first]
    const body = { voterKey: line.voterKey, version: ballot.version, choices }
    return castVote(asVoter(personId), ballot._id.toString(), body, undefined, deps)
  })
}

const isFifth = (personId: string): boolean => Number.parseInt(personId.slice(-4), 16) % 5 === 0

/**
 * The demo’s neighbours take part in what its players start: they stand behind a motion, name who votes, vote, and rate
 * what came of it. What the demo began with they leave as it is. Only in the demo, which production refuses.
 */
async function live(lane: Lane, deps: Deps): Promise<void> {
  // Data of an earlier release have no such accounts.
  if (!(await User.exists({ _id: lane.neighbours.map(demoUserId)[0] }))) return
  const filter = { community: demoCommunity }
  const motions = await Motion.find(filter).sort({ _id: -1 }).limit(newest).lean<MotionRecord[]>()
  for (const motion of motions.filter(({ requestKey }) => !requestKey.includes(demoMotionKey))) {
    const isSigned = motion.stage === 'gathering' || motion.stage === 'submitted'
    if (motion.state === 'visible' && isSigned) await sign(motion, lane, deps)
    if (motion.projectId) await rate(motion.projectId, lane, deps)
  }
  const ballots = await Ballot.find(filter).sort({ _id: -1 }).limit(newest).lean<BallotRecord[]>()
  for (const ballot of ballots.filter((each) => !isSeededBallot(each))) {
    if (ballot.state === 'announced') await nameVoters(ballot, lane, deps)
    if (ballot.state === 'open' && ballot.closesAt > deps.clock.now()) await vote(ballot, lane, deps)
  }
}

export function createNeighbourLife(): JobDefinition {
  const lane: Lane = {
    neighbours: listDemoNeighbours(demoIdentities),
    voters: listDemoVoters(demoIdentities),
    playedIds: new Set(demoIdentities.map(({ key }) => demoId(`person:${key}`).toString())),
  }
  return { name: 'liveInDemo', everySeconds: 3, run: (deps) => live(lane, deps) }
}
