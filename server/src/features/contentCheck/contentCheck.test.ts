import { placeOf } from '@linli/shared/areas/areas'
import type { PushEvent } from '../../integrations/wechat/push.event'
import { noteCommands } from '../../test/countReads'
import { buildMedia } from '../../test/media.factory'
import { createTestDeps, type TestDeps } from '../../test/testApp'
import { buildResident, testAreas, type TestUser } from '../../test/users.factory'
import { Media } from '../media/media.model'
import { moveOutbox } from '../messages/outbox.mover'
import { InboxMessage } from '../messages/inboxMessage.model'
import { User } from '../users/user.model'
import { withdrawContent } from './contentCheck.case'
import { onContentDecided, type ContentDecision } from './contentCheck.events'
import { runContentChecks } from './contentCheck.job'
import { ContentCheck } from './contentCheck.model'
import { checkContent, takeMediaVerdict, type ContentToCheck } from './contentCheck.service'
import './contentCheck.setup'

let deps: TestDeps
let author: TestUser
let decisions: ContentDecision[]
let announce: () => void = () => undefined

onContentDecided('test', (decision) => {
  announce()
  decisions.push(decision)
  return Promise.resolve()
})

beforeEach(async () => {
  deps = createTestDeps()
  author = await buildResident()
  decisions = []
  announce = () => undefined
})

const ask = (overrides: Partial<ContentToCheck> = {}) =>
  checkContent(
    {
      subject: { kind: 'test', id: '1', field: 'words' },
      userId: author.id,
      place: placeOf(testAreas.community),
      texts: ['电梯坏了'],
      mediaIds: [],
      ...overrides,
    },
    deps,
  )

const run = (on = deps) => runContentChecks(on, { callMilliseconds: 50 })

const push = (traceId: string, verdict: 'pass' | 'review' | 'risky'): Promise<void> => {
  const event: Extract<PushEvent, { kind: 'mediaChecked' }> = {
    kind: 'mediaChecked',
    openid: author.openid,
    createdAt: deps.clock.now(),
    dedupeKey: `${traceId}:${verdict}`,
    traceId,
    verdict,
  }
  return takeMediaVerdict(event, deps)
}

const readState = async () => {
  const check = await ContentCheck.findOne().lean()
  return [check?.state, ...(check?.reasons ?? []).map(({ code }) => code)]
}

const buildPhoto = () => buildMedia({ ownerId: author._id, attachedTo: { kind: 'test', id: '1' } })

describe('words', () => {
  it('pass in the name of the mini program, wherever they were written, and the feature learns it', async () => {
    await User.updateOne(
      { _id: author.id },
      { $push: { openids: { $each: [{ appid: 'wx-other', openid: 'o-web' }], $position: 0 } } },
    )
    await ask({ texts: ['电梯坏了', ' ', '三号楼'] })
    expect(deps.ports.wechat.checkedTexts).toEqual([])
    await run()
    expect(deps.ports.wechat.checkedTexts).toEqual([
      { openid: author.openid, scene: 2, content: '电梯坏了\n三号楼' },
    ])
    expect(decisions).toEqual([
      {
        subject: { kind: 'test', id: '1', field: 'words' },
        state: 'pass',
        version: 1,
        userId: author.id,
        mediaIds: [],
      },
    ])
    await run()
    expect(decisions).toHaveLength(1)
  })

  it('are stored encrypted', async () => {
    await ask()
    expect(JSON.stringify(await ContentCheck.findOne().lean())).not.toContain('电梯')
  })

  it('are checked once, however often and from how many servers it is asked', async () => {
    await Promise.all(Array.from({ length: 6 }, () => ask()))
    await Promise.all(Array.from({ length: 4 }, () => run()))
    expect(await ContentCheck.countDocuments()).toBe(1)
    expect(deps.ports.wechat.checkedTexts).toHaveLength(1)
    expect(decisions).toHaveLength(1)
  })

  it('need no check when there are none', async () => {
    await ask({ texts: ['  '] })
    expect(await ContentCheck.countDocuments()).toBe(0)
  })

  it.each([
    ['risky', { verdict: 'risky', label: 10001 }, ['hidden', 'risky']],
    ['unsure', { verdict: 'review', label: 20003 }, ['review', 'suspicious']],
    ['61010', { verdict: 'review', uncheckedReason: 'notVisited' }, ['review', 'notVisited']],
  ] as const)('%s never pass', async (_, verdict, expected) => {
    deps.ports.wechat.textVerdict = verdict
    await ask()
    await run()
    expect(await readState()).toEqual(expected)
    expect(decisions.map(({ state }) => state)).toEqual([expected[0]])
  })

  it('of an author whom the mini program does not know go to review, and WeChat is not asked', async () => {
    await User.updateOne({ _id: author.id }, { $set: { openids: [{ appid: 'wx-other', openid: 'o-web' }] } })
    await ask()
    await run()
    expect(await readState()).toEqual(['review', 'noOpenid'])
    expect(deps.ports.wechat.checkedTexts).toEqual([])
  })

  it('tell the author when they were hidden, not why a machine thinks so', async () => {
    deps.ports.wechat.textVerdict = { verdict: 'risky', label: 10001 }
    await ask()
    await run()
    await moveOutbox(deps)
    await moveOutbox(deps)
    const messages = await InboxMessage.find({ userId: author.id }).lean()
    expect(messages.map(({ title }) => title)).toEqual(['您写的内容暂时没有公开'])
    expect(JSON.stringify(messages)).not.toMatch(/广告|risky/)
  })
})

