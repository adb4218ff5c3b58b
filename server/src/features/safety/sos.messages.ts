import type { SosCause } from '@linli/shared/safety/sos'
import type { SosAttempt, SosAuthor, SosEntry, SosRecord } from './sos.model'
import type { Deps } from '../../deps'
import { formatMessageTime, type Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { Person } from '../register/person.model'
import { readAreaLabels } from '../areas/areaLabels'
import { sendToPhone } from './phoneCall'
import { listFamilyIds, readPhonesOf } from './ladder'
import { announceSos } from './sos.announce'
import { findCause, sayCancelled } from './sos.change'
import { logStep } from './sos.log'
import { listOwnAccounts, wordForHer } from './sos.own'
import { ownName } from './sos.policy'
import { followSosEnd, type SeenTo } from './sos.hooks'
import { SosCase } from './sos.model'

/** Without a name, a home or a word about health: it lies on screens and with operators. */
interface Words {
  title: string
  body: string
  sms?: string
}

const pageOf = (sos: SosRecord): string => `packages/safety/pages/sos/index?id=${sos._id.toString()}`

async function readPlaceName(sos: SosRecord): Promise<string> {
  const names = await readAreaLabels([sos.community, sos.building])
  return [sos.community, sos.building].map((code) => names.get(code ?? '') ?? '').join('')
}

const causeWords: Record<SosCause, string> = {
  pressed: '有人按了紧急求助',
  noAnswer: '有长者敲门没人应',
  absent: '有长者约好了没有来',
}

function wordCall(sos: SosRecord, placeName: string): Words {
  if (sos.state === 'cancelledByCaller') {
    const by = sos.history.findLast(({ action }) => action === 'cancel')?.by
    const said = `${by?.name ?? ownName}说${sayCancelled(sos, by)}`
    return {
      title: '求助取消了，请打电话问一声',
      body: `${placeName}的紧急求助，${said}。请打电话确认人平安，再写下结果。`,
      sms: `【邻里】${placeName}刚才的紧急求助，${by?.name === ownName ? '本人' : '家人'}说${sayCancelled(sos, by)}，请打电话确认人平安，再打开邻里写下结果。`,
    }
  }
  const what = causeWords[findCause(sos)]
  return {
    title: `【紧急】${what}`,
    body: `${placeName}${what}。请马上打开，看是谁、在哪里，能去就按“我在路上”。危急先打 120。`,
    sms: `【邻里】紧急：${placeName}${what}，请马上打开邻里处理。危急先打120。`,
  }
}

function toMessage(
  sos: SosRecord,
  userId: string,
  event: string,
  words: Words,
  placeName: string,
  now: Date,
): Message {
  return {
    ...{ userId, event, title: words.title, body: words.body, page: pageOf(sos), district: sos.district },
    isUrgent: true,
    subscribe: {
      template: 'newWork',
      data: { thing1: words.title, thing2: placeName, time3: formatMessageTime(now), thing4: '请马上打开看' },
    },
    ...(words.sms === undefined ? {} : { smsText: words.sms }),
  }
}

function listAttempts(sos: SosRecord, entry: OutboxEntry): SosAttempt[] {
  const ids = entry.data.attemptIds
  return Array.isArray(ids) ? sos.attempts.filter(({ id }) => ids.includes(id)) : []
}

/** Family called a while ago may not be family any more. */
async function keepFamily(sos: SosRecord, attempts: readonly SosAttempt[], now: Date): Promise<string[]> {
  const still = new Set(await listFamilyIds(sos.personId, now))
  return attempts.flatMap(({ rung, people }) =>
    people
      .map(({ userId }) => userId.toString())
      .filter((id) => (rung !== 'primary' && rung !== 'family') || still.has(id)),
  )
}

async function expandCall(sos: SosRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  if (sos.state !== 'raised' && sos.state !== 'cancelledByCaller') return []
  const now = deps.clock.now()
  const placeName = await readPlaceName(sos)
  const words = wordCall(sos, placeName)
  const attempts = listAttempts(sos, entry)
  // The work channel is for those who work here; a daughter has none.
  const staff = new Set(
    attempts
      .filter(({ rung }) => rung !== 'primary' && rung !== 'family')
      .flatMap(({ people }) => people.map(({ userId }) => userId.toString())),
  )
  const told = await keepFamily(sos, attempts, now)
  return [...new Set(told)].map((userId) => ({
    ...toMessage(sos, userId, 'sos.called', words, placeName, entry.at),
    isQueue: staff.has(userId),
    ...(sos.state === 'raised' && words.sms !== undefined ? { voiceText: words.sms } : {}),
  }))
}

/** Known to be somewhere, not to be well. */
const found: Words = {
  title: '知道人在哪里了',
  body: '不用再赶过去，点开看经过。',
  sms: '已经知道人在哪里',
}

const stepWords: Record<string, (who: string, sos: SosRecord, by?: SosAuthor) => Words | undefined> = {
  press: () => ({ title: '又按了一次紧急求助', body: '请马上打电话或上门。' }),
  cancel: (who, sos, by) => ({
    title: `${who}说${sayCancelled(sos, by)}`,
    body: '会有人打电话确认人平安，先不用赶过去。',
  }),
  acknowledge: (who) => ({
    title: `${who}来处理`,
    body: '已经有人回应求助，点开看进展。',
    sms: '求助已经有人回应',
  }),
  onTheWay: (who) => ({ title: `${who}在路上`, body: '正赶过去，请把门留着。', sms: '有人正在赶来' }),
  arrive: (who) => ({ title: `${who}到了，见到人了`, body: '点开看进展。', sms: '已经有人到了，见到人了' }),
  speak: (who) => ({ title: `${who}和求助的人通上话了`, body: '点开看进展。', sms: '已经和求助的人通上话' }),
  handBack: (who) => ({ title: `${who}去不了，正在另找人`, body: '马上继续通知其他人。' }),
  noArrival: () => ({ title: '还没有人到，正在另找人', body: '马上继续通知其他人。危急请打 120。' }),
  close: () => ({
    title: '这次求助处理完了',
    body: '经过已经记下，点开看。',
    sms: '这次求助已经处理完',
  }),
  unanswered: () => ({
    title: '又一次没有见到人',
    body: '敲了门没人应，或者约好了没有来。请马上打电话或上门，看人是不是平安。',
  }),
  opened: () => ({
    title: '找到人了，平安',
    body: '不用再赶过去，点开看经过。',
    sms: '人已经找到，平安',
  }),
  answered: () => found,
  remind: () => ({ title: '请写下求助的结果', body: '还差一步：写明发生了什么、人怎么样，才算处理完。' }),
}

async function expandStep(sos: SosRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  const event = entry.event.slice('sos.'.length)
  const step = sos.history.find(({ id }) => id === entry.data.entryId)
  const isFound = event === 'opened' && sos.outcome !== 'well'
  const words = isFound ? found : stepWords[event]?.(step?.by.name ?? '有人', sos, step?.by)
  const now = deps.clock.now()
  const own = await listOwnAccounts(sos)
  const forHer = await wordForHer(sos, step, now)
  const placeName = await readPlaceName(sos)
  const circle = words ? [...own, ...(await listFamilyIds(sos.personId, now))] : [...own]
  const called = words ? await keepFamily(sos, sos.attempts, now) : []
  const helper = sos.helper ? [sos.helper.userId.toString()] : []
  const told = event === 'remind' ? [...helper, ...called] : [...circle, ...called]
  const author = event === 'remind' ? undefined : step?.by.userId?.toString()
  return [...new Set(told)]
    .filter((userId) => userId !== author)
    .flatMap((userId) => {
      if (forHer && own.has(userId)) return toMessage(sos, userId, entry.event, forHer, placeName, entry.at)
      if (!words) return []
      const { sms, ...rest } = words
      // The staff read it in the app; who waits at home or far away also gets an SMS.
      const text =
        sms !== undefined && circle.includes(userId) ? { sms: `【邻里】${sms}，请打开邻里看进展。` } : {}
      return toMessage(sos, userId, entry.event, { ...rest, ...text }, placeName, entry.at)
    })
}

const isDead = async ({ personId }: SosRecord): Promise<boolean> =>
  personId !== undefined && (await Person.exists({ _id: personId, state: 'deceased' })) !== null

/** Who is told of a call or a step; nothing to or about someone who has died. */
export async function expandSos(sos: SosRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  if (await isDead(sos)) return []
  return entry.event === 'sos.call' ? expandCall(sos, entry, deps) : expandStep(sos, entry, deps)
}

/**
 * People of the register's list have no account: the telephone is all. Each by a key of its own, so that a repeat after
 * a crash is known to the gateway; what fails is written down, and the ladder comes round again.
 */
async function callContacts(sos: SosRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  if (entry.event !== 'sos.call' || (await isDead(sos))) return
  const attempts = listAttempts(sos, entry).filter(({ contacts }) => contacts.length > 0)
  if (attempts.length === 0) return
  const { sms = '' } = wordCall(sos, await readPlaceName(sos))
  for (const attempt of attempts)
    for (const [place, phone] of (await readPhonesOf(attempt.contacts, sos.personId, deps)).entries()) {
      const key = `sos:${sos._id.toString()}:${attempt.id}:${place}`
      const isSent = phone !== undefined && (await sendToPhone(phone, sms, key, sos.state === 'raised', deps))
      await SosCase.updateOne(
        { _id: sos._id, 'attempts.id': attempt.id },
        { $set: { [`attempts.$.contacts.${place}.isSent`]: isSent } },
      )
    }
}

const sights: ReadonlySet<string> = new Set(['arrive', 'speak', 'opened'])

/** Told late it may stand behind what was later. */
const findLatest = (entries: readonly SosEntry[]): SosEntry | undefined =>
  [...entries].sort((a, b) => a.at.getTime() - b.at.getTime()).at(-1)

/** Who was with her or spoke to her last, and when: what happened may have been written hours later. */
function findSight(
  { history, helper }: SosRecord,
  closedAt: Date,
): Pick<SeenTo, 'seenAt' | 'seenBy' | 'how'> {
  const sight = findLatest(history.filter(({ action }) => sights.has(action)))
  return {
    ...{ seenAt: sight?.at ?? closedAt, seenBy: sight?.by.name ?? helper?.name ?? '来帮忙的人' },
    how: sight?.how ?? (sight?.action === 'speak' ? 'spoken' : 'seen'),
  }
}

/** What a change of a call for help brings about besides messages. */
export async function applySosEntry(sos: SosRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  await callContacts(sos, entry, deps)
  await logStep(sos, entry)
  await announceSos(sos, deps)
  const { personId, outcome, closedAt } = sos
  const isOver = entry.event === 'sos.close' || entry.event === 'sos.opened'
  if (isOver && personId && outcome && closedAt)
    await followSosEnd({ personId, outcome, at: closedAt, ...findSight(sos, closedAt) }, deps)
}
