import { ForumComment, type CommentRecord } from './comment.model'
import { ForumPost } from './post.model'

/**
 * After a change of an answer in the community's own name: the post says that there is one as long as one can be read.
 * Repeatable.
 * @returns whether the post says something else now.
 */
export async function settleOfficialAnswer({
  postId,
  isOfficial,
}: Pick<CommentRecord, 'postId' | 'isOfficial'>): Promise<boolean> {
  if (!isOfficial) return false
  const answer = await ForumComment.exists({ postId, state: 'visible', isOfficial: true })
  const hasOfficialAnswer = answer !== null
  const { modifiedCount } = await ForumPost.updateOne(
    { _id: postId, hasOfficialAnswer: !hasOfficialAnswer },
    { $set: { hasOfficialAnswer } },
  )
  return modifiedCount === 1
}
