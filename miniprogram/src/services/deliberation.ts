import type { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import type { councillorContracts } from '@linli/shared/deliberation/councillor.contract'
import type { deliberationContracts } from '@linli/shared/deliberation/deliberation.contract'
import type { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import type { motionContracts } from '@linli/shared/deliberation/motion.contract'
import type { projectContracts } from '@linli/shared/deliberation/project.contract'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Home = typeof deliberationContracts
type Motions = typeof motionContracts
type Councillors = typeof councillorContracts
type Meetings = typeof meetingContracts
type Projects = typeof projectContracts

export type DeliberationHome = CallOutput<Home['getDeliberationHome']>
export type DeliberationSettings = DeliberationHome['settings']
export type DeliberationFigures = CallOutput<Home['getDeliberationFigures']>
export type MotionSummary = CallOutput<Motions['listMotions']>['items'][number]
export type WaitingMotion = CallOutput<Motions['listWaitingMotions']>['items'][number]
export type MotionView = CallOutput<Motions['getMotion']>
export type MotionContent = CallInput<Motions['createMotion']>['body']
export type MotionActionInput = CallInput<Motions['actOnMotion']>['body']
export type MotionPhase = DeliberationHome['counts'][number]['phase']
export type ArgumentView = CallOutput<Motions['listArguments']>['items'][number]
export type Councillor = CallOutput<Councillors['listCouncillors']>['items'][number]
export type Opinion = CallOutput<Councillors['listOpinions']>['items'][number]
export type MeetingSummary = CallOutput<Meetings['listMeetings']>['items'][number]
export type MeetingView = CallOutput<Meetings['getMeeting']>
export type MeetingContent = CallInput<Meetings['announceMeeting']>['body']
export type Decision = CallInput<Meetings['decideAtMeeting']>['body']
export type ProjectSummary = CallOutput<Projects['listProjects']>['items'][number]
export type ProjectView = CallOutput<Projects['getProject']>
export type ProjectContent = CallInput<Projects['startProject']>['body']
export type ProjectActionInput = CallInput<Projects['actOnProject']>['body']
export type ProjectComment = CallOutput<Projects['listProjectComments']>['items'][number]

export const getDeliberationHome = (community: string) =>
  call<Home['getDeliberationHome']>('get', '/api/deliberation/home', { query: { community } })

export const getDeliberationFigures = (community: string) =>
  call<Home['getDeliberationFigures']>('get', '/api/deliberation/figures', { query: { community } })

export const setDeliberationSettings = (community: string, settings: DeliberationSettings) =>
  call<Home['setDeliberationSettings']>('put', '/api/deliberation/settings', {
    body: { community, ...settings },
  })

export const listMotions = (
  community: string,
  phase: MotionPhase | undefined,
  cursor?: string,
  limit?: number,
) =>
  call<Motions['listMotions']>('get', '/api/motions', {
    query: {
      community,
      ...(phase === undefined ? {} : { phase }),
      ...(limit === undefined ? {} : { limit }),
      ...after(cursor),
    },
  })

const [pageSize, mostPages] = [50, 40]

/** Every motion of these phases, or of all, for who chooses one of them by a few letters of its title. */
export async function listAllMotions(
  community: string,
  phases: readonly (MotionPhase | undefined)[],
): Promise<MotionSummary[]> {
  const all: MotionSummary[] = []
  for (const phase of phases) {
    let cursor: string | undefined
    for (let page = 0; page < mostPages; page += 1) {
      const { items, nextCursor } = await listMotions(community, phase, cursor, pageSize)
      all.push(...items)
      if (nextCursor === undefined) break
      cursor = nextCursor
    }
  }
  return all
}

export const listMyMotions = (part: 'own' | 'coSigned', cursor?: string) =>
  call<Motions['listMyMotions']>('get', '/api/motions/mine', { query: { part, ...after(cursor) } })

export const listWaitingMotions = (areaCode: string) =>
  call<Motions['listWaitingMotions']>('get', '/api/motions/waiting', { query: { areaCode } })

export const getMotion = (id: string) =>
  call<Motions['getMotion']>('get', '/api/motions/:id', { params: { id } })

/** Stored on this phone first, sent once, whatever happens to the network or the app. */
export const raiseMotion = (body: MotionContent, draftKey: string) =>
  submit<Motions['createMotion']>(
    'post',
    '/api/motions',
    { body },
    { label: '提议题', userId: readUserId(), draftKey },
  )

/** Those about a motion, the newest first; drafts only for the desk. */
export const listMotionBallots = async (community: string, id: string) =>
  (
    await call<(typeof ballotContracts)['listBallots']>('get', '/api/ballots', {
      query: { community, subjectId: id },
    })
  ).items

export const coSignMotion = (id: string, isOn: boolean) =>
  call<Motions['coSignMotion']>('put', '/api/motions/:id/signature', { params: { id }, body: { isOn } })

export const editMotion = (id: string, body: CallInput<Motions['editMotion']>['body']) =>
  call<Motions['editMotion']>('patch', '/api/motions/:id', { params: { id }, body })

export const actOnMotion = (id: string, body: MotionActionInput) =>
  call<Motions['actOnMotion']>('post', '/api/motions/:id/actions', { params: { id }, body })

export const listArguments = (id: string, side: ArgumentView['side'], cursor?: string) =>
  call<Motions['listArguments']>('get', '/api/motions/:id/arguments', {
    params: { id },
    query: { side, ...after(cursor) },
  })

export const sayArgument = (id: string, side: ArgumentView['side'], text: string, draftKey?: string) =>
  submit<Motions['createArgument']>(
    'post',
    '/api/motions/:id/arguments',
    { params: { id }, body: { side, text } },
    { label: '说理由', userId: readUserId(), draftKey },
  )

export const deleteArgument = (id: string) =>
  call<Motions['deleteArgument']>('delete', '/api/motion-arguments/:id', { params: { id } })

export const listCouncillors = (community: string) =>
  call<Councillors['listCouncillors']>('get', '/api/councillors', { query: { community } })

export const nameCouncillor = (
  body: CallInput<Councillors['nameCouncillor']>['body'],
  idempotencyKey: string,
) => call<Councillors['nameCouncillor']>('post', '/api/councillors', { body, idempotencyKey })

export const setCouncillorHomes = (id: string, homeIds: string[]) =>
  call<Councillors['setCouncillorHomes']>('put', '/api/councillors/:id/homes', {
    params: { id },
    body: { homeIds },
  })

export const endCouncillor = (id: string) =>
  call<Councillors['endCouncillor']>('post', '/api/councillors/:id/end', { params: { id } })

export const forwardOpinion = (body: CallInput<Councillors['forwardOpinion']>['body'], draftKey: string) =>
  submit<Councillors['forwardOpinion']>(
    'post',
    '/api/councillor-opinions',
    { body },
    { label: '转来意见', userId: readUserId(), draftKey },
  )

export const listOpinions = (community: string, cursor?: string) =>
  call<Councillors['listOpinions']>('get', '/api/councillor-opinions', {
    query: { community, ...after(cursor) },
  })

export const listMeetings = (community: string, cursor?: string) =>
  call<Meetings['listMeetings']>('get', '/api/meetings', { query: { community, ...after(cursor) } })

export const getMeeting = (id: string) =>
  call<Meetings['getMeeting']>('get', '/api/meetings/:id', { params: { id } })

export const announceMeeting = (body: MeetingContent, idempotencyKey: string) =>
  call<Meetings['announceMeeting']>('post', '/api/meetings', { body, idempotencyKey })

export const signInToMeeting = (code: string) =>
  call<Meetings['signInToMeeting']>('post', '/api/meetings/sign-in', { body: { code } })

export const signInOnPaper = (id: string, personId: string) =>
  call<Meetings['signInOnPaper']>('post', '/api/meetings/:id/attendance', {
    params: { id },
    body: { personId },
  })

export const cancelMeeting = (id: string, reason: string) =>
  call<Meetings['cancelMeeting']>('post', '/api/meetings/:id/cancel', { params: { id }, body: { reason } })

export const publishMinutes = (
  id: string,
  body: CallInput<Meetings['publishMinutes']>['body'],
  idempotencyKey: string,
) =>
  call<Meetings['publishMinutes']>('post', '/api/meetings/:id/minutes', {
    params: { id },
    body,
    idempotencyKey,
  })

export const decideAtMeeting = (id: string, body: Decision, idempotencyKey: string) =>
  call<Meetings['decideAtMeeting']>('post', '/api/meetings/:id/decisions', {
    params: { id },
    body,
    idempotencyKey,
  })

export const listProjects = (community: string, cursor?: string) =>
  call<Projects['listProjects']>('get', '/api/projects', { query: { community, ...after(cursor) } })

export const getProject = (id: string) =>
  call<Projects['getProject']>('get', '/api/projects/:id', { params: { id } })

export const startProject = (body: ProjectContent, idempotencyKey: string) =>
  call<Projects['startProject']>('post', '/api/projects', { body, idempotencyKey })

export const actOnProject = (id: string, body: ProjectActionInput, idempotencyKey: string) =>
  call<Projects['actOnProject']>('post', '/api/projects/:id/actions', {
    params: { id },
    body,
    idempotencyKey,
  })

export const rateProject = (id: string, body: CallInput<Projects['rateProject']>['body']) =>
  call<Projects['rateProject']>('put', '/api/projects/:id/rating', { params: { id }, body })

export const listProjectComments = (id: string, cursor?: string) =>
  call<Projects['listProjectComments']>('get', '/api/projects/:id/comments', {
    params: { id },
    query: after(cursor),
  })
