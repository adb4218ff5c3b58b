import type { SosRow, SosView } from '@linli/shared/safety/sos.contract'
import { sosOutcomeNames, sosRules, sosRungNames, type SosCause } from '@linli/shared/safety/sos'
import { channels, type Channel } from '@linli/shared/messages/delivery.contract'
import type { PersonState } from '@linli/shared/register/register'
import { formatClock } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { maskName } from '../../lib/masks'
import { Delivery } from '../messages/delivery.model'
import { Person } from '../register/person.model'
import { describeHome, findHomeIn, readPersonContact } from '../register/register.lookup'
import type { Actor } from '../users/actor'
import { readAreaLabels } from '../areas/areaLabels'
import { User } from '../users/user.model'
import { readContactsFor } from './ladder'
import { readUserNames, readUserPhone } from './people'
import { cancelTextOf, findCause, findPause, sayCancelled } from './sos.change'
import {
  SosOldAttempt,
  type SosAttempt,
  type SosEntry,
  type SosOldAttemptRecord,
  type SosRecord,
} from './sos.model'
import { listSosActions, ownName, sideOf } from './sos.policy'
import { openClosing, openPoint, openTold } from './sos.secrets'
import type { SosSeen } from './sos.service'

const sights: readonly SosEntry['action'][] = ['arrive', 'speak', 'answered']
const isSight = (action: SosEntry['action']): boolean => sights.includes(action)

/** Nobody is named to whoever said it herself. */
const sayWho = (entry: SosEntry | undefined): string =>
  entry === undefined || entry.by.name === ownName ? '' : entry.by.name

/** How she was last heard of; written down it is not yet. */
function describeSight({ helper, history }: SosRecord): string {
  const sight = history.findLast(({ action }) => isSight(action))
  const who = helper?.name ?? '有人'
  if (sight?.action === 'answered') return '已经知道人在哪里，早先那次还要写下结果'
  return `${who}${sight?.action === 'speak' ? '已经通上话' : '已经见到人'}，还要写下结果`
}

/** What it is about, where nobody pressed for help. */
const sought: Record<SosCause, string> = {
  pressed: '',
  noAnswer: '上门敲门没人应，',
  absent: '约好了没有等到人，',
}

/** @param readsHealth whether the reader may know what came of it once it is closed. */
export function describeSos(sos: SosRecord, readsHealth = true): string {
  const { helper, history, outcome } = sos
  const last = history.findLast(({ action }) => action !== 'tell' && action !== 'press')
  switch (sos.state) {
    case 'raised':
      return sos.round > sosRules.quickRounds
        ? `还没有人回应，区里也在通知，每 ${findPause(sos.round - 1) / 60} 分钟再通知一遍，一直到有人回应`
        : `${sought[findCause(sos)]}正在通知家人、邻居和社区，一直通知到有人回应`
    case 'acknowledged':
      return `${helper?.name ?? '有人'}${last?.action === 'onTheWay' ? '在路上' : '来处理'}，${formatClock(helper?.since ?? sos.createdAt)} 回应的`
    case 'attended':
      return describeSight(sos)
    case 'cancelledByCaller':
      return `${sayWho(last)}说${sayCancelled(sos, last?.by)}，会有人打电话来问一声`
    case 'closed':
      if (!outcome) return last?.action === 'opened' ? '知道人在哪里了，已经结束' : '已经结束'
      return readsHealth ? `处理完了：${sosOutcomeNames[outcome]}` : '处理完了'
  }
}

/** The account that is asked about where the register knows nobody. */
async function readWho(sos: SosRecord, deps: Deps): Promise<{ name: string; phone?: string | undefined }> {
  const known = sos.personId && (await readPersonContact(sos.personId.toString(), deps))
  const account = sos.callerUserId
  if (known) return { ...known, phone: known.phone ?? (account && (await readUserPhone(account, deps))) }
  if (!account) return { name: '一位居民' }
  const names = await readUserNames([account], deps)
  return { name: names.get(account.toString()) ?? '一位居民', phone: await readUserPhone(account, deps) }
}

const away: Partial<Record<PersonState, string>> = {
  hospital: '登记上说人在住院，不一定在家，先打电话问在哪里',
  away: '登记上说人外出了，不一定在家，先打电话问在哪里',
}

