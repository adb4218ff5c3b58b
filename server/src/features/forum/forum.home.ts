import type { OutputOf } from '@linli/shared/contract'
import { boardRules, forumBoards, type ForumBoard } from '@linli/shared/forum/forum'
import type { ForumHome, forumContracts } from '@linli/shared/forum/forum.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { readForumSettings } from '../moderation/forumSettings.service'
import { findMute } from '../moderation/mute.service'
import { Area } from '../areas/area.model'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { Types } from 'mongoose'
import { ForumComment, type CommentRecord } from './comment.model'
import { eraseComment } from './comment.service'
import { assertForumAccess, findMember, saveMember } from './forum.members'
import { eraseElsewhere } from './forum.leaving'
import { nameKeyOf, readNeighbourNames } from './forum.names'
import {
  canReadBoard,
  findForumAccess,
  isForumModerator,
  isStreetUnit,
  listBoardVoices,
  listVoices,
  type Voice,
} from './forum.policy'
import { ForumMember, type ForumMemberRecord } from './forumMember.model'
import { ForumPost, type ForumPostRecord, type WrittenRecord } from './post.model'
import { erasePost } from './post.service'
import { Follow, type FollowRecord } from './thread.models'

/** Rooms that others fill have a door once something is in them. */
async function listBoards(community: string): Promise<ForumBoard[]> {
  const boards: ForumBoard[] = []
  for (const board of forumBoards) {
    const isThere =
      !boardRules[board].isFilledByOthers ||
      (await ForumPost.exists({ community, board, state: 'visible' })) !== null
    if (isThere) boards.push(board)
  }
  return boards
}

async function readMyName(actor: Actor, community: string, deps: Deps): Promise<string> {
  const me = { userId: new Types.ObjectId(actor.userId), community }
  return (await readNeighbourNames([me], deps, { isPreview: true })).get(nameKeyOf(me))?.name ?? '邻居'
}

/** What somebody finds in a community's forum and may do there. */
export async function readForumHome(actor: Actor, community: string, deps: Deps): Promise<ForumHome> {
  const access = assertForumAccess(actor, community)
  const { nameRule } = await readForumSettings(community)
  const member = await findMember(actor, community)
  const myName = await readMyName(actor, community, deps)
  const voices = listVoices(actor, community)
  const viewVoice = ({ as, unitId, name }: Voice) => ({
    as,
    name: name ?? myName,
    ...dropUndefined({ unitId }),
  })
  const mute = await findMute(actor.userId, community, deps.clock.now())
  const boards = (await listBoards(community)).filter((board) => canReadBoard(access, board))
  return {
    community: { code: community, name: (await readAreaNames([community])).get(community) ?? '本社区' },
    access,
    boards: boards.map((code) => ({
      code,
      name: boardRules[code].name,
      about: boardRules[code].about,
      hasPrice: boardRules[code].hasPrice,
      writeAs: listBoardVoices(voices, code).map(viewVoice),
    })),
    voices: voices.map(viewVoice),
    nameRule,
    myName,
    hasAccepted: member?.acceptedRule === nameRule && member.leftAt === undefined,
    hasLeft: member?.leftAt !== undefined,
    isModerator: isForumModerator(actor, community),
    ...(mute ? { mute: { until: mute.until.toISOString(), reason: mute.rule } } : {}),
  }
}

/** The communities whose forum somebody may open, by their names. */
export async function listForums(actor: Actor): Promise<{ code: string; name: string }[]> {
  const streets = actor.memberships
    .filter(isStreetUnit)
    .flatMap(({ place: { street } }) => (street === undefined ? [] : [street]))
  const areas =
    streets.length === 0
      ? []
      : await Area.find({ parent: { $in: streets }, level: 'community' }, { code: 1 }).lean()
  const known = [actor.community, ...actor.memberships.map(({ place }) => place.community)]
  const codes = [...known, ...areas.map(({ code }) => code)].filter((code) => code !== undefined)
  const readable = [...new Set(codes)].filter((code) => findForumAccess(actor, code) !== 'none')
  const names = await readAreaNames(readable)
  return readable.map((code) => ({ code, name: names.get(code) ?? code }))
}

/** The person has seen how neighbours will call them. A rule that changed meanwhile has to be seen first. */
export async function acceptForumName(
  actor: Actor,
  { community, nameRule }: OutputOf<typeof forumContracts.acceptForumName.body>,
  deps: Deps,
): Promise<ForumHome> {
  assertThat(assertForumAccess(actor, community) === 'full', 'forum.not_a_member')
  const settings = await readForumSettings(community)
  assertThat(settings.nameRule === nameRule, 'request.conflict', { nameRule: settings.nameRule })
  await saveMember(actor.userId, community, { $set: { acceptedRule: nameRule }, $unset: { leftAt: 1 } })
  return readForumHome(actor, community, deps)
}

/** No message any more; what was written goes, or stays without a name. Coming back is seeing one's name again. */
export async function leaveForum(
  actor: Actor,
  { community, posts }: OutputOf<typeof forumContracts.leaveForum.body>,
  deps: Deps,
): Promise<void> {
  assertForumAccess(actor, community)
  const now = deps.clock.now()
  const isErasing = posts === 'delete'
  await saveMember(actor.userId, community, {
    $set: { leftAt: now, namelessUntil: now, ...(isErasing ? { hasOutbox: true } : {}) },
    $unset: { acceptedRule: 1 },
    ...(isErasing ? { $push: { outbox: makeOutboxEntry('member.erase', {}, deps) } } : {}),
  })
  await dropFollows(actor.userId, community)
  if (isErasing) kickOutbox(ForumMember)
}

/** Takes away what whoever left had written until then, in her own time: it may be thousands. Repeatable. */
export async function applyMemberEntry(
  { userId, community }: ForumMemberRecord,
  { at }: OutboxEntry,
  deps: Deps,
): Promise<void> {
  await eraseWritten(userId.toString(), { community, until: at }, deps)
  await eraseElsewhere(userId.toString(), community, deps)
}

/** What somebody follows elsewhere stays. */
async function dropFollows(userId: string, community: string): Promise<void> {
  const follows = await Follow.find({ userId }, { postId: 1 }).lean<Pick<FollowRecord, '_id' | 'postId'>[]>()
  const posts = await ForumPost.find(
    { _id: { $in: follows.map(({ postId }) => postId) } },
    { community: 1 },
  ).lean<Pick<ForumPostRecord, '_id' | 'community'>[]>()
  const here = new Set(posts.filter((post) => post.community === community).map(({ _id }) => _id.toString()))
  const dropped = follows.filter(({ postId }) => here.has(postId.toString())).map(({ _id }) => _id)
  await Follow.deleteMany({ _id: { $in: dropped } })
}

/** Takes away everything one person wrote, here or everywhere. Repeatable. */
export async function eraseWritten(
  userId: string,
  where: { community?: string; until?: Date },
  deps: Deps,
): Promise<void> {
  const own = { authorId: new Types.ObjectId(userId) }
  // What is left out is told apart here: anything negative in a filter makes the engine scan the collection.
  const isToGo = ({ state, community, createdAt }: WrittenRecord): boolean =>
    state !== 'deleted' &&
    (where.community === undefined || where.community === community) &&
    (where.until === undefined || createdAt <= where.until)
  const comments = await ForumComment.find(own).lean<CommentRecord[]>()
  for (const comment of comments.filter(isToGo)) await eraseComment(comment, deps)
  const posts = await ForumPost.find(own).lean<ForumPostRecord[]>()
  for (const post of posts.filter(isToGo)) await erasePost(post, deps)
}
