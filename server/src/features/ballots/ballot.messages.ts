import { ballotKindNames, isShared } from '@linli/shared/ballots/ballot'
import { outcomeTexts } from '@linli/shared/ballots/ballot.words'
import { formatDeadline, formatMoment } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import { checkWords } from './ballot.check'
import { shutGates } from './ballot.closing'
import { dropBallot } from './ballot.drop'
import { announceClosed, announceOpened, listAskers, type BallotNews } from './ballot.events'
import { expandHiding, isOfHiding } from './ballot.hidingMessages'
import { expandHome, isOfHome } from './ballot.homeMessages'
import type { BallotRecord } from './ballot.model'
import { findAccounts, toMessage, toTitledMessage, type SayOf } from './ballot.told'
import { followReturn } from './paper.return'
import { readGroups } from './roll.groups'
import { askedBy } from './roll.lines'
import { RollLine, VoterNaming, type RollLineRecord } from './roll.model'

async function listRollPeople({ rollId }: BallotRecord): Promise<Types.ObjectId[]> {
  if (!rollId) return []
  const lines = await RollLine.find({ rollId }, { personIds: 1 }).lean<Pick<RollLineRecord, 'personIds'>[]>()
  return lines.flatMap(({ personIds }) => personIds)
}

/** Those who will share a vote: they have to name who casts it. Others hear of the ballot when it opens. */
async function listNamers(ballot: BallotRecord, deps: Deps): Promise<Types.ObjectId[]> {
  if (!isShared(ballot.electorate)) return []
  const { groups } = await readGroups(askedBy(ballot, ballot.opensAt), undefined, deps)
  return groups.filter(({ personIds }) => personIds.length > 1).flatMap(({ personIds }) => personIds)
}

/** Those who were told to name somebody, and those who have. */
async function listConcerned(ballot: BallotRecord, deps: Deps): Promise<Types.ObjectId[]> {
  if (ballot.rollId) return listRollPeople(ballot)
  const namings = await VoterNaming.find({ ballotId: ballot._id }, { voterId: 1, byPersonId: 1 }).lean()
  const named = namings.flatMap(({ voterId, byPersonId }) => [voterId, ...(byPersonId ? [byPersonId] : [])])
  return [...(await listNamers(ballot, deps)), ...named]
}

/** What everybody concerned is told; never a count before the closing, and never what anybody chose. */
async function describeStep(
  ballot: BallotRecord,
  { event }: OutboxEntry,
  deps: Deps,
): Promise<{ say: SayOf; people: Types.ObjectId[] } | undefined> {
  const now = deps.clock.now()
  const { kind, opensAt, closesAt } = ballot
  switch (event) {
    case 'ballot.announced':
      return {
        say: (title) => ({
          title: `请登记您家由谁投票：${title}`,
          body: `${formatMoment(opensAt, now)} 开始投票，请在这之前登记。`,
        }),
        people: await listNamers(ballot, deps),
      }
    case 'ballot.opened':
      return {
        say: (title) => ({
          title: `请您投票：${title}`,
          body: `${ballotKindNames[kind]}，${formatDeadline(closesAt, now)}都可以投。`,
        }),
        people: await listRollPeople(ballot),
      }
    case 'ballot.closed': {
      const outcome = ballot.result ? outcomeTexts[ballot.result.outcome] : ''
      const body = `结果：${outcome}。打开可以看每一项的票数，也可以核对自己的回执。`
      return { say: (title) => ({ title: `投票结果：${title}`, body }), people: await listRollPeople(ballot) }
    }
    case 'ballot.edited':
      return {
        say: (title) => ({
          title: `这次投票有改动，请再看一遍：${title}`,
          body: `${formatMoment(opensAt, now)} 开始投票，${formatDeadline(closesAt, now)}都可以投。`,
        }),
        people: await listConcerned(ballot, deps),
      }
    case 'ballot.takenBack':
      return {
        say: (title) => ({
          title: `这次投票先收回修改：${title}`,
          body: '现在不用登记由谁投票，登记过的也不算了。重新公布的时候会再告诉您。',
        }),
        people: await listConcerned(ballot, deps),
      }
    case 'ballot.voided': {
      const say: SayOf = (title) => ({
        title: `这次投票作废了：${title}`,
        body: '原因打开就能看到。投过的票不算数。',
      })
      return { say, people: await listConcerned(ballot, deps) }
    }
    default:
      return undefined
  }
}