/** Where the register says that she is not at home, whoever runs there first runs in vain. */
async function describeAbsence({ personId, open }: SosRecord): Promise<string> {
  const person = open && personId && (await Person.findOne({ _id: personId }, { state: 1 }).lean())
  const words = person ? away[person.state] : undefined
  return words === undefined ? '' : `（${words}）`
}

/** @param isPrecise with the door; whoever helped needs it no more once it is over. */
async function describeWhere(sos: SosRecord, isPrecise: boolean): Promise<string> {
  const names = await readAreaLabels([sos.community, sos.building])
  if (!isPrecise)
    return [sos.community, sos.building].flatMap((code) => names.get(code ?? '') ?? []).join(' ')
  const user = sos.callerUserId && (await User.findOne({ _id: sos.callerUserId }, { homeId: 1 }).lean())
  const homeId = sos.personId ? await findHomeIn(sos.personId, sos.building) : user?.homeId?.toString()
  const home = homeId === undefined ? undefined : await describeHome(homeId)
  const building = home === undefined ? names.get(sos.building ?? '') : undefined
  const parts = [names.get(sos.community ?? ''), building, home].filter((part) => part !== undefined)
  const where = parts.length > 0 ? parts.join(' ') : '地址不清楚，请打电话问'
  return `${where}${await describeAbsence(sos)}`
}

export async function viewSosRow({ sos, standing }: SosSeen, deps: Deps): Promise<SosRow> {
  const { name } = await readWho(sos, deps)
  const isOpenTo = sos.open || standing.readsHealth
  return dropUndefined({
    id: sos._id.toString(),
    ...{ version: sos.version, state: sos.state, cause: findCause(sos), isOpen: sos.open },
    stateText: describeSos(sos, isOpenTo),
    name: isOpenTo ? name : maskName(name),
    placeText: await describeWhere(sos, isOpenTo),
    raisedAt: sos.createdAt.toISOString(),
    relation: sideOf(standing),
    personId: standing.party === 'helper' ? undefined : sos.personId?.toString(),
    proxyText: sos.proxyText,
  })
}

const beginnings: Record<SosCause, string> = {
  pressed: '按了紧急求助',
  noAnswer: '上门，敲门没人应',
  absent: '约好了没有来',
}

const titles: Record<Exclude<SosEntry['action'], 'raise' | 'cancel'>, string> = {
  press: '又按了一次',
  tell: '补充了情况',
  acknowledge: '来处理',
  onTheWay: '在路上',
  handBack: '去不了，交回',
  arrive: '到了，见到人了',
  speak: '打通电话，说上话了',
  close: '写下结果',
  call: '通知',
  noArrival: '20 分钟没有人到，重新通知',
  remind: '提醒写下结果',
  unanswered: '又一次没有见到人，重新通知',
  answered: '知道人在哪里了；早先那次还要写下结果',
  opened: '知道人在哪里了',
  personGone: '已结束',
}

/** What happened, in a few words. */
export function titleOf(sos: SosRecord, { action, by }: SosEntry): string {
  const { cause, outcome } = sos
  if (action === 'cancel') return `说${sayCancelled(sos, by)}`
  if (action === 'raise') return beginnings[cause]
  return action === 'opened' && outcome === 'well' ? '找到人了，平安' : titles[action]
}

function viewEntry(
  { sos, standing }: SosSeen,
  entry: SosEntry,
  actor: Actor,
  deps: Deps,
): SosView['timeline'][number] {
  const isOwn = entry.by.userId?.toString() === actor.userId
  const isRead = entry.action === 'close' && (isOwn || standing.readsHealth)
  const closing = isRead ? openClosing(sos._id, sos.closing, deps) : undefined
  return dropUndefined({
    id: entry.id,
    at: entry.at.toISOString(),
    who: isOwn ? '您' : entry.by.name,
    title: titleOf(sos, entry),
    text: closing,
  })
}

const wayNames: Record<Channel, string> = {
  inbox: '消息',
  subscribe: '微信提醒',
  sms: '短信',
  voice: '电话',
  workMessage: '工作微信',
}
const stateNames: Record<string, string> = { sent: '已发', waiting: '正在发', failed: '没发出' }
const maxAttempts = 40
const mostFirst = 20

