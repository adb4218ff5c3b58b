import { triageOf } from '@linli/shared/users/posts'
import { formatDeadline, formatMoment } from '@linli/shared/time'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import { ownHiddenPage } from '../contentCheck/contentReview.own'
import { hiddenWords } from '../contentCheck/official.pieces'
import { fieldOf } from '../forum/written.check'
import type { Message, Quote } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import { listCoSigners } from './coSign.service'
import { isDecided } from './motion.clock'
import type { MotionEntry, MotionRecord } from './motion.model'
import { deskWords, followerWords, type Tell, type Told } from './motion.stepWords'
import { isAuthorGone } from './motion.standIn'
import { homePage, isStepGone, pageOfMotion, piecesOfStep } from './motion.words'

/** The community; the street where it was escalated, or where the secretary is its author. */
async function listDeskPeople(
  motion: MotionRecord,
  action: MotionEntry['action'],
  now: Date,
): Promise<string[]> {
  if (!deskWords[action]) return []
  const { district, street, community } = toPlace(motion)
  const isAbove = street !== undefined && (motion.goesAbove === true || action === 'escalate')
  const desk = triageOf(dropUndefined({ district, street, community: isAbove ? undefined : community }))
  const people = await listPostPeople(desk, now)
  return people.filter((userId) => userId !== motion.authorId.toString())
}

/** Its author is here no more, and her words went with her: who signed hears at least that. */
async function tellLost(motion: MotionRecord, { event }: OutboxEntry): Promise<Message[]> {
  const signed = await listCoSigners(motion._id)
  const body = '提出的人不在这里了，议题也不再往下走。您觉得还该办，可以自己再提一个。'
  return signed
    .filter((userId) => userId !== motion.authorId.toString())
    .map((userId) => ({
      ...{ event, userId, district: motion.district, title: '您联名的一个议题没有了', body },
      page: homePage,
    }))
}

/** Its clock stood still meanwhile; what was gone for too long has ended. */
function writeBack({ stage, phase, dueBy }: MotionRecord, at: Date): string {
  if (phase === 'ended') return '核对过了。议题在收起来的时候已经结束，打开能看到结果。'
  if (stage !== 'gathering' || !dueBy) return '核对过了，议题照常往下走，您的联名还在。打开就能看到。'
  return `核对过了，您的联名还在。收起来的日子不算，征集联名改到${formatMoment(dueBy, at)} 截止。打开就能看到。`
}

interface SeenWords {
  state: MotionRecord['state']
  title: string
  write: (motion: MotionRecord, at: Date) => string
}

const seenWords: Partial<Record<string, SeenWords>> = {
  'motion.hidden': {
    state: 'hidden',
    title: '您联名的一个议题暂时看不到了',
    write: ({ stage }) =>
      `有人反映里面的话不合适，正在核对，先收起来了。您的联名还在，${isDecided(stage) ? '已经通过的事照常办' : '收起来的日子不算在期限里'}，能看的时候再告诉您。`,
  },
  'motion.shown': {
    state: 'visible',
    title: '您联名的一个议题又能看了',
    write: writeBack,
  },
}

/** It was taken away for a while, or is back: who signed is told without its words, which may be what was wrong. */
async function tellSeen(motion: MotionRecord, { event, at }: OutboxEntry): Promise<Message[]> {
  const words = seenWords[event]
  if (words?.state !== motion.state) return []
  const { state, title } = words
  const body = words.write(motion, at)
  const signed = await listCoSigners(motion._id)
  const page = state === 'visible' ? pageOfMotion(motion._id) : homePage
  return signed
    .filter((userId) => userId !== motion.authorId.toString())
    .map((userId) => ({ event, userId, district: motion.district, title, body, page }))
}

