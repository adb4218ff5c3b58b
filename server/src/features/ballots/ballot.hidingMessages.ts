import { formatDeadline, formatMoment } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listAskers } from './ballot.events'
import type { BallotRecord } from './ballot.model'
import { findAccounts, toTitledMessage, type SayOf } from './ballot.told'
import { RollLine, type RollLineRecord } from './roll.model'

const [hidden, shown] = ['ballot.hidden', 'ballot.shown'] as const

/** Whether it says that the words of a ballot were taken away, or are back. */
export const isOfHiding = ({ event }: OutboxEntry): boolean => event === hidden || event === shown

interface Words {
  waiting: SayOf
  voted: SayOf
  /** Who asked for it and does not vote. */
  asker: SayOf
}

const stopped: SayOf = (title) => ({
  title: `投票先停一停：${title}`,
  body: '表决的文字正在核对，现在看不到，也投不了。核对好以后接着投，停掉的时间会补上，到时候再告诉您。',
})

const whileHidden: Words = {
  waiting: stopped,
  voted: (title) => ({
    title: stopped(title).title,
    body: '表决的文字正在核对，现在看不到。您投过的票还算，核对好以后再告诉您。',
  }),
  asker: stopped,
}

function writeBack(closesAt: Date, now: Date): Words {
  const until = formatDeadline(closesAt, now)
  return {
    waiting: (title) => ({
      title: `请您投票，时间延长了：${title}`,
      body: `表决的文字核对好了，接着投。停掉的时间补上了，${until}都可以投。这一票还没有投。`,
    }),
    voted: (title) => ({
      title: `投票接着进行：${title}`,
      body: `表决的文字核对好了。您投过的票还算。停掉的时间补上了，${formatMoment(closesAt, now)} 截止。`,
    }),
    asker: (title) => ({
      title: `您联名的事，表决接着进行：${title}`,
      body: `表决的文字核对好了。停掉的时间补上了，${until}都可以投。`,
    }),
  }
}

/** As it is when they are told; what has changed again meanwhile says so itself. */
function findWords({ state, unreadSince, closesAt }: BallotRecord, event: string, now: Date) {
  if (state !== 'open') return undefined
  if (event === hidden) return unreadSince ? whileHidden : undefined
  return unreadSince ? undefined : writeBack(closesAt, now)
}

type Line = Pick<RollLineRecord, 'personIds' | 'hasVoted'>

/** Everybody on the roll, and who asked for it: who has not voted is asked to, once the time is there. */
export async function expandHiding(
  ballot: BallotRecord,
  { event }: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  const words = findWords(ballot, event, deps.clock.now())
  const { rollId } = ballot
  if (!words || !rollId) return []
  const filter = { rollId, isStruck: false }
  const lines = await RollLine.find(filter, { personIds: 1, hasVoted: 1 }).lean<Line[]>()
  const accountsOf = (hasVoted: boolean): Promise<string[]> =>
    findAccounts(
      lines.flatMap((line): Types.ObjectId[] => (line.hasVoted === hasVoted ? line.personIds : [])),
    )
  const waiting = await accountsOf(false)
  const voted = await accountsOf(true)
  const told = new Set<string>()
  const tell = (userIds: readonly string[], say: SayOf): Message[] =>
    userIds.flatMap((userId) => {
      if (told.has(userId)) return []
      told.add(userId)
      return [toTitledMessage(ballot, event, userId, say)]
    })
  return [
    ...tell(waiting, words.waiting),
    ...tell(voted, words.voted),
    ...tell(await listAskers(ballot.subject), words.asker),
  ]
}