describe('WeChat does not answer', () => {
  it.each([
    ['throws', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['says it failed', () => Promise.resolve({ verdict: 'review', uncheckedReason: 'failed' } as const)],
    ['never answers', () => new Promise<never>(() => undefined)],
  ])('it %s: asked again for half an hour, then review', async (_, checkText) => {
    deps.ports.wechat.checkText = checkText
    await ask()
    await run()
    expect(await readState()).toEqual(['pending'])
    deps.clock.advance(29, 'minutes')
    await run()
    expect(await readState()).toEqual(['pending'])
    deps.clock.advance(1, 'minutes')
    await run()
    expect(await readState()).toEqual(['review', 'failed'])
    expect(decisions.map(({ state }) => state)).toEqual(['review'])
  })

  it('and answers again a minute later: passed', async () => {
    const { checkText } = deps.ports.wechat
    deps.ports.wechat.checkText = () => Promise.reject(new Error('ECONNREFUSED'))
    await ask()
    await run()
    deps.ports.wechat.checkText = checkText
    await run()
    expect(deps.ports.wechat.checkedTexts).toEqual([])
    deps.clock.advance(1, 'minutes')
    await run()
    expect(await readState()).toEqual(['pass'])
  })

  it('of many a few are asked about, then it is left alone for a while, and all go to a person in time', async () => {
    let asked = 0
    deps.ports.wechat.checkText = () => {
      asked += 1
      return new Promise<never>(() => undefined)
    }
    const subjects = Array.from({ length: 40 }, (_, i) => ({ kind: 'test', id: String(i), field: 'words' }))
    let inserts = 0
    let finds = 0
    const note = ({ command }: { command: Record<string, unknown> }) => {
      if (command.insert === ContentCheck.collection.name) inserts += 1
      if (command.find === ContentCheck.collection.name) finds += 1
    }
    await noteCommands(note, () => Promise.all(subjects.map((subject) => ask({ subject }))))
    expect(inserts).toBeLessThan(10)
    // Once to find them, and once for each part of twenty.
    await noteCommands(note, () => run())
    expect(finds).toBe(3)
    expect(asked).toBe(10)
    deps.clock.advance(30, 'minutes')
    await run()
    expect(asked).toBe(10)
    expect(await ContentCheck.countDocuments({ state: 'review', caseState: 'open' })).toBe(40)
  })

  it('a server that died while asking leaves the check to another', async () => {
    await ask()
    const lease = new Date(deps.clock.now().getTime() + 5 * 60_000)
    await ContentCheck.updateOne({}, { $set: { nextAt: lease } })
    await run()
    expect(await readState()).toEqual(['pending'])
    deps.clock.advance(5, 'minutes')
    await run()
    expect(await readState()).toEqual(['pass'])
  })
})

describe('photos and recordings', () => {
  beforeEach(() => {
    deps.ports.wechat.checkMedia = (input) => {
      deps.ports.wechat.checkedMedia.push(input)
      return Promise.resolve({
        verdict: 'pending',
        traceId: `trace-${deps.ports.wechat.checkedMedia.length}`,
      })
    }
  })

  const checkOf = async (id: string) => (await Media.findById(id).lean())?.check

  it('wait for the push, by an address that WeChat can open', async () => {
    const { id } = await buildPhoto()
    await ask({ mediaIds: [id] })
    expect(await checkOf(id)).toBe('pending')
    await run()
    expect(deps.ports.wechat.checkedMedia).toEqual([
      {
        openid: author.openid,
        scene: 2,
        mediaType: 'image',
        mediaUrl: expect.stringMatching(
          /^http:\/\/127\.0\.0\.1:3000\/api\/media\/public\/[\w.-]+$/,
        ) as string,
      },
    ])
    expect(await readState()).toEqual(['pending'])
    await push('trace-1', 'pass')
    await run()
    expect(await readState()).toEqual(['pass'])
    expect(await checkOf(id)).toBe('pass')
    expect(decisions).toMatchObject([{ state: 'pass', mediaIds: [id] }])
    expect(deps.ports.wechat.checkedTexts).toHaveLength(1)
  })

  it('are decided together: one that is risky hides all', async () => {
    const [a, b] = [await buildPhoto(), await buildPhoto()]
    await ask({ mediaIds: [a.id, b.id] })
    await run()
    await push('trace-1', 'pass')
    await run()
    expect(await readState()).toEqual(['pending'])
    await push('trace-2', 'risky')
    await run()
    expect(await readState()).toEqual(['hidden', 'risky'])
    expect([await checkOf(a.id), await checkOf(b.id)]).toEqual(['hidden', 'hidden'])
  })

  it('take a push that comes before the answer that names it', async () => {
    const { id } = await buildPhoto()
    await push('trace-1', 'pass')
    await ask({ texts: [], mediaIds: [id] })
    await run()
    expect(await readState()).toEqual(['pass'])
  })

  it('do not mind pushes that come twice, contradict, come late, or name nothing', async () => {
    const { id } = await buildPhoto()
    await ask({ mediaIds: [id] })
    await run()
    await push('unknown', 'pass')
    await run()
    expect(await readState()).toEqual(['pending'])
    await Promise.all([push('trace-1', 'pass'), push('trace-1', 'pass')])
    await push('trace-1', 'risky')
    await Promise.all([run(), run()])
    await push('trace-1', 'pass')
    await run()
    expect(await readState()).toEqual(['pass'])
    expect(decisions).toHaveLength(1)
  })

  it('go to review when no push comes within half an hour, and a late one does not pass them', async () => {
    const { id } = await buildPhoto()
    await ask({ mediaIds: [id] })
    await run()
    deps.clock.advance(30, 'minutes')
    await run()
    expect(await readState()).toEqual(['review', 'noAnswer'])
    expect(await checkOf(id)).toBe('review')
    await push('trace-1', 'pass')
    await run()
    expect(await readState()).toEqual(['review', 'noAnswer'])
  })

  it('find nothing to decide once their author took them away, and count as waiting no more', async () => {
    const { id } = await buildPhoto()
    await ask({ mediaIds: [id] })
    await run()
    await withdrawContent({ kind: 'test', id: '1', field: 'words' }, deps)
    await push('trace-1', 'risky')
    deps.clock.advance(31, 'minutes')
    await run()
    await moveOutbox(deps)
    expect(await ContentCheck.findOne().lean()).toMatchObject({ caseState: 'withdrawn', state: 'hidden' })
    expect(decisions).toEqual([])
    expect(await InboxMessage.countDocuments()).toBe(0)
  })

  it('are handed in again when that failed, and reviewed when WeChat does not know the author', async () => {
    const { checkMedia } = deps.ports.wechat
    deps.ports.wechat.checkMedia = () => Promise.resolve({ verdict: 'review', uncheckedReason: 'failed' })
    const { id } = await buildPhoto()
    await ask({ mediaIds: [id] })
    await run()
    expect(await readState()).toEqual(['pending'])
    deps.clock.advance(1, 'minutes')
    deps.ports.wechat.checkMedia = checkMedia
    await run()
    await push('trace-1', 'pass')
    await run()
    expect(await readState()).toEqual(['pass'])

    deps.ports.wechat.checkMedia = () => Promise.resolve({ verdict: 'review', uncheckedReason: 'notVisited' })
    const second = await buildPhoto()
    await ask({ subject: { kind: 'test', id: '2', field: 'words' }, texts: [], mediaIds: [second.id] })
    await run()
    expect(await checkOf(second.id)).toBe('review')
  })

  it('that could not be converted are heard by a person first', async () => {
    const { id } = await buildMedia({
      ownerId: author._id,
      kind: 'voice',
      contentType: 'audio/webm',
      mustReview: true,
      attachedTo: { kind: 'test', id: '1' },
    })
    await ask({ mediaIds: [id] })
    await run()
    expect(await readState()).toEqual(['review', 'unconverted'])
    expect(deps.ports.wechat.checkedMedia).toEqual([])
  })
})

describe('telling the feature', () => {
  it('is repeated until it worked', async () => {
    announce = () => {
      throw new Error('the feature is not ready')
    }
    await ask()
    await run()
    expect(await readState()).toEqual(['pass'])
    expect(decisions).toEqual([])
    announce = () => undefined
    deps.clock.advance(5, 'minutes')
    await run()
    expect(decisions.map(({ state }) => state)).toEqual(['pass'])
  })

  it('ends with the latest decision, also when one was made while telling', async () => {
    const { id } = await buildPhoto()
    deps.ports.wechat.textVerdict = { verdict: 'review' }
    await ask({ mediaIds: [id] })
    let change: Promise<unknown> | undefined
    announce = () => {
      change ??= ContentCheck.updateOne(
        {},
        { $set: { state: 'pass', nextAt: deps.clock.now() }, $inc: { version: 1 } },
      ).exec()
    }
    await run()
    await change
    await run()
    await run()
    expect(decisions.at(-1)).toMatchObject({ state: 'pass', version: 2 })
    expect((await Media.findById(id).lean())?.check).toBe('pass')
    expect(await ContentCheck.countDocuments({ nextAt: { $exists: true } })).toBe(0)
  })
})