/** Who asked for it hears when it is to be and when it is not; of the rest they hear with their motion. */
async function tellAskers(
  ballot: BallotRecord,
  { event }: OutboxEntry,
  told: readonly string[],
  deps: Deps,
): Promise<Message[]> {
  const { opensAt, closesAt, subject } = ballot
  const now = deps.clock.now()
  const words: Partial<Record<string, SayOf>> = {
    'ballot.announced': (title) => ({
      title: `您联名的事定了表决的时间：${title}`,
      body: `${formatMoment(opensAt, now)} 开始投票，${formatDeadline(closesAt, now)}都可以投。`,
    }),
    'ballot.edited': (title) => ({
      title: `您联名的事，表决有改动：${title}`,
      body: `${formatMoment(opensAt, now)} 开始投票，${formatDeadline(closesAt, now)}都可以投。`,
    }),
    'ballot.takenBack': (title) => ({
      title: `您联名的事，表决先收回修改：${title}`,
      body: '社区改好以后重新公布，到时候再告诉您。',
    }),
    'ballot.voided': (title) => ({
      title: `您联名的事，这次表决作废了：${title}`,
      body: '原因打开就能看到。',
    }),
  }
  const said = words[event]
  if (!said) return []
  const others = (await listAskers(subject)).filter((userId) => !told.includes(userId))
  return others.map((userId) => toTitledMessage(ballot, event, userId, said))
}

/** Who is told what. Run again after a crash it comes to the same people. */
export async function expandBallot(ballot: BallotRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  if (isOfHome(entry)) return expandHome(ballot, entry, deps)
  if (isOfHiding(entry)) return expandHiding(ballot, entry, deps)
  const step = await describeStep(ballot, entry, deps)
  if (!step) return []
  const accounts = await findAccounts(step.people)
  const messages = accounts.map((userId) => toTitledMessage(ballot, entry.event, userId, step.say))
  const desk =
    entry.data.why === undefined ? [] : await listPostPeople(`triage:${ballot.community}`, deps.clock.now())
  const why = { title: `投票没能开始：${ballot.title}`, body: String(entry.data.why) }
  return [
    ...messages,
    ...(await tellAskers(ballot, entry, accounts, deps)),
    ...desk
      .filter((userId) => !accounts.includes(userId))
      .map((userId) => ({ ...toMessage(ballot, entry.event, userId, why), isQueue: true })),
  ]
}

const toNews = ({ _id, community, subject, kind, title }: BallotRecord): BallotNews => ({
  ballotId: _id.toString(),
  ...{ community, subject, kind, title },
})

/** What other features are told. */
export async function applyBallotEntry(ballot: BallotRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  const { event } = entry
  if (event === 'ballot.paperTakenBack') await followReturn(ballot, String(entry.data.voterKey))
  if (event === 'ballot.written') await checkWords(ballot, entry, deps)
  if (event === 'ballot.opened') {
    const answer = await announceOpened({ ...toNews(ballot), closesAt: ballot.closesAt }, deps)
    if (answer === 'settled') await dropBallot(ballot, 'open', deps)
  }
  if (event === 'ballot.closed' && ballot.result)
    await announceClosed({ ...toNews(ballot), outcome: ballot.result.outcome }, deps)
  if (event !== 'ballot.voided') return
  await shutGates(ballot._id)
  await announceClosed({ ...toNews(ballot), outcome: 'void' }, deps)
}
