import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { updateMe } from '@linli/shared/users/me.contract'
import { expectError } from '../../test/apiClient'
import { acceptName, buildNeighbour, settleForum, writePost } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, buildStreetOfficer, testAreas, type TestUser } from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { User } from '../users/user.model'
import { Report } from './report.model'

const { listContentReviews, decideContentReview, appealContentReview, listOwnHidden } = contentReviewContracts
const { community } = testAreas
const nickname = '缺德居委会'

let app: TestApp
let author: TestUser
let reader: TestUser
let secretary: TestUser
let id: string

beforeEach(async () => {
  app = startTestApp()
  secretary = await buildSecretary()
  author = await buildNeighbour(app, { nickname })
  reader = await buildNeighbour(app)
  const rules = [{ code: 'abuse', text: '好好说话' }]
  const body = { community, nameRule: 'nickname' as const, hideThreshold: 1, rules }
  await app.api(secretary).ok(forumContracts.setForumSettings, { body })
  await acceptName(app, author)
  id = await writePost(app, author)
})

const readAuthor = async () =>
  (await app.api(reader).ok(postContracts.getPost, { params: { id } })).author.name
const takeNickname = (name: string) => app.api(author).call(updateMe, { body: { nickname: name } })
const findCase = async (user: TestUser) => {
  const [found] = (await app.api(user).ok(listContentReviews)).items
  if (!found) throw new Error('nothing in the queue')
  return found
}
const reportName = () =>
  app.api(reader).ok(moderationContracts.reportContent, { body: { kind: 'forumPost', id, reason: 'name' } })

/** A neighbour has reported the nickname, and the desk has taken it back while the words stay. */
async function takeBack() {
  await reportName()
  const { id: caseId, version } = await findCase(secretary)
  const body = { decision: 'pass' as const, version, nicknameRule: 'abuse', reason: '换个名字吧' }
  // Pressed twice, because the answer was lost, it is one: also where the name is gone by then.
  for (let press = 0; press < 2; press += 1) {
    await app.api(secretary).ok(decideContentReview, { params: { id: caseId }, body })
    await settleForum(app.deps)
  }
  const [own] = (await app.api(author).ok(listOwnHidden)).items
  if (!own) throw new Error('nothing was taken back')
  return own
}

it('is reported with what somebody wrote, and that takes none of the words away', async () => {
  expect(await readAuthor()).toBe(nickname)
  await reportName()
  await settleForum(app.deps)
  expect(await readAuthor()).toBe(nickname)
  expect(await findCase(secretary)).toMatchObject({
    nickname,
    state: 'pass',
    reports: [{ reason: 'name', text: '昵称不合适', times: 1 }],
  })
})

it('is taken back with a reason by whoever decides, at once wherever neighbours read it, and its author is told', async () => {
  expect(await takeBack()).toMatchObject({
    kindName: '昵称',
    text: nickname,
    hiddenBecause: '好好说话；换个名字吧',
    canAppeal: true,
  })
  expect(await readAuthor()).toBe('邻居')
  const told = await InboxMessage.find({ userId: author.id }).sort({ _id: 1 }).lean()
  const about = told.find(({ title }) => title === '您的昵称收回了')
  expect(about?.body).toContain('原因：好好说话；换个名字吧')
  expect(about?.page).toBe('packages/forum/pages/mine/index?part=hidden')
  expect(await Report.findOne({ userId: reader.id }).lean()).toMatchObject({ outcome: 'right' })
  expect(await AuditEntry.findOne({ action: 'content.passed' }).lean()).toMatchObject({
    details: { nicknameRule: 'abuse' },
  })
})

it('that was taken back is not taken again, another is', async () => {
  await takeBack()
  expectError(await takeNickname(nickname), 'nickname.taken_back')
  expect((await takeNickname('三楼桂花')).status).toBe(200)
  expect(await readAuthor()).toBe('三楼桂花')
})

it.each([
  ['stands again', undefined, nickname],
  ['does not come instead of a new one', '三楼桂花', '三楼桂花'],
])('that the street gives back after an appeal %s', async (_, meanwhile, expected) => {
  const street = await buildStreetOfficer()
  const own = await takeBack()
  if (meanwhile !== undefined) expect((await takeNickname(meanwhile)).status).toBe(200)
  const appeal = { params: { id: own.id }, body: { text: '是我的外号，没有别的意思' } }
  await app.api(author).ok(appealContentReview, appeal)
  const { version, texts } = await findCase(street)
  expect(texts).toEqual([nickname])
  const body = { decision: 'pass' as const, version }
  await app.api(street).ok(decideContentReview, { params: { id: own.id }, body })
  await settleForum(app.deps)
  expect(await readAuthor()).toBe(expected)
  expect((await takeNickname(nickname)).status).toBe(200)
})

it('is taken back by a rule of the community only, and only where there is one', async () => {
  await reportName()
  const { id: caseId, version } = await findCase(secretary)
  const decide = (nicknameRule: string) =>
    app.api(secretary).call(decideContentReview, {
      params: { id: caseId },
      body: { decision: 'pass', version, nicknameRule },
    })
  expectError(await decide('nonsense'), 'request.invalid')
  await User.updateOne({ _id: author.id }, { $unset: { nickname: 1 } })
  expect(await findCase(secretary)).not.toHaveProperty('nickname')
  expectError(await decide('abuse'), 'request.invalid')
})

it.each(['13812345678', '加微信wang88', 'www.wang.vip', '3号楼502室'])(
  'that gives somebody away is not taken: %s',
  async (name) => {
    expectError(await takeNickname(name), 'nickname.telling')
    expect(await User.findById(author.id).lean()).toMatchObject({ nickname })
  },
)
