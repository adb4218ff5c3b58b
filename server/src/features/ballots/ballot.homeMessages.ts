import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import { ballotsPage } from './ballot.announce'
import type { BallotRecord } from './ballot.model'
import { findAccounts, toMessage, toTitledMessage, type Words } from './ballot.told'
import { readGroups } from './roll.groups'
import { askedBy, findLine } from './roll.lines'

async function listMembers(ballot: BallotRecord, voterKey: string, personId: string | undefined, deps: Deps) {
  const line = await findLine(ballot, voterKey)
  if (line) return line.personIds
  const { groups } = await readGroups(askedBy(ballot, ballot.opensAt), personId, deps)
  return groups.find((group) => group.voterKey === voterKey)?.personIds ?? []
}

/** What those who share a vote are told of each other; nobody’s name and no words of anybody. */
const homeWords: Record<string, Words> = {
  'ballot.voterNamed': {
    title: '您家登记了由谁投票',
    body: '打开看看由谁来投。不同意的话可以说明意见，社区书记听过双方再定。',
  },
  'ballot.voterContested': {
    title: '您家对由谁投票有不同意见',
    body: '社区书记会联系你们，听过双方再定。定下来之前这一票先不能投。',
  },
  'ballot.voterSettled': {
    title: '由谁投票定下来了',
    body: '社区已经定下您家由谁来投，打开就能看到。',
  },
  'ballot.paperHanded': {
    title: '社区登记您家领了一张纸质票',
    body: '不能再在手机上投。您没有领过的话，请马上联系社区。',
  },
  'ballot.paperTakenBack': {
    title: '登记给您家的纸质票收回了',
    body: '您家又可以在手机上投，也可以到社区再领一张。',
  },
  'ballot.paperCounted': {
    title: '您家的纸质票已经计入',
    body: '由两位工作人员分别录入。您没有投过的话，请马上联系社区。',
  },
}

const askedBack = 'ballot.paperAskedBack'

/** A second person has to look at it; each of the desk but who has. */
async function expandAskedBack(
  ballot: BallotRecord,
  { event, data }: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  const desk = await listPostPeople(`triage:${ballot.community}`, deps.clock.now())
  const words = {
    title: '有一张纸质票要收回，请您核对',
    body: '登记错了人，或者没有领过。请另一位同事核对，确认以后他才又可以投。',
  }
  const page = `packages/ballots/pages/roll/index?id=${ballot._id.toString()}&only=returning`
  return desk
    .filter((userId) => userId !== data.byUserId)
    .map((userId) => ({ ...toMessage(ballot, event, userId, words), page, isQueue: true }))
}

const takenOff = 'ballot.paperTakenOff'

/** Whoever typed it may be no colleague any more: no number, no name of a voter, and no page of the desk. */
function expandTakenOff(ballot: BallotRecord, { event, data }: OutboxEntry): Message[] {
  const { userIds, byName } = data as { userIds: string[]; byName: string }
  const say = (title: string) => ({
    title: '您录过的一张纸质票去掉了',
    body: `${title}：您录的那一遍还没有计票，您现在不在岗，由${byName}去掉并写明了原因。有疑问请联系社区。`,
  })
  return userIds.map((userId) => ({ ...toTitledMessage(ballot, event, userId, say), page: ballotsPage }))
}

/** About one vote, for those whose it is and the desk. */
export const isOfHome = ({ event }: OutboxEntry): boolean =>
  event in homeWords || event === askedBack || event === takenOff

export async function expandHome(ballot: BallotRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  const { event, data } = entry
  if (event === askedBack) return expandAskedBack(ballot, entry, deps)
  if (event === takenOff) return expandTakenOff(ballot, entry)
  const words = homeWords[event]
  const voterKey = String(data.voterKey)
  if (!words) return []
  const { by, personId } = data as { by?: string; personId?: string }
  const members = await listMembers(ballot, voterKey, by ?? personId, deps)
  const others = members.filter((id) => id.toString() !== by)
  const accounts = await findAccounts(event === 'ballot.voterContested' ? members : others)
  const toHome = accounts.map((userId) => toMessage(ballot, event, userId, words))
  if (event !== 'ballot.voterContested') return toHome
  const desk = await listPostPeople(`triage:${ballot.community}`, deps.clock.now())
  const toDesk = {
    title: '有一户对由谁投票有不同意见',
    body: '请联系这一户，听过双方再定下由谁来投。定下之前这一票投不了。',
  }
  const page = `packages/ballots/pages/roll/index?id=${ballot._id.toString()}&only=contested`
  const staff = desk
    .filter((userId) => !accounts.includes(userId))
    .map((userId) => ({ ...toMessage(ballot, event, userId, toDesk), page, isQueue: true }))
  return [...toHome, ...staff]
}
