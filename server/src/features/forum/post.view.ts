import type { PostSummary, PostView } from '@linli/shared/forum/post.contract'
import { postStateTexts } from '@linli/shared/forum/post.state'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { canAppeal } from '../contentCheck/contentReview.appeal'
import { describeHiding } from '../contentCheck/contentReview.own'
import { signMediaUrl } from '../media/mediaLink'
import type { Actor } from '../users/actor'
import { goneName, nameKeyOf, readNeighbourNames } from './forum.names'
import { readLinkedMotions, type LinkedMotion } from './post.motion'
import { readLinkedNeeds, type LinkedNeed } from './post.need'
import type { ForumPostRecord, WrittenRecord } from './post.model'
import { findLifted } from './post.lifted'
import { isAuthor, isSettled, listOthersActions, listPostActions } from './post.policy'
import { readCounts } from './thread.counts'
import { findFollow } from './thread.follow'
import { readLiked } from './thread.likes'
import { readFigures, type ThreadCountRecord } from './thread.models'
import { readCases } from './written.check'

const excerptLength = 120
const photosInList = 3

export function cutText(text: string, most = excerptLength): string {
  const points = Array.from(text)
  return points.length > most ? `${points.slice(0, most).join('')}…` : text
}

type Names = Awaited<ReturnType<typeof readNeighbourNames>>

/** People whose name has to be looked up: those who speak for a desk or unit are called by it. */
export const listNamed = (records: readonly WrittenRecord[]) =>
  records
    .filter(({ as }) => as === 'resident')
    .map(({ authorId, community }) => ({ userId: authorId, community }))

export function viewAuthor(record: WrittenRecord, names: Names, actor: Actor): PostSummary['author'] {
  const isMine = isAuthor(actor, record)
  if (record.as !== 'resident') return { name: record.voiceName ?? '社区', kind: record.as, isMine }
  const known = names.get(nameKeyOf({ userId: record.authorId, community: record.community }))
  const hasLeft = known?.namelessUntil !== undefined && known.namelessUntil >= record.createdAt
  if (!known || hasLeft) return { name: goneName, kind: record.as, isMine }
  return {
    name: known.name,
    kind: record.as,
    isMine,
    ...(known.badge === undefined ? {} : { badge: known.badge }),
  }
}

/** Others see files that passed the check; their author all of them. */
export function viewFiles(record: WrittenRecord, actor: Actor, deps: Deps): PostView['media'] {
  const viewer = {
    userId: actor.userId,
    access: isAuthor(actor, record) ? ('full' as const) : ('checked' as const),
  }
  return record.media.map((file) => ({ id: file.id, kind: file.kind, ...signMediaUrl(file, viewer, deps) }))
}

interface Known {
  names: Names
  counts: Map<string, ThreadCountRecord>
  needs: Map<string, LinkedNeed>
  motions: Map<string, LinkedMotion>
}

async function readKnown(posts: readonly ForumPostRecord[], deps: Deps): Promise<Known> {
  const [names, counts, needs, motions] = await Promise.all([
    readNeighbourNames(listNamed(posts), deps),
    readCounts(posts.map(({ _id }) => _id)),
    readLinkedNeeds(posts, deps),
    readLinkedMotions(posts),
  ])
  return { names, counts, needs, motions }
}

function viewShared(post: ForumPostRecord, known: Known, actor: Actor) {
  const id = post._id.toString()
  const { comments, likes } = readFigures(known.counts.get(id))
  return {
    id,
    board: post.board,
    state: post.state,
    author: viewAuthor(post, known.names, actor),
    at: post.createdAt.toISOString(),
    counts: { comments, likes },
    isPinned: post.pinnedAt !== undefined,
    isLocked: post.isLocked,
    isAnswered: post.isAnswered,
    hasOfficialAnswer: post.hasOfficialAnswer,
    ...dropUndefined({
      price: post.price,
      stateText: post.state === 'visible' ? undefined : postStateTexts[post.state],
      motion: known.motions.get(id),
    }),
  }
}

/** Rows of a feed, in a number of reads that does not grow with the rows. */
export async function viewPosts(
  posts: readonly ForumPostRecord[],
  actor: Actor,
  deps: Deps,
): Promise<Map<string, PostSummary>> {
  const known = await readKnown(posts, deps)
  const views = posts.map((post): [string, PostSummary] => {
    const files = viewFiles(post, actor, deps)
    const need = known.needs.get(post._id.toString())
    const summary = {
      ...viewShared(post, known, actor),
      excerpt: cutText(post.text),
      photos: files.filter(({ kind }) => kind === 'photo').slice(0, photosInList),
      hasVoice: files.some(({ kind }) => kind === 'voice'),
      ...(need ? { need: need.shared } : {}),
    }
    return [summary.id, summary]
  })
  return new Map(views)
}

/** Only for its author: the case behind what others do not read. */
async function viewOwnCase(post: ForumPostRecord, actor: Actor) {
  if (!isAuthor(actor, post) || post.state !== 'hidden') return undefined
  const check = (await readCases('forumPost', [post])).get(post._id.toString())
  if (!check) return undefined
  return {
    hiddenBecause: describeHiding(check),
    caseId: check._id.toString(),
    isAppealOpen: canAppeal(check),
  }
}

const pickChanges = ({ changes, postChanges }: ReturnType<typeof readFigures>) => ({ changes, postChanges })

/** One post in full, with what this person may do to it. */
export async function viewPost(post: ForumPostRecord, actor: Actor, deps: Deps): Promise<PostView> {
  const known = await readKnown([post], deps)
  const files = viewFiles(post, actor, deps)
  const own = await viewOwnCase(post, actor)
  const need = known.needs.get(post._id.toString())
  const isOwn = isAuthor(actor, post)
  const offer = isOwn && !post.need ? post.needOffer : undefined
  const isLifted = await findLifted(actor, post)
  return {
    ...viewShared(post, known, actor),
    version: post.version,
    community: post.community,
    ...pickChanges(readFigures(known.counts.get(post._id.toString()))),
    text: post.text,
    media: files,
    photos: files.filter(({ kind }) => kind === 'photo'),
    isLiked: (await readLiked([post._id], actor.userId)).size > 0,
    isFollowing: (await findFollow(post._id, actor.userId)) !== null,
    ...dropUndefined({
      place: post.place,
      editedAt: post.editedAt?.toISOString(),
      noticeId: post.noticeId?.toString(),
      hiddenBecause: own?.hiddenBecause,
      caseId: own?.caseId,
      need: need && { ...need.shared, ...(isOwn ? { id: need.id } : {}) },
      needOffer: offer && { category: offer.category, categoryName: offer.categoryName, by: offer.by },
    }),
    ...(isLifted ? { isLifted } : {}),
    ...(post.state === 'visible' && isSettled(post) ? { isSettled: true } : {}),
    actions: listPostActions(actor, post, { canAppeal: own?.isAppealOpen === true, isLifted }),
    onComments: listOthersActions(actor, post),
  }
}
