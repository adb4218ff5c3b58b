import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { sensitiveWordContracts } from '@linli/shared/contentCheck/sensitiveWord.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { buildNeighbour, settleForum, writePost } from '../../test/forum.factory'
import { killAfter } from '../../test/killAfter'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, buildStreetOfficer, testAreas, type TestUser } from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { ForumPost } from '../forum/post.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { Report } from './report.model'

const {
  listContentReviews,
  decideContentReview,
  claimContentReview,
  liftContentReview,
  appealContentReview,
} = contentReviewContracts
const { addSensitiveWords, listSensitiveWords, removeSensitiveWord } = sensitiveWordContracts
const { reportContent, muteAuthor, endMute } = moderationContracts
const areaCode = testAreas.community

let app: TestApp
let author: TestUser
let reader: TestUser
let secretary: TestUser

beforeEach(async () => {
  app = startTestApp()
  secretary = await buildSecretary()
  await buildStreetOfficer()
  reader = await buildNeighbour(app)
  // Signed in: that is no change of what is looked at.
  for (const user of [secretary, reader]) await app.api(user).ok(postContracts.listMyPosts)
})

type Press = () => Promise<{ status: number }>

const report = (id: string) =>
  app.api(reader).call(reportContent, { body: { kind: 'forumPost', id, reason: 'ad' } })

async function buildReported() {
  const id = await writePost(app, author)
  await report(id)
  const [found] = (await app.api(secretary).ok(listContentReviews)).items
  return { params: { id: found?.id ?? '' }, version: found?.version ?? 0 }
}

async function buildHidden() {
  const { params, version } = await buildReported()
  await app
    .api(secretary)
    .ok(decideContentReview, { params, body: { decision: 'hide', rule: 'ad', version } })
  await settleForum(app.deps)
  return params
}

async function buildMuted() {
  const { id } = await buildHidden()
  return app.api(secretary).ok(muteAuthor, { body: { caseId: id, days: 1 } })
}

const act = (action: 'pin' | 'lock') => async (): Promise<Press> => {
  const params = { id: await writePost(app, author) }
  return () => app.api(secretary).call(postContracts.actOnPost, { params, body: { action } })
}

const decide = (decision: { decision: 'pass' } | { decision: 'hide'; rule: string }) => async () => {
  const { params, version } = await buildReported()
  const body = { ...decision, version }
  return () => app.api(secretary).call(decideContentReview, { params, body })
}

interface Step {
  prepare: () => Promise<Press>
  /** Its line in the log. */
  line?: string
  /** Of which its author hears. */
  told?: string
  /** What the second press is answered, which comes after the first was done. */
  again?: number
  /** The second press is one of its own. */
  isRenewed?: boolean
}

const steps: Record<string, Step> = {
  'a report': {
    prepare: async () => {
      const id = await writePost(app, author)
      return () => report(id)
    },
  },
  'a claim': {
    line: 'content.claimed',
    isRenewed: true,
    prepare: async () => {
      const { params } = await buildReported()
      return () => app.api(secretary).call(claimContentReview, { params, body: { isOn: true } })
    },
  },
  'that it stays': { line: 'content.passed', told: 'content.passed', prepare: decide({ decision: 'pass' }) },
  'that it goes': {
    ...{ line: 'content.hidden', told: 'content.hidden' },
    prepare: decide({ decision: 'hide', rule: 'ad' }),
  },
  'the way to the level above': {
    line: 'content.lifted',
    prepare: async () => {
      const { params, version } = await buildReported()
      return () => app.api(secretary).call(liftContentReview, { params, body: { version } })
    },
  },
  'an appeal': {
    prepare: async () => {
      const params = await buildHidden()
      return () => app.api(author).call(appealContentReview, { params, body: { text: '是送人的。' } })
    },
  },
  'a mute': {
    ...{ line: 'forum.muted', told: 'forum.muted' },
    prepare: async () => {
      const { id } = await buildHidden()
      const requestKey = `mute-${id}`
      return () => app.api(secretary).call(muteAuthor, { body: { caseId: id, days: 1 }, requestKey })
    },
  },
  'the end of a mute': {
    ...{ line: 'forum.unmuted', told: 'forum.unmuted' },
    prepare: async () => {
      const { id } = await buildMuted()
      return () => app.api(secretary).call(endMute, { params: { id } })
    },
  },
  'a pin': { line: 'forum.pin', prepare: act('pin') },
  'a lock': { line: 'forum.lock', prepare: act('lock') },
  'a word to watch for': {
    line: 'sensitiveWords.added',
    prepare: () => {
      const body = { areaCode, words: [`词${author.id}`] }
      return Promise.resolve(() => app.api(secretary).call(addSensitiveWords, { body }))
    },
  },
  'a word taken out': {
    line: 'sensitiveWords.removed',
    again: 404,
    prepare: async () => {
      await app.api(secretary).ok(addSensitiveWords, { body: { areaCode, words: [`词${author.id}`] } })
      const { items } = await app.api(secretary).ok(listSensitiveWords, { query: { areaCode } })
      const params = { id: items[0]?.id ?? '' }
      return () => app.api(secretary).call(removeSensitiveWord, { params })
    },
  },
}

/** Servers that die a change later each time, and the press that is sent again to the next: until one gets through. */
it.each(Object.entries(steps))(
  '%s is done, logged and told once, wherever the server dies',
  async (_, step) => {
    const { prepare, line, told, again = 200, isRenewed = false } = step
    const countLines = () => AuditEntry.countDocuments({ action: line ?? 'none' })
    let isKilled = true
    for (let changes = 1; isKilled; changes += 1) {
      author = await buildNeighbour(app)
      await app.api(author).ok(postContracts.listMyPosts)
      const press = await prepare()
      const before = await countLines()
      isKilled = await killAfter(changes, press)
      app.deps.clock.advance(2, 'minutes')
      const wasDone = (await countLines()) > before
      const { status } = await press()
      expect([changes, status < 300 ? 200 : status]).toEqual([changes, wasDone ? again : 200])
      await settleForum(app.deps)
      const lines = line === undefined ? 0 : wasDone && isRenewed ? 2 : 1
      expect([changes, (await countLines()) - before]).toEqual([changes, lines])
      if (told !== undefined)
        expect(await InboxMessage.countDocuments({ userId: author.id, event: told })).toBe(1)
      for (const { history, subjectId } of await ContentCheck.find({ userId: author.id }).lean()) {
        expect(history.length).toBeLessThanOrEqual(1)
        expect(await Report.countDocuments({ subjectId })).toBeLessThanOrEqual(1)
      }
      // What waits, or stands on top, is out of the way of the next.
      await ContentCheck.updateMany({ userId: author.id }, { $unset: { rank: 1 } })
      await ForumPost.updateMany({ authorId: author.id }, { $unset: { pinnedAt: 1 } })
    }
  },
)
