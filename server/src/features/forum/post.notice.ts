import { placeOf } from '@linli/shared/areas/areas'
import { Types, type UpdateQuery } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { mostPostGrams, toBigrams } from '../../lib/bigrams'
import { inParts } from '../../lib/inParts'
import { makeTimedId } from '../../lib/timedIds'
import type { MediaSnapshot } from '../media/media.service'
import { insertMissing } from '../messages/insertMissing'
import { systemActor } from '../users/actor'
import { ForumPost, type ForumPostRecord } from './post.model'
import { announcePostChange } from './thread.announce'

/** What the forum shows of a notice. */
interface PostedNotice {
  _id: Types.ObjectId
  title: string
  text: string
  media?: MediaSnapshot[]
  /** A line that says whom it is for, where that is not everybody. */
  forWhom?: string | undefined
  signedBy?: string
  publishedAt?: Date
}

const wordsOf = ({ title, text, forWhom }: PostedNotice): string =>
  [title, forWhom, text].filter((part) => part !== undefined).join('\n\n')

const keyOf = (noticeId: Types.ObjectId, community: string): string =>
  `notice:${noticeId.toString()}:${community}`

/**
 * A notice on the board 公告 of these communities, where whoever joined reads it. It was looked over by a second person
 * and checked where it was written. Nobody is its author in the forum:
 * it is changed where it was written. Repeatable.
 */
export async function publishNoticePosts(
  notice: PostedNotice,
  communities: readonly string[],
): Promise<void> {
  const { _id, media = [], signedBy = '社区', publishedAt = new Date(0) } = notice
  const posts = communities.map((community): ForumPostRecord => {
    const { district, street } = placeOf(community)
    const words = wordsOf(notice)
    return {
      _id: makeTimedId(publishedAt),
      ...dropUndefined({ district, street }),
      ...{ community, board: 'notices', as: 'desk', voiceName: signedBy, isOfficial: true },
      authorId: new Types.ObjectId(systemActor.userId),
      ...{ text: words, media, state: 'visible', edition: 1, version: 1 },
      requestKey: keyOf(_id, community),
      fingerprint: _id.toString(),
      noticeId: _id,
      createdAt: publishedAt,
      ...{ isLocked: false, isAnswered: false, hasOfficialAnswer: false },
      bigrams: toBigrams(words, { most: mostPostGrams }),
      outbox: [],
    }
  })
  await insertMissing(ForumPost, posts)
}

const postsAtOnce = 100
const announcedAtOnce = 10

/** On every board, and for whoever has it open. */
async function changeNoticePosts(
  noticeId: Types.ObjectId,
  change: UpdateQuery<ForumPostRecord>,
  deps: Deps,
): Promise<void> {
  const posts = await ForumPost.find({ noticeId }, { _id: 1 }).lean<Pick<ForumPostRecord, '_id'>[]>()
  for (const part of inParts(posts, postsAtOnce))
    await ForumPost.updateMany(
      { _id: { $in: part.map(({ _id }) => _id) } },
      { ...change, $inc: { version: 1 } },
    )
  // The words are away everywhere first.
  for (const part of inParts(posts, announcedAtOnce))
    await Promise.all(part.map(({ _id }) => announcePostChange(_id, deps)))
}

/** Its place stays with the words that say so; nobody answers to it any more. Repeatable. */
export async function withdrawNoticePosts(noticeId: Types.ObjectId, text: string, deps: Deps): Promise<void> {
  const change = {
    $set: { text, media: [], isLocked: true, bigrams: [] },
    $unset: { pinnedAt: 1 as const },
  }
  await changeNoticePosts(noticeId, change, deps)
}

/** It says that its time is over, and stands on top no longer. Repeatable. */
export async function expireNoticePosts(notice: PostedNotice, deps: Deps): Promise<void> {
  const words = `【已过期】${wordsOf(notice)}`
  await changeNoticePosts(notice._id, { $set: { text: words }, $unset: { pinnedAt: 1 } }, deps)
}
