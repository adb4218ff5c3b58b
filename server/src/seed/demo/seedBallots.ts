import { defaultResidentsRule, moreThanHalf, type BallotSpans } from '@linli/shared/ballots/ballot'
import type { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import type { InputOf } from '@linli/shared/contract'
import { toShanghaiDay, addDays, fromShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { readTurnout } from '../../features/ballots/ballot.closing'
import { Ballot, BallotPreset, type BallotRecord } from '../../features/ballots/ballot.model'
import { actOnBallot } from '../../features/ballots/ballot.act'
import { createBallot, readBallot } from '../../features/ballots/ballot.service'
import { sweepBallots } from '../../features/ballots/ballot.sweep'
import { RollLine, type RollLineRecord } from '../../features/ballots/roll.model'
import { castVote } from '../../features/ballots/vote.service'
import type { Actor } from '../../features/users/actor'
import { demoIdentities } from './identities'
import { demoCommunity, demoStreet } from './places'
import { demoId, isDemoId, makeDemoId } from './random'
import { findActor } from './seedAccounts'

type Content = Omit<InputOf<typeof ballotContracts.createBallot.body>, 'opensAt' | 'closesAt'>

interface DemoBallot {
  key: string
  content: Content
  /** Calendar days from today; it opens at eight and closes at six in the evening. */
  opens: number
  closes: number
  /** What those who voted chose, the one after the other down the roll. */
  votes: readonly (readonly string[])[]
}

const repeat = (times: number, ...choices: string[][]): string[][] =>
  Array.from({ length: times }, () => choices).flat()

const subject = { kind: 'community', title: '社区的事' } as const

const demoBallots: readonly DemoBallot[] = [
  {
    key: 'trees',
    content: {
      community: demoCommunity,
      subject,
      kind: 'opinion',
      electorate: 'adults',
      form: 'ranked',
      isSecret: true,
      title: '中心花园种什么树？',
      text: '中心花园有三棵树枯了，开春补种。三种树都不用打药，价钱差不多。\n请按喜欢的先后排，社区照大家的意思买。',
      plans: ['桂花', '樱花', '银杏'],
      rule: { quorum: null, majority: moreThanHalf },
    },
    opens: -21,
    closes: -14,
    votes: [
      ...repeat(4, ['a', 'c'], ['b', 'c', 'a']),
      ...repeat(3, ['c', 'a', 'b'], ['c', 'b']),
      ...repeat(2, ['a', 'b', 'c']),
    ],
  },
  {
    key: 'lamps',
    content: {
      community: demoCommunity,
      subject,
      kind: 'residents',
      electorate: 'households',
      form: 'yesNo',
      isSecret: false,
      title: '东门到3号楼要不要装路灯？',
      text: '东门到3号楼这一段晚上很暗，去年有两位老人摔倒。\n装六盏太阳能路灯，一共 18000 元，从社区保障资金里出，大家不用另外出钱。',
    },
    opens: -2,
    closes: 6,
    votes: repeat(3, ['a'], ['a'], ['b'], ['a'], ['c']),
  },
]

/** Whether it was held before anybody came to the demo. */
export const isSeededBallot = ({ _id }: Pick<BallotRecord, '_id'>): boolean =>
  demoBallots.some(({ key }) => isDemoId(_id, `ballot:${key}`))

/** As it stands, should a start before this one have begun it. */
async function findKnown({ key }: DemoBallot): Promise<BallotRecord | undefined> {
  const rows = await Ballot.find({ community: demoCommunity }).lean<BallotRecord[]>()
  return rows.find(({ _id }) => isDemoId(_id, `ballot:${key}`))
}

/** Somebody of the register who voted at home, without an account of the demo. */
export const asVoter = (personId: string): Actor => ({
  ...{ userId: personId, sessionId: 'demo', displayName: '居民', level: 'verified' },
  ...{ community: demoCommunity, personId, memberships: [] },
})

const identityIds = demoIdentities.map(({ key }) => demoId(`person:${key}`).toString())

/** Those who vote alone for their line, but for the people one can be: they can still try it themselves. */
async function listVoters({ rollId }: BallotRecord): Promise<RollLineRecord[]> {
  const lines = rollId ? await RollLine.find({ rollId }).sort({ _id: 1 }).lean<RollLineRecord[]>() : []
  return lines.filter(({ personIds: [first, ...others] }) => {
    return first !== undefined && others.length === 0 && !identityIds.includes(first.toString())
  })
}

/** One after the other from the opening on, over all the time there was. */
async function castAll(
  { votes }: DemoBallot,
  ballot: BallotRecord,
  clockAt: (now: Date) => Deps,
  now: Date,
): Promise<void> {
  const opened = ballot.opensAt.getTime()
  const open = Math.min(ballot.closesAt.getTime(), now.getTime()) - opened
  const voters = await listVoters(ballot)
  for (const [i, choices] of votes.entries()) {
    const line = voters[i]
    const personId = line?.personIds[0]?.toString()
    if (!line || personId === undefined) return
    const { voterKey } = line
    const body = { voterKey, version: ballot.version, choices: [...choices] }
    const at = clockAt(new Date(opened + (open * (i + 0.5)) / votes.length))
    await castVote(asVoter(personId), ballot._id.toString(), body, `demo-vote-${i}`, at)
  }
}

/** Nobody hears of a ballot that was held before the demo began. */
const hush = (id: string) => Ballot.updateOne({ _id: id }, { $set: { outbox: [] }, $unset: { hasOutbox: 1 } })

async function playBallot(demo: DemoBallot, deps: Deps): Promise<void> {
  const today = toShanghaiDay(deps.clock.now())
  const opensAt = fromShanghaiDay(addDays(today, demo.opens), 8 * 60)
  const closesAt = fromShanghaiDay(addDays(today, demo.closes), 18 * 60)
  const clockAt = (now: Date): Deps => ({ ...deps, publish: () => undefined, clock: { now: () => now } })
  const before = clockAt(new Date(opensAt.getTime() - 3 * 24 * 60 * 60 * 1000))
  const secretary = await findActor('secretary', before.clock.now())
  const times = { opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString() }
  const known = await findKnown(demo)
  const id = (known?._id ?? makeDemoId(`ballot:${demo.key}`, before.clock.now())).toString()
  const draft =
    known ??
    (await createBallot(
      secretary,
      { ...demo.content, plans: demo.content.plans ?? [], ...times },
      id,
      before,
    ))
  if (draft.state === 'draft')
    await actOnBallot(secretary, id, { action: 'announce', version: draft.version }, before)
  await sweepBallots(clockAt(opensAt))
  const open = await readBallot(id)
  if (open?.state === 'open') await castAll(demo, open, clockAt, deps.clock.now())
  if (closesAt < deps.clock.now()) await sweepBallots(clockAt(new Date(closesAt.getTime() + 10_000)))
  await hush(id)
}

/** Played to its end before: closed, or with all its votes in. */
async function isPlayed(demo: DemoBallot): Promise<boolean> {
  const ballot = await findKnown(demo)
  if (ballot?.state !== 'open') return ballot?.state === 'closed' || ballot?.state === 'void'
  return (await readTurnout(ballot._id)).heads >= demo.votes.length
}

/** Short enough to be lived through by one who has come to look; see `BallotSpans`. */
const demoSpans: BallotSpans = { naming: 1, lateNaming: 1, open: 2 }

/**
 * One ballot that was held and counted, one that is open now, and the demo's spans. Repeatable: each step is done once.
 */
export async function seedBallots(deps: Deps): Promise<void> {
  const { quorum, majority } = defaultResidentsRule
  const preset = { quorum, majority, spans: demoSpans }
  await BallotPreset.updateOne({ _id: demoStreet }, { $setOnInsert: preset }, { upsert: true })
  for (const demo of demoBallots) if (!(await isPlayed(demo))) await playBallot(demo, deps)
}
