import { councillorContracts } from '@linli/shared/deliberation/councillor.contract'
import { deliberationContracts } from '@linli/shared/deliberation/deliberation.contract'
import { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import * as args from './argument.service'
import type { ArgumentRecord } from './argument.model'
import * as councillors from './councillor.service'
import { coSignMotion } from './coSign.service'
import { readDeliberationFigures, readDeliberationHome } from './deliberation.home'
import { saveDeliberationSettings } from './deliberationSettings.service'
import { decideAtMeeting } from './meeting.decide'
import * as meetings from './meeting.service'
import { viewMeeting, viewMeetings } from './meeting.view'
import { editMotion } from './motion.edit'
import { listMotions, listMyMotions, listWaitingMotions } from './motion.feed'
import { actOnMotion, createMotion, findOpenMotion, findReadableMotion } from './motion.service'
import { viewArguments, viewMotion, viewMotions } from './motion.view'
import { listRatings, rateProject } from './project.rating'
import { listLateProjects, listProjects } from './project.feed'
import * as projects from './project.service'
import { viewProject, viewProjectSummary, viewRatings } from './project.view'

interface Row {
  _id: { toString(): string }
}

/** A page out of rows that were read with one more than the limit. */
async function viewPage<R extends Row, V>(
  rows: readonly R[],
  limit: number,
  view: (shown: readonly R[]) => Promise<V[]> | V[],
): Promise<{ items: V[]; nextCursor?: string }> {
  const shown = rows.slice(0, limit)
  const items = await view(shown)
  const last = shown.at(-1)
  return rows.length > limit && last ? { items, nextCursor: last._id.toString() } : { items }
}

async function viewOneArgument(argument: ArgumentRecord, actor: Actor, deps: Deps) {
  const [view] = await viewArguments([argument], actor, deps)
  assertThat(view, 'record.not_found')
  return view
}

const motionRoutes: Route[] = [
  route(motionContracts.listMotions, async ({ actor, query, deps }) =>
    viewPage(await listMotions(actor, query, deps), query.limit, (rows) => viewMotions(rows, actor, deps)),
  ),
  route(motionContracts.listMyMotions, async ({ actor, query, deps }) => {
    const { rows, nextCursor } = await listMyMotions(actor, query, deps)
    const items = await viewMotions(rows, actor, deps)
    return { items, ...(nextCursor === undefined ? {} : { nextCursor }) }
  }),
  route(motionContracts.listWaitingMotions, async ({ actor, query, deps }) => {
    const rows = await listWaitingMotions(actor, query.areaCode)
    const late = await listLateProjects(query.areaCode)
    const names = await readAreaNames([...rows, ...late].map(({ community }) => community))
    const views = await viewMotions(rows, actor, deps)
    const communities = new Map(rows.map(({ _id, community }) => [_id.toString(), community]))
    const nameOf = (id: string): string => names.get(communities.get(id) ?? '') ?? ''
    const now = deps.clock.now()
    return {
      items: views.map((view) => ({ ...view, communityName: nameOf(view.id) })),
      projects: late.map((project) => ({
        ...viewProjectSummary(project, actor, now),
        communityName: names.get(project.community) ?? '',
      })),
    }
  }),
  route(motionContracts.createMotion, async ({ actor, body, requestKey, deps }) =>
    viewMotion(await createMotion(actor, body, requestKey, deps), actor, deps),
  ),
  route(motionContracts.getMotion, async ({ actor, params, deps }) =>
    viewMotion(await findReadableMotion(actor, params.id), actor, deps),
  ),
  route(motionContracts.editMotion, async ({ actor, params, body, deps }) =>
    viewMotion(await editMotion(actor, params.id, body, deps), actor, deps),
  ),
  route(motionContracts.coSignMotion, async ({ actor, params, body, deps }) =>
    viewMotion(await coSignMotion(actor, params.id, body.isOn, deps), actor, deps),
  ),
  route(motionContracts.actOnMotion, async ({ actor, params, body, deps }) =>
    viewMotion(await actOnMotion(actor, params.id, body, deps), actor, deps),
  ),
  route(motionContracts.listArguments, async ({ actor, params, query, deps }) => {
    const motion = await findOpenMotion(actor, params.id)
    const rows = await args.listArguments(actor, motion, query, deps)
    return viewPage(rows, query.limit, (shown) => viewArguments(shown, actor, deps))
  }),
  route(motionContracts.createArgument, async ({ actor, params, body, requestKey, deps }) => {
    const { argument } = await args.createArgument(actor, params.id, body, requestKey, deps)
    return viewOneArgument(argument, actor, deps)
  }),
  route(motionContracts.deleteArgument, ({ actor, params, deps }) =>
    args.deleteArgument(actor, params.id, deps),
  ),
]

const homeRoutes: Route[] = [
  route(deliberationContracts.getDeliberationHome, ({ actor, query, deps }) =>
    readDeliberationHome(actor, query.community, deps),
  ),
  route(deliberationContracts.getDeliberationFigures, ({ actor, query, deps }) =>
    readDeliberationFigures(actor, query.community, deps),
  ),
  route(deliberationContracts.setDeliberationSettings, ({ actor, body, deps }) =>
    saveDeliberationSettings(actor, body, deps),
  ),
]

const councillorRoutes: Route[] = [
  route(councillorContracts.listCouncillors, async ({ actor, query, deps }) => ({
    items: await councillors.listCouncillors(actor, query.community, deps),
  })),
  route(councillorContracts.nameCouncillor, ({ actor, body, deps }) =>
    councillors.nameCouncillor(actor, body, deps),
  ),
  route(councillorContracts.setCouncillorHomes, ({ actor, params, body, deps }) =>
    councillors.setCouncillorHomes(actor, params.id, body.homeIds, deps),
  ),
  route(councillorContracts.endCouncillor, ({ actor, params, deps }) =>
    councillors.endCouncillor(actor, params.id, deps),
  ),
  route(councillorContracts.forwardOpinion, ({ actor, body, requestKey, deps }) =>
    councillors.forwardOpinion(actor, body, requestKey, deps),
  ),
  route(councillorContracts.listOpinions, ({ actor, query, deps }) =>
    councillors.listOpinions(actor, query, deps),
  ),
]

const meetingRoutes: Route[] = [
  route(meetingContracts.listMeetings, async ({ actor, query, deps }) =>
    viewPage(await meetings.listMeetings(actor, query, deps), query.limit, (rows) =>
      viewMeetings(rows, actor),
    ),
  ),
  route(meetingContracts.announceMeeting, async ({ actor, body, newId, deps }) =>
    viewMeeting(await meetings.announceMeeting(actor, body, newId, deps), actor, deps),
  ),
  route(meetingContracts.signInToMeeting, async ({ actor, body, deps }) =>
    viewMeeting(await meetings.signInToMeeting(actor, body.code, deps), actor, deps),
  ),
  route(meetingContracts.getMeeting, async ({ actor, params, deps }) =>
    viewMeeting(await meetings.findReadableMeeting(actor, params.id), actor, deps),
  ),
  route(meetingContracts.signInOnPaper, async ({ actor, params, body, deps }) =>
    viewMeeting(await meetings.signInOnPaper(actor, params.id, body.personId, deps), actor, deps),
  ),
  route(meetingContracts.cancelMeeting, async ({ actor, params, body, deps }) =>
    viewMeeting(await meetings.cancelMeeting(actor, params.id, body.reason, deps), actor, deps),
  ),
  route(meetingContracts.publishMinutes, async ({ actor, params, body, newId, requestKey, deps }) => {
    const call = { newId, requestKey }
    return viewMeeting(await meetings.publishMinutes(actor, params.id, body, call, deps), actor, deps)
  }),
  route(meetingContracts.decideAtMeeting, async ({ actor, params, body, newId, deps }) =>
    viewMeeting(await decideAtMeeting(actor, params.id, body, newId, deps), actor, deps),
  ),
]

const projectRoutes: Route[] = [
  route(projectContracts.listProjects, async ({ actor, query, deps }) =>
    viewPage(await listProjects(actor, query, deps), query.limit, (rows) =>
      rows.map((project) => viewProjectSummary(project, actor, deps.clock.now())),
    ),
  ),
  route(projectContracts.startProject, async ({ actor, body, newId, deps }) =>
    viewProject(await projects.startProject(actor, body, newId, deps), actor, deps),
  ),
  route(projectContracts.getProject, async ({ actor, params, deps }) =>
    viewProject(await projects.findReadableProject(actor, params.id), actor, deps),
  ),
  route(projectContracts.actOnProject, async ({ actor, params, body, newId, requestKey, deps }) => {
    const call = { newId, requestKey }
    return viewProject(await projects.actOnProject(actor, params.id, body, call, deps), actor, deps)
  }),
  route(projectContracts.rateProject, async ({ actor, params, body, deps }) =>
    viewProject(await rateProject(actor, params.id, body, deps), actor, deps),
  ),
  route(projectContracts.listProjectComments, async ({ actor, params, query, deps }) => {
    const project = await projects.findReadableProject(actor, params.id)
    const rows = await listRatings(actor, project, query, deps)
    return viewPage(rows, query.limit, (shown) => viewRatings(shown, actor, deps))
  }),
]

export const deliberationRoutes: Route[] = [
  ...homeRoutes,
  ...motionRoutes,
  ...councillorRoutes,
  ...meetingRoutes,
  ...projectRoutes,
]