/** It was taken away by a decision: its author reads what she can do, and who signed what happens next and by when. */
async function tellJudged(motion: MotionRecord, { event, at, data }: OutboxEntry): Promise<Message[]> {
  if (motion.state !== 'hidden' || motion.phase === 'ended') return []
  const author = motion.authorId.toString()
  const until = data.endsAt instanceof Date ? formatMoment(data.endsAt, at) : undefined
  const base = { event, district: motion.district }
  const title = '您联名的一个议题不再公开'
  const isAlone = await isAuthorGone(motion)
  const goesOn = isDecided(motion.stage) ? '已经通过的事照常办。' : ''
  const rest =
    until === undefined ? goesOn : `到 ${until} 没有申诉，或者申诉没有改判，议题就结束，到时再告诉您。`
  const appeal = isAlone
    ? '提出的人已经不在这里了，您和一起联名的人，可以有一位打开这条消息申诉，请上一级再看一次'
    : '提出的人还可以请上一级再看一次'
  const body = `看过了，里面的话不合适，不再公开。${appeal}，改判了就恢复，您的联名还在。${rest}`
  const signed = (await listCoSigners(motion._id)).filter((userId) => userId !== author)
  const page = isAlone ? ownHiddenPage : homePage
  const toOthers = signed.map((userId) => ({ ...base, userId, title, body, page }))
  if (until === undefined || isAlone) return toOthers
  const own = {
    title: '您提的议题不再公开',
    body: `里面的话不合适，不再公开。觉得不对的话，${until} 前打开这条消息申诉，请上一级再看；到时没有申诉，议题就结束，不再算在您能同时提的几个里。`,
  }
  return [...toOthers, { ...base, ...own, userId: author, page: ownHiddenPage }]
}

/** A step as those who are told of it may read it: what the community said may have been taken away meanwhile. */
function findShownStep(motion: MotionRecord, { data }: OutboxEntry): MotionEntry | undefined {
  const step = motion.history.find(({ id }) => id === data.entryId)
  if (step?.text === undefined || !isStepGone(motion, step.id, { isStaff: false })) return step
  return { ...step, text: hiddenWords }
}

/** Whoever raised it is behind it otherwise than those who signed. */
function toAuthor({ title, body, quote }: Told & { quote: Quote }): Told & { quote: Quote } {
  const own = (words: string): string => words.replaceAll('您联名的', '您提的')
  const { title: quoted, body: said, ...rest } = quote
  return {
    ...{ title: own(title), body: own(body) },
    quote: { ...rest, title: own(quoted), body: own(said) },
  }
}

/** A letter, with what it says while the words of the motion, or of the step, are taken away. */
function writeTold(
  tell: Tell | undefined,
  motion: MotionRecord,
  step: MotionEntry,
  dueBy: string | undefined,
): (Told & { quote: Quote }) | undefined {
  const told = tell?.(motion, step, dueBy)
  const bare = { ...step, ...(step.text === undefined ? {} : { text: hiddenWords }) }
  const covered = tell?.({ ...motion, state: 'hidden' }, bare, dueBy)
  if (!told || !covered) return undefined
  const { own, copy } = piecesOfStep(step.id)
  return { ...told, quote: { pieces: [fieldOf(motion.edition), own, copy], ...covered } }
}

/** Who is told of a step of a motion: its author and who stands behind it, and the desk that has something to do. */
export async function expandMotion(motion: MotionRecord, entry: OutboxEntry): Promise<Message[]> {
  if (seenWords[entry.event]) return tellSeen(motion, entry)
  if (entry.event === 'motion.judged') return tellJudged(motion, entry)
  const step = findShownStep(motion, entry)
  if (!step) return []
  if (motion.state === 'deleted' && !isDecided(motion.stage))
    return ['lapse', 'remove'].includes(step.action) ? tellLost(motion, entry) : []
  const dueBy = entry.data.dueBy instanceof Date ? formatDeadline(entry.data.dueBy, entry.at) : undefined
  const base = { event: entry.event, district: motion.district }
  const pageOf = (userId: string): string =>
    motion.state === 'visible' || userId === motion.authorId.toString() ? pageOfMotion(motion._id) : homePage
  const desk = await listDeskPeople(motion, step.action, entry.at)
  const deskPage = isDecided(motion.stage) ? pageOfMotion(motion._id) : undefined
  const toDesk = writeTold(deskWords[step.action], motion, step, dueBy)
  const toFollowers = writeTold(followerWords[step.action], motion, step, dueBy)
  const followers = toFollowers
    ? new Set([motion.authorId.toString(), ...(await listCoSigners(motion._id))])
    : new Set<string>()
  // Of one thing each is told once: who has something to do, that.
  for (const userId of [...(toDesk ? desk : []), step.by.userId.toString()]) followers.delete(userId)
  return [
    ...(toDesk
      ? desk.map((userId) => ({
          ...base,
          page: deskPage ?? pageOf(userId),
          userId,
          ...toDesk,
          isQueue: true,
        }))
      : []),
    ...(toFollowers
      ? [...followers].map((userId) => ({
          ...{ ...base, page: pageOf(userId), userId },
          ...(userId === motion.authorId.toString() ? toAuthor(toFollowers) : toFollowers),
        }))
      : []),
  ]
}
