import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { Area } from '../../features/areas/area.model'
import { ForumComment } from '../../features/forum/comment.model'
import { ForumPost } from '../../features/forum/post.model'
import { settleForum } from '../../test/forum.factory'
import { startTestApp } from '../../test/testApp'
import { demoPosts } from './forum'
import { demoIdentities } from './identities'
import { demoBuildings, demoCommunity } from './places'
import { demoUserId, seedAccounts } from './seedAccounts'
import { seedForum } from './seedForum'

it('lets the demo’s people talk, answers some, and leaves one case in the queue; however often it is seeded', async () => {
  const app = startTestApp()
  await Area.insertMany(
    demoBuildings.map(({ code, name, place }) => ({
      code,
      name,
      level: 'building',
      parent: place.grid,
      ...place,
    })),
  )
  await seedAccounts(app.deps, new Map())
  await seedForum(app.deps)
  await seedForum(app.deps)
  expect(await ForumPost.countDocuments({ state: 'visible' })).toBe(demoPosts.length)
  const said = demoPosts.reduce((sum, { comments = [] }) => sum + comments.length, 0)
  expect(await ForumComment.countDocuments({ state: 'visible' })).toBe(said)

  const find = (key: string) => {
    const identity = demoIdentities.find((each) => each.key === key)
    if (!identity) throw new Error(key)
    return { id: demoUserId(identity).toString() }
  }
  // As the running product does: what the reports hid is taken off the board.
  await settleForum(app.deps)
  const owner = app.api(find('owner'))
  const page = await owner.ok(postContracts.listPosts, { query: { community: demoCommunity, limit: 50 } })
  expect(page.items).toHaveLength(demoPosts.length - 1)
  expect(page.pinned).toMatchObject([{ isPinned: true, author: { kind: 'desk' } }])
  const answered = page.items.filter(({ hasOfficialAnswer }) => hasOfficialAnswer).length
  expect(answered).toBeGreaterThan(1)
  expect(await ForumPost.countDocuments({ officialAnswerAt: { $type: 'date' } })).toBe(answered)
  expect(page.items.some(({ author }) => author.name === '3号楼周姓邻居')).toBe(true)
  expect(JSON.stringify(page)).not.toContain('林晓岚')
  const { items } = await app.api(find('secretary')).ok(contentReviewContracts.listContentReviews)
  expect(items).toMatchObject([{ reports: [{ times: 3 }], caseState: 'open', state: 'hidden' }])
  const digest = await owner.ok(forumContracts.getForumDigest, { query: { community: demoCommunity } })
  expect(digest.text).toContain('邻里圈】')
}, 120_000)
