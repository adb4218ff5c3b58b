import { Types } from 'mongoose'
import { inParts } from '../../lib/inParts'
import { readActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { canReadBoard, findForumAccess } from './forum.policy'
import type { ForumPostRecord } from './post.model'

const readAtOnce = 500

/**
 * Of these accounts those who may read the post's board today: who lives in another community by now, or has lost the
 * role by which she read it, is called to no thread that does not open for her. Neighbours are found in one read a part.
 */
export async function filterReaders(
  userIds: readonly string[],
  { community, board }: Pick<ForumPostRecord, 'community' | 'board'>,
  now: Date,
): Promise<Set<string>> {
  const readers = new Set<string>()
  for (const part of inParts(userIds, readAtOnce)) {
    const ids = part.map((id) => new Types.ObjectId(id))
    const here = await User.find({ _id: { $in: ids }, community, level: 'verified' }, { _id: 1 }).lean()
    for (const { _id } of here) readers.add(_id.toString())
    for (const userId of part.filter((id) => !readers.has(id))) {
      const actor = await readActor(userId, '', now)
      if (actor && canReadBoard(findForumAccess(actor, community), board)) readers.add(userId)
    }
  }
  return readers
}
