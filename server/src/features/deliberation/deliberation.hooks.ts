import { isGone } from '@linli/shared/register/register'
import { AppError, assertThat } from '../../lib/appError'
import { registerRoomAccess } from '../../realtime/roomAccess'
import { onContentDecided } from '../contentCheck/contentCheck.events'
import { isPieceGone } from '../contentCheck/official.pieces'
import { registerPostMotions } from '../forum/post.motion'
import { isAuthor } from '../forum/post.policy'
import { fieldOf, withFile } from '../forum/written.check'
import { registerMediaAccess, type MediaAccess } from '../media/mediaAccess'
import { registerOutboxSource } from '../messages/outbox'
import { registerQuoted } from '../messages/takenAway'
import { registerReportable } from '../moderation/reportable'
import { registerPersonChange, registerPersonMerge, registerPersonPlace } from '../register/person.hooks'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import { registerPersonLink } from '../users/userHooks'
import { Argument, type ArgumentRecord } from './argument.model'
import { findReadableArgument } from './argument.service'
import { CoSignature, type CoSignatureRecord } from './coSignature.model'
import { endOfficesOf } from './councillor.service'
import { registerDeliberationAccounts } from './deliberation.accounts'
import { Attendance, Meeting, type MeetingRecord } from './meeting.model'
import { expandMeeting } from './meeting.messages'
import { findReadableMeeting } from './meeting.service'
import { registerMotionBallots } from './motion.ballots'
import {
  applyArgumentEntry,
  applyMotionEntry,
  applySignatureEntry,
  takeArgumentVerdict,
  takeMotionVerdict,
} from './motion.effects'
import { recountSignedBy } from './motion.counts'
import { expandMotion } from './motion.messages'
import { describeStage } from './motion.words'
import { Motion, type MotionRecord } from './motion.model'
import { handOverAppeals, registerMotionStandIns } from './motion.standIn'
import { canReadWords, isDesk, isNeighbour } from './motion.policy'
import { findOpenMotion, findReadableMotion } from './motion.service'
import { applyMeetingEntry, applyProjectEntry, registerOfficialVerdicts } from './official.effects'
import { expandProject } from './project.messages'
import { Project, ProjectRating, type ProjectRecord, type RatingRecord } from './project.model'
import { applyRatingEntry, takeRatingVerdict } from './project.rating'
import { mergeSignatures } from './signature.merge'
import { findReadableProject, isProjectStaff } from './project.service'

/** What can be read is opened as far as `access` says; nothing of what cannot. */
async function openAs<T>(read: () => Promise<T>, access: (record: T) => MediaAccess): Promise<MediaAccess> {
  try {
    return access(await read())
  } catch (error) {
    if (error instanceof AppError) return 'none'
    throw error
  }
}

const tellNobody = () => Promise.resolve([])

/** What a moderator, or the check, says of what was written. */
function registerVerdicts(): void {
  onContentDecided('forumMotion', takeMotionVerdict)
  onContentDecided('forumArgument', takeArgumentVerdict)
  onContentDecided('forumRating', takeRatingVerdict)
  registerOfficialVerdicts()
}

function registerOutboxes(): void {
  registerOutboxSource<MotionRecord>({
    name: 'motion',
    model: Motion,
    expand: expandMotion,
    apply: applyMotionEntry,
  })
  registerOutboxSource<CoSignatureRecord>({
    name: 'coSignature',
    model: CoSignature,
    expand: tellNobody,
    apply: applySignatureEntry,
  })
  registerOutboxSource<ArgumentRecord>({
    name: 'motionArgument',
    model: Argument,
    expand: tellNobody,
    apply: applyArgumentEntry,
  })
  registerOutboxSource<ProjectRecord>({
    name: 'project',
    model: Project,
    expand: expandProject,
    apply: applyProjectEntry,
  })
  registerOutboxSource<RatingRecord>({
    name: 'projectRating',
    model: ProjectRating,
    expand: tellNobody,
    apply: applyRatingEntry,
  })
  registerOutboxSource<MeetingRecord>({
    name: 'meeting',
    model: Meeting,
    expand: expandMeeting,
    apply: applyMeetingEntry,
  })
}