/** A call that went on for long: those who look into it afterwards ask whom it reached first. */
async function readFirstAttempts({ _id, attempts }: SosRecord): Promise<SosAttempt[]> {
  const apart = await SosOldAttempt.find({ sosId: _id })
    .sort({ at: 1 })
    .limit(mostFirst)
    .lean<SosOldAttemptRecord[]>()
  const old = apart.map(({ _id: id, ...attempt }) => ({ ...attempt, id }))
  return [...old, ...attempts.slice(0, -maxAttempts)].slice(0, mostFirst)
}

type Tries = Pick<SosView, 'attempts' | 'firstAttempts' | 'attemptsBetween'>

async function viewTries(sos: SosRecord): Promise<Tries> {
  const newest = await viewAttempts(sos, sos.attempts.slice(-maxAttempts))
  if (sos.attempts.length <= maxAttempts) return { attempts: newest }
  const first = await readFirstAttempts(sos)
  const count = (await SosOldAttempt.countDocuments({ sosId: sos._id })) + sos.attempts.length
  return {
    attempts: newest,
    firstAttempts: await viewAttempts(sos, first),
    attemptsBetween: count - newest.length - first.length,
  }
}

/** How each try went, by the deliveries that came of it; their keys follow from the attempt. */
async function viewAttempts(sos: SosRecord, shown: readonly SosAttempt[]): Promise<SosView['attempts']> {
  const keyOf = (attempt: SosAttempt, userId: string, channel: Channel): string =>
    `sos:${sos._id.toString()}:${attempt.callId}:${userId}:${channel}`
  const keys = shown.flatMap((attempt) =>
    attempt.people.flatMap(({ userId }) =>
      channels.map((channel) => keyOf(attempt, userId.toString(), channel)),
    ),
  )
  const rows = await Delivery.find({ key: { $in: keys } }, { key: 1, state: 1 }).lean()
  const states = new Map(rows.map(({ key, state }) => [key, state]))
  const describe = (attempt: SosAttempt, userId: string): string => {
    const ways = channels.flatMap((channel) => {
      const state = stateNames[states.get(keyOf(attempt, userId, channel)) ?? '']
      return state === undefined ? [] : [`${wayNames[channel]}${state}`]
    })
    return ways.length > 0 ? ways.join('、') : '正在发'
  }
  return shown.map((attempt) => viewAttempt(attempt, describe)).reverse()
}

/** An earlier release wrote of some only that they were told, and then nobody could read the call. */
const isNamed = ({ name }: { name: string | undefined }): boolean => name !== undefined

function viewAttempt(
  attempt: SosAttempt,
  describe: (attempt: SosAttempt, userId: string) => string,
): SosView['attempts'][number] {
  const { at, rung, round, people, contacts } = attempt
  return {
    ...{ at: at.toISOString(), rung, rungName: sosRungNames[rung], round },
    people: [
      ...people.map(({ userId, name }) => ({ name, ways: describe(attempt, userId.toString()) })),
      ...contacts.filter(isNamed).map(({ name, isSent }) => ({
        name,
        ways: isSent === undefined ? '正在发' : isSent ? '短信、电话已发' : '没发出，请直接打电话',
      })),
    ],
  }
}

/** How she is, where she is and how to ring her up, which whoever came to help needs no more once it is closed. */
async function viewNeed({ sos, standing }: SosSeen, deps: Deps) {
  if (!sos.open && !standing.readsHealth) return {}
  const { matter, text } = openTold(sos._id, sos.told, deps)
  const { phone } = await readWho(sos, deps)
  return { phone, point: openPoint(sos._id, sos.point, deps), matter, words: text }
}

/** All of it, for the person, who pressed, and those on the ladder; nobody else comes this far. */
export async function viewSos(seen: SosSeen, actor: Actor, deps: Deps): Promise<SosView> {
  const { sos, standing } = seen
  const actions = listSosActions(sos, standing, actor)
  return dropUndefined({
    ...(await viewSosRow(seen, deps)),
    ...(await viewNeed(seen, deps)),
    contacts: sos.open && standing.party === 'helper' ? await readContactsFor(actor, sos.personId, deps) : [],
    ...(await viewTries(sos)),
    nextCallAt: sos.state === 'raised' ? sos.nextAt?.toISOString() : undefined,
    timeline: sos.history.map((entry) => viewEntry(seen, entry, actor, deps)),
    actions,
    cancelText: actions.includes('cancel') ? cancelTextOf(sos, actor.userId) : undefined,
  })
}
