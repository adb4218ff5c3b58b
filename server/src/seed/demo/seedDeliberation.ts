import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { applyArgumentEntry, applyMotionEntry } from '../../features/deliberation/motion.effects'
import { Argument } from '../../features/deliberation/argument.model'
import { createArgument } from '../../features/deliberation/argument.service'
import { writeSignature } from '../../features/deliberation/coSign.service'
import { CoSignature } from '../../features/deliberation/coSignature.model'
import {
  findCouncillor,
  forwardOpinion,
  nameCouncillor,
} from '../../features/deliberation/councillor.service'
import { announceMeeting } from '../../features/deliberation/meeting.service'
import { Meeting } from '../../features/deliberation/meeting.model'
import { recountMotion } from '../../features/deliberation/motion.counts'
import { stepMotion } from '../../features/deliberation/motion.change'
import { Motion, type MotionRecord } from '../../features/deliberation/motion.model'
import { actOnMotion, createMotion } from '../../features/deliberation/motion.service'
import { Project, ProjectRating } from '../../features/deliberation/project.model'
import { rateProject } from '../../features/deliberation/project.rating'
import { actOnProject, startProject } from '../../features/deliberation/project.service'
import { makeTimedId } from '../../lib/timedIds'
import { ForumPost } from '../../features/forum/post.model'
import { makeOutboxEntry } from '../../features/messages/outbox'
import { demoMotions, demoOpinions, type DemoMotion } from './deliberation'
import { buildDemoHouseholds } from './households'
import { demoBuildings, demoCommunity } from './places'
import { demoId } from './random'
import { demoUserId, findActor } from './seedAccounts'
import { letIn, passCheck, passed } from './seedForum'

/** In the keys of what was proposed before anybody came to the demo. */
export const demoMotionKey = 'demo-motion-'

const day = 24 * 60 * 60_000

/** The past, of which nobody is told now. */
function ago(days: number, deps: Deps): Deps {
  const now = new Date(deps.clock.now().getTime() - days * day)
  return { ...deps, clock: { now: () => now }, publish: () => undefined }
}

const told = { $set: { outbox: [] }, $unset: { hasOutbox: 1 as const } }

async function findSource({ by, fromPost }: DemoMotion) {
  if (fromPost === undefined) return {}
  const requestKey = `${demoUserId({ key: by }).toString()}:demo-post-${fromPost}`
  const post = await ForumPost.findOne({ requestKey }, { _id: 1 }).lean()
  return post ? { from: { kind: 'post' as const, id: post._id.toString() } } : {}
}

async function raise(demo: DemoMotion, key: string, deps: Deps): Promise<MotionRecord> {
  const at = ago(demo.daysAgo, deps)
  const author = await findActor(demo.by, at.clock.now())
  await letIn(author)
  const { title, text } = demo
  const body = { community: demoCommunity, title, text, photoIds: [], ...(await findSource(demo)) }
  const motion = await createMotion(author, body, key, at)
  if (motion.state === 'checking') {
    await applyMotionEntry(motion, makeOutboxEntry('motion.written', {}, at), at)
    await passCheck(motion)
    await Motion.updateOne({ _id: motion._id }, passed)
  }
  return motion
}

/** Everybody signs in turn, hours apart, and says what there is to say. */
async function gather(demo: DemoMotion, motion: MotionRecord, key: string, deps: Deps): Promise<void> {
  for (const [i, who] of [demo.by, ...demo.coSigners].entries()) {
    const at = ago(Math.max(0, demo.daysAgo - i * 0.03), deps)
    const actor = await findActor(who, at.clock.now())
    await writeSignature(motion, actor, at)
    await recountMotion(motion._id, at)
  }
  await CoSignature.updateMany({ motionId: motion._id }, told)
  for (const [i, { by, side, text }] of (demo.arguments ?? []).entries()) {
    const at = ago(Math.max(0, demo.daysAgo - 1 - i * 0.1), deps)
    const actor = await findActor(by, at.clock.now())
    await letIn(actor)
    const made = await createArgument(actor, motion._id.toString(), { side, text }, `${key}-${i}`, at)
    if (made.argument.state !== 'checking') continue
    await applyArgumentEntry(made.argument, makeOutboxEntry('argument.written', {}, at), at)
    await passCheck(made.argument)
    await Argument.updateOne({ _id: made.argument._id }, passed)
  }
  await recountMotion(motion._id, ago(0, deps))
}

async function accept({ accepted }: DemoMotion, id: string, deps: Deps): Promise<void> {
  const motion = await Motion.findOne({ _id: id }, { stage: 1 }).lean<Pick<MotionRecord, 'stage'>>()
  if (!accepted || motion?.stage !== 'submitted') return
  const at = ago(accepted.daysAgo, deps)
  const secretary = await findActor('secretary', at.clock.now())
  await actOnMotion(secretary, id, { action: 'accept', text: accepted.text }, at)
}