/** What their letters quote is read there for as long as neighbours read it here. */
function registerQuotes(): void {
  registerQuoted<MotionRecord>(
    'motion',
    Motion,
    { state: 1, edition: 1, hiddenPieces: 1 },
    (motion, piece) =>
      piece.startsWith('words:')
        ? motion.state !== 'visible' || piece !== fieldOf(motion.edition)
        : isPieceGone(motion, piece),
  )
  registerQuoted<ProjectRecord>('project', Project, { hiddenPieces: 1 }, isPieceGone)
  registerQuoted<MeetingRecord>('meeting', Meeting, { hiddenPieces: 1 }, isPieceGone)
}

function registerReading(): void {
  const motionAccess = (actor: Actor) => (motion: MotionRecord) =>
    isAuthor(actor, motion)
      ? ('full' as const)
      : canReadWords(actor, motion)
        ? ('checked' as const)
        : ('none' as const)
  registerMediaAccess('forumMotion', (actor, id, _, mediaId) =>
    openAs(async () => withFile(await findReadableMotion(actor, id), mediaId), motionAccess(actor)),
  )
  registerMediaAccess('project', (actor, id) =>
    openAs(
      () => findReadableProject(actor, id),
      ({ community }) => (isProjectStaff(actor, community) ? 'full' : 'checked'),
    ),
  )
  registerMediaAccess('meeting', (actor, id) =>
    openAs(
      () => findReadableMeeting(actor, id),
      ({ community }) => (isDesk(actor, community) ? 'full' : 'checked'),
    ),
  )
  const isOpen = async (read: () => Promise<object>): Promise<boolean> =>
    (await openAs(read, () => 'checked')) !== 'none'
  registerRoomAccess('motion', (actor, id) => isOpen(() => findOpenMotion(actor, id)))
  registerRoomAccess('project', (actor, id) => isOpen(() => findReadableProject(actor, id)))
}

function registerReports(): void {
  registerReportable('forumMotion', async (actor, id) => {
    const motion = await findReadableMotion(actor, id)
    assertThat(!isAuthor(actor, motion), 'access.denied')
    assertThat(canReadWords(actor, motion), 'record.not_found')
    const { edition, community, stage } = motion
    // Whoever has to answer what neighbours signed must not be the one who takes it away.
    return { field: fieldOf(edition), community, isAbove: stage !== 'gathering' }
  })
  registerReportable('forumArgument', async (actor, id) => {
    const { argument } = await findReadableArgument(actor, id)
    assertThat(!isAuthor(actor, argument), 'access.denied')
    return { field: fieldOf(argument.edition), community: argument.community }
  })
  registerReportable('forumRating', async (actor, id) => {
    const rating = await ProjectRating.findOne({ _id: id }).lean<RatingRecord>()
    assertThat(rating?.state === 'visible' && isNeighbour(actor, rating.community), 'record.not_found')
    assertThat(!isAuthor(actor, rating), 'access.denied')
    return { field: fieldOf(rating.edition), community: rating.community }
  })
}

const lastSteps = { stage: 1, history: { $slice: -5 } }

/** What became of posts of the forum, for those who read them. */
function registerPosts(): void {
  registerPostMotions(async (ids) => {
    const rows = await Motion.find({ _id: { $in: [...ids] }, state: 'visible' }, lastSteps).lean<
      Pick<MotionRecord, '_id' | 'stage' | 'history'>[]
    >()
    return new Map(rows.map((row) => [row._id.toString(), describeStage(row)]))
  })
}

/** Who signed counts as the register has it today. */
function registerStanding(): void {
  const name = 'deliberation'
  registerPersonChange(name, async (personId, state, deps) => {
    await recountSignedBy({ personId }, deps)
    if (!isGone(state)) return
    await endOfficesOf(personId, deps)
    const users = await User.find({ personId }, { _id: 1 }).lean()
    await handOverAppeals(
      users.map(({ _id }) => _id.toString()),
      deps,
    )
  })
  registerPersonMerge(name, [CoSignature, Attendance], mergeSignatures)
  registerPersonPlace(name, (personId, _, deps) => recountSignedBy({ personId }, deps))
  registerPersonLink({ name, follow: (userId, _, deps) => recountSignedBy({ userId }, deps) })
}

/** What other features ask of deliberation; called once, where the routes are listed. */
export function registerDeliberationHooks(): void {
  registerOutboxes()
  registerQuotes()
  registerReading()
  registerReports()
  registerPosts()
  registerStanding()
  registerDeliberationAccounts()
  registerMotionBallots()
  registerVerdicts()
  registerMotionStandIns()
}
