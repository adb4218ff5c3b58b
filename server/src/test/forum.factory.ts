import type { commentContracts } from '@linli/shared/forum/comment.contract'
import { commentContracts as comments } from '@linli/shared/forum/comment.contract'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import type { postContracts } from '@linli/shared/forum/post.contract'
import { postContracts as posts } from '@linli/shared/forum/post.contract'
import { runContentChecks } from '../features/contentCheck/contentCheck.job'
import { saveMember } from '../features/forum/forum.members'
import { moveOutbox } from '../features/messages/outbox.mover'
import { readForumSettings } from '../features/moderation/forumSettings.service'
import type { BodyOf } from './apiClient'
import type { TestApp, TestDeps } from './testApp'
import { buildResident, testAreas, type TestUser, type UserOverrides } from './users.factory'

type PostBody = BodyOf<typeof postContracts.createPost>
type CommentBody = BodyOf<typeof commentContracts.createComment>

/** Everything that follows what was written: it is checked, the verdict is taken, people are told. */
export async function settleForum(deps: TestDeps): Promise<void> {
  await moveOutbox(deps)
  await runContentChecks(deps)
  await moveOutbox(deps)
  await runContentChecks(deps)
}

/** A verified resident who has seen how neighbours call them. */
export async function buildNeighbour(app: TestApp, overrides: UserOverrides = {}): Promise<TestUser> {
  const user = await buildResident(
    { building: testAreas.building, clearName: '王建国', ...overrides },
    app.deps,
  )
  const community = overrides.community ?? testAreas.community
  const { nameRule } = await readForumSettings(community)
  await saveMember(user.id, community, { $set: { acceptedRule: nameRule } })
  return user
}

/** Sees one's name and accepts it, as on the page. */
export async function acceptName(app: TestApp, user: TestUser, community: string = testAreas.community) {
  const { nameRule } = await app.api(user).ok(forumContracts.getForumHome, { query: { community } })
  await app.api(user).ok(forumContracts.acceptForumName, { body: { community, nameRule } })
}

/** Writes a post as the person, and lets it be checked. @returns its id. */
export async function writePost(
  app: TestApp,
  user: TestUser,
  overrides: Partial<PostBody> = {},
): Promise<string> {
  const body: PostBody = {
    community: testAreas.community,
    board: 'neighbours',
    text: '三号楼的桂花开了，大家来看。',
    ...overrides,
  }
  const { id } = await app.api(user).ok(posts.createPost, { body })
  await settleForum(app.deps)
  return id
}

/** Says something to a post, and lets it be checked. @returns its id. */
export async function writeComment(
  app: TestApp,
  user: TestUser,
  postId: string,
  overrides: Partial<CommentBody> = {},
): Promise<string> {
  const body: CommentBody = { text: '真香！', ...overrides }
  const { id } = await app.api(user).ok(comments.createComment, { params: { id: postId }, body })
  await settleForum(app.deps)
  return id
}
