import { findPostTransition, type PostAction } from '@linli/shared/forum/post.state'
import { assertThat } from '../../lib/appError'
import { isAboutDesk } from '../contentCheck/contentReview.subject'
import type { Actor } from '../users/actor'
import { isForumModerator, listVoices, type Voice } from './forum.policy'
import type { ForumPostRecord } from './post.model'
import { findPostParties } from './post.policy'
import { subjectOf } from './written.check'

const isOfDesk = (actor: Actor, community: string): boolean =>
  isForumModerator(actor, community) || listVoices(actor, community).some(({ as }) => as === 'desk')

/**
 * Whether the level above looks at a post that may be about whoever works at the community's desk: until it has decided
 * they stand in it like any neighbour. Asked for them only.
 */
export const findLifted = async (actor: Actor, post: ForumPostRecord): Promise<boolean> =>
  isOfDesk(actor, post.community) && (await isAboutDesk(subjectOf('forumPost', post)))

/** @throws AppError `forum.lifted` for a moderator who may do it as nothing else. */
export async function assertNotLifted(
  actor: Actor,
  action: PostAction,
  post: ForumPostRecord,
): Promise<void> {
  const may = findPostTransition(post.state, action)?.by ?? []
  const mayAnyhow = findPostParties(actor, post).some((party) => party !== 'moderator' && may.includes(party))
  assertThat(mayAnyhow || !(await findLifted(actor, post)), 'forum.lifted')
}

/** @throws AppError `forum.lifted` for an answer in the community's name. */
export async function assertMayAnswerAs(actor: Actor, as: Voice['as'], post: ForumPostRecord): Promise<void> {
  assertThat(as !== 'desk' || !(await findLifted(actor, post)), 'forum.lifted')
}
