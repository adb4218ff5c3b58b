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
import { isVotedDown } from './motion.policy'
import { isAuthorGone } from './motion.standIn'
import { homePage, isStepGone, nameMotion, pageOfMotion, piecesOfStep } from './motion.words'

interface Told {
  title: string
  body: string
}

type Tell = (motion: MotionRecord, entry: MotionEntry, by: string | undefined) => Told | undefined

const until = (by: string | undefined): string => (by === undefined ? '' : `，${by}`)
const said = (text: string | undefined): string => (text === undefined ? '' : `：${text}`)

/** What a stop leaves: nobody stops what the neighbours have asked for or voted. */
const afterStop: Partial<Record<MotionEntry['to'], string>> & { stopped: string } = {
  passed: '大家表决通过的事不能不办，社区还要接着办',
  scheduled: '五分之一以上居民联名的事不能不办，社区还要安排表决',
  stopped: '还可以继续联名，够五分之一就一定表决',
}

/** What everybody who stands behind a motion is told, by what happened. */
const followerWords: Partial<Record<MotionEntry['action'], Tell>> = {
  submit: (motion, _, by) => ({
    title: '您联名的议题够人数了',
    body: `${nameMotion(motion)}有 ${motion.counts.coSigners} 人联名，社区会答复${until(by)}。`,
  }),
  schedule: (motion, _, by) => ({
    title: '您联名的议题一定会表决',
    body: `${nameMotion(motion)}有五分之一以上的居民联名，社区不能不办，要安排表决${until(by)}。`,
  }),
  lapse: (motion) => ({
    title: '议题到期了，还没有够人数',
    body: `${nameMotion(motion)}有 ${motion.counts.coSigners} 人联名，还差一些。想再提的话，可以重新写一个。`,
  }),
  withdraw: (motion) => ({
    title: '您联名的议题，提出的人撤回了',
    body: `${nameMotion(motion)}不再往下走。您觉得还该办，可以自己再提一个。`,
  }),
  accept: (motion, { by, text }, due) => ({
    title: '您联名的议题，社区采纳了',
    body: `${by.name}采纳了${nameMotion(motion)}${said(text)}。下一步安排表决或实施${until(due)}。`,
  }),
  merge: (motion, { by, text }) => ({
    title: '您联名的议题和另一个合在一起了',
    body: `${by.name}把${nameMotion(motion)}和同样的议题合在一起${said(text)}。您的联名一起算进去，不愿意可以收回。`,
  }),
  answer: (motion, { by, text }) => ({
    title: '您联名的议题有答复了',
    body: `${by.name}答复${nameMotion(motion)}${said(text)} 还可以继续联名，够五分之一就一定表决。`,
  }),
  ballotOpened: (motion) => ({
    title: '您联名的议题开始表决了',
    body: `${nameMotion(motion)}开始表决，打开看看怎么投。`,
  }),
  ballotPassed: (motion, _, by) => ({
    title: '您联名的议题表决通过了',
    body: `${nameMotion(motion)}通过了，下一步变成项目来办${until(by)}。`,
  }),
  ballotFailed: (motion, { to }, by) => ({
    title: '您联名的议题表决有结果了',
    body:
      to === 'accepted'
        ? `${nameMotion(motion)}这次征询没有通过。征询不作决定，社区还要安排表决或实施${until(by)}。`
        : `${nameMotion(motion)}这次没有通过，打开可以看投票情况。${isVotedDown(motion) ? '' : '还可以继续联名，够五分之一就一定由居民表决。'}`,
  }),
  ballotNoQuorum: (motion, { to }, by) => ({
    title: '投的人不够，这次表决没有结果',
    body: isVotedDown(motion)
      ? `${nameMotion(motion)}这次投的人不够，不作数，还是上次的结果：没有通过。`
      : to === 'notPassed'
        ? `${nameMotion(motion)}这次投的人不够，不作数。还可以继续联名，够五分之一就一定再表决。`
        : `${nameMotion(motion)}这次投的人不够，不作数，社区还要再安排${until(by)}。`,
  }),
  ballotVoid: (motion, { from, to }, by) => {
    // What goes on they hear of with the ballot.
    if (to === from && to !== 'notPassed') return undefined
    if (to !== 'notPassed')
      return {
        title: '表决作废了，会重新安排',
        body: `${nameMotion(motion)}有一次表决作废了，社区会重新安排${until(by)}。`,
      }
    const rest = isVotedDown(motion) ? '另一次还算：没有通过。' : '还可以继续联名，够五分之一就一定再表决。'
    return { title: '有一次表决作废了', body: `${nameMotion(motion)}有一次表决作废了，${rest}` }
  },
  meetingAdopted: (motion, { text }, by) => ({
    title: '您联名的议题在议事会上通过了',
    body: `${nameMotion(motion)}${said(text)}。下一步变成项目来办${until(by)}。`,
  }),
  meetingRejected: (motion, { text }) => ({
    title: '您联名的议题在议事会上没有通过',
    body: `${nameMotion(motion)}${said(text)} 还可以继续联名，够五分之一就一定表决。`,
  }),
  projectStarted: (motion, { text }) => ({
    title: '您联名的议题开始办了',
    body: `${nameMotion(motion)}变成了项目${said(text)}，每一步都能在项目里看到。`,
  }),
  projectDone: (motion) => ({
    title: '您联名的事做好了，请您评一评',
    body: `${nameMotion(motion)}做好了，打开看看，说说效果好不好。`,
  }),
  projectStopped: (motion, { to, text }, by) => ({
    title: '您联名的事停下来了',
    body: `${nameMotion(motion)}的实施停下来了${said(text)} ${afterStop[to] ?? afterStop.stopped}${until(by)}。`,
  }),
  remove: () => ({
    title: '您联名的一个议题结束了',
    body: '里面的话不合适，收起来以后没有改判，这个议题不再往下走。事情本身您觉得还该办，可以换个说法再提一个。',
  }),
  escalate: (motion) => ({
    title: '您联名的议题请街道督办了',
    body: `${nameMotion(motion)}到时间还没有办，已经报给街道，街道会来督办。`,
  }),
}

