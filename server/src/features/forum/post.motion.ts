import type { Types } from 'mongoose'
import type { ForumPostRecord } from './post.model'

/** Where these motions are, in words, by id; what others do not read is left out. */
type ReadMotions = (ids: readonly Types.ObjectId[]) => Promise<ReadonlyMap<string, string>>

let readMotions: ReadMotions = () => Promise.resolve(new Map())

/** Called once by the feature that makes motions of posts; the forum does not know it. */
export function registerPostMotions(read: ReadMotions): void {
  readMotions = read
}

/** What a post became when its author made a motion of it. */
export interface LinkedMotion {
  id: string
  stateText: string
  raisedAt: string
}

/** The motions of all these posts in one read, by the post's id. */
export async function readLinkedMotions(
  posts: readonly Pick<ForumPostRecord, '_id' | 'motion'>[],
): Promise<Map<string, LinkedMotion>> {
  const linked = posts.flatMap(({ _id, motion }) => (motion ? [{ postId: _id.toString(), ...motion }] : []))
  if (linked.length === 0) return new Map()
  const texts = await readMotions(linked.map(({ id }) => id))
  return new Map(
    linked.flatMap(({ postId, id, raisedAt }): [string, LinkedMotion][] => {
      const stateText = texts.get(id.toString())
      if (stateText === undefined) return []
      return [[postId, { id: id.toString(), stateText, raisedAt: raisedAt.toISOString() }]]
    }),
  )
}