async function carryOut({ project }: DemoMotion, motionId: string, key: string, deps: Deps): Promise<void> {
  if (!project) return
  const secretary = await findActor('secretary', deps.clock.now())
  const today = toShanghaiDay(deps.clock.now())
  const { title, text, unitName, budgetFen } = project
  const milestones = project.milestones.map((each) => ({
    title: each.title,
    dueOn: addDays(today, each.dueInDays),
  }))
  const started = ago(project.startedDaysAgo, deps)
  const known = await Motion.findOne({ _id: motionId }, { projectId: 1 }).lean<
    Pick<MotionRecord, 'projectId'>
  >()
  // Lists are ordered by the time in the id.
  const newId = (known?.projectId ?? makeTimedId(started.clock.now())).toString()
  const call = (name: string) => ({ newId: demoId(`${key}:${name}`).toString(), requestKey: undefined })
  const body = { motionId, title, text, unitName, budgetFen, milestones }
  await startProject(secretary, body, newId, started)
  for (const [i, { doneDaysAgo, text: said }] of project.milestones.entries()) {
    if (doneDaysAgo === undefined) continue
    const step = { action: 'reachMilestone' as const, milestoneId: `${i + 1}`, photoIds: [] }
    const words = said === undefined ? {} : { text: said }
    await actOnProject(secretary, newId, { ...step, ...words }, call(`milestone${i}`), ago(doneDaysAgo, deps))
  }
  for (const [i, { fen, daysAgo, note }] of project.spends.entries()) {
    const spend = { action: 'spend' as const, fen, on: addDays(today, -daysAgo), note }
    await actOnProject(secretary, newId, spend, call(`spend${i}`), ago(daysAgo, deps))
  }
  if (!project.finished) return
  const finish = { action: 'finish' as const, text: project.finished.text, photoIds: [] }
  const at = ago(project.finished.daysAgo, deps)
  await actOnProject(secretary, newId, finish, call('finish'), at)
  await stepMotion(motionId, 'projectDone', { text: project.finished.text }, at)
  await rate(project.ratings ?? [], newId, deps)
}

type Ratings = NonNullable<NonNullable<DemoMotion['project']>['ratings']>

async function rate(ratings: Ratings, projectId: string, deps: Deps): Promise<void> {
  for (const { by, grade, comment } of ratings) {
    const at = ago(20, deps)
    const actor = await findActor(by, at.clock.now())
    await letIn(actor)
    await rateProject(actor, projectId, { grade, ...(comment === undefined ? {} : { comment }) }, at)
  }
  const visible = { ...passed, $set: { ...passed.$set, hasWords: true } }
  await ProjectRating.updateMany({ projectId, text: { $gt: '' } }, visible)
  await ProjectRating.updateMany({ projectId }, told)
}

/** The leader of one building speaks for it, and has brought two opinions forward. */
async function nameOne(deps: Deps): Promise<void> {
  const leader = await findActor('buildingLeader1', deps.clock.now())
  const homes = buildDemoHouseholds().homes.filter(({ building }) => building.code === demoBuildings[0]?.code)
  const homeIds = homes.map(({ key }) => demoId(`home:${key}`).toString())
  const at = ago(60, deps)
  if (!(await findCouncillor(leader, demoCommunity))) {
    const secretary = await findActor('secretary', at.clock.now())
    await nameCouncillor(secretary, { community: demoCommunity, userId: leader.userId, homeIds }, at)
  }
  for (const [i, { place, text }] of demoOpinions.entries()) {
    const opinion = { community: demoCommunity, homeId: homeIds[place] ?? '', text }
    await forwardOpinion(leader, opinion, `demo-opinion-${i}`, ago(2 - i, deps))
  }
}

async function invite(motionId: string, deps: Deps): Promise<void> {
  const title = '本月议事会'
  if (await Meeting.exists({ community: demoCommunity, title })) return
  const secretary = await findActor('secretary', deps.clock.now())
  const startsAt = fromShanghaiDay(addDays(toShanghaiDay(deps.clock.now()), 3), 19 * 60).toISOString()
  const agenda = [{ text: '3号楼门口的扶手和坡道怎么做', motionId }, { text: '冬天用电用火要注意什么' }]
  const meeting = { community: demoCommunity, title, place: '社区活动室', startsAt, agenda }
  const at = ago(1, deps)
  const id = makeTimedId(at.clock.now()).toString()
  await announceMeeting(secretary, meeting, id, at)
  await Meeting.updateOne({ _id: id }, told)
}

/** What neighbours deliberate on, at every step of the way. Repeatable: each step is done once. */
export async function seedDeliberation(deps: Deps): Promise<void> {
  for (const [index, demo] of demoMotions.entries()) {
    const key = `${demoMotionKey}${index}`
    const motion = await raise(demo, key, deps)
    const id = motion._id.toString()
    await gather(demo, motion, key, deps)
    await accept(demo, id, deps)
    await carryOut(demo, id, key, deps)
    await Motion.updateOne({ _id: motion._id }, told)
    if (demo.accepted && !demo.project) await invite(id, deps)
  }
  await Project.updateMany({ community: demoCommunity }, told)
  await nameOne(deps)
}
