import type { Deps } from '../../deps'
import { ForumComment, type CommentRecord } from './comment.model'
import { ForumPost } from './post.model'
import { notePostChange } from './thread.announce'

/**
 * After a change of an answer in the community's own name: the post says that there is one as long as one can be read.
 * Repeatable.
 */
export async function settleOfficialAnswer(
  { postId, isOfficial }: Pick<CommentRecord, 'postId' | 'isOfficial'>,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  if (!isOfficial) return
  const [first] = await ForumComment.find({ postId, state: 'visible', isOfficial: true }, { createdAt: 1 })
    .sort({ _id: 1 })
    .limit(1)
    .lean<Pick<CommentRecord, 'createdAt'>[]>()
  const { modifiedCount } = await ForumPost.updateOne(
    { _id: postId, hasOfficialAnswer: first === undefined },
    first
      ? { $set: { hasOfficialAnswer: true, officialAnswerAt: first.createdAt } }
      : { $set: { hasOfficialAnswer: false }, $unset: { officialAnswerAt: 1 } },
  )
  if (modifiedCount === 1) await notePostChange(postId, deps)
}
