import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import { inParts } from '../../lib/inParts'
import { resolveSubject } from '../routing/subject.service'
import { readActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { canReadBoard, findForumAccess } from './forum.policy'
import type { ForumPostRecord } from './post.model'

const readAtOnce = 500

/** Whom it is about, and all who work in that unit, are called to nothing of it. */
async function listSubjects({ community, subject }: Pick<ForumPostRecord, 'community' | 'subject'>) {
  if (!subject) return new Set<string>()
  const about = { kind: subject.kind, id: subject.id.toString() }
  return (await resolveSubject(about, placeOf(community))).userIds
}

/**
 * Of these accounts those who may read the post's board today: who lives in another community by now, or has lost the
 * role by which she read it, is called to no thread that does not open for her. Neighbours are found in one read a part.
 */
export async function filterReaders(
  userIds: readonly string[],
  post: Pick<ForumPostRecord, 'community' | 'board' | 'subject'>,
  now: Date,
): Promise<Set<string>> {
  const { community, board } = post
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
  for (const userId of await listSubjects(post)) readers.delete(userId)
  return readers
}