/** What the desk is told, which has something to do then. */
const deskWords: Partial<Record<MotionEntry['action'], Tell>> = {
  submit: (motion, _, by) => ({
    title: '有议题等您答复',
    body: `${nameMotion(motion)}有 ${motion.counts.coSigners} 人联名，请采纳、合并或说明理由答复${until(by)}。`,
  }),
  schedule: (motion, _, by) => ({
    title: '有议题要安排表决',
    body: `${nameMotion(motion)}有五分之一以上居民联名，一定要表决${until(by)}。`,
  }),
  ballotNoQuorum: (motion, { to }, by) =>
    to === 'notPassed'
      ? undefined
      : {
          title: '投的人不够，要再安排表决',
          body: `${nameMotion(motion)}这次投的人不够，不作数，请再安排${until(by)}。`,
        },
  ballotVoid: (motion, { from, to }, by) =>
    to === from || to === 'notPassed'
      ? undefined
      : {
          title: '表决作废了，要重新安排',
          body: `${nameMotion(motion)}的表决作废了，请重新安排${until(by)}。`,
        },
  projectStopped: (motion, { to }, by) =>
    to === 'stopped'
      ? undefined
      : {
          title: '停下来的项目还要办',
          body: `${nameMotion(motion)}的项目停了。${afterStop[to] ?? ''}${until(by)}。`,
        },
  warn: (motion, _, by) => ({
    title: '议题的时间快到了',
    body: `${nameMotion(motion)}还没有办${until(by)}，到时间会报给街道。`,
  }),
  escalate: (motion) => ({
    title: '有议题到时间没有办，请街道督办',
    body: `${nameMotion(motion)}社区没有按时办，请看一看，可以直接答复，也可以督促社区。`,
  }),
}

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
      ? [...followers].map((userId) => ({ ...base, page: pageOf(userId), userId, ...toFollowers }))
      : []),
  ]
}
