import type { NeedActionInput } from '@linli/shared/needs/need.actions'
import type { NeedAction, NeedState } from '@linli/shared/needs/need.state'
import { buildUnit } from '../../test/areas.factory'
import {
  buildNeighbourhood,
  press,
  raiseNeed,
  readRecord,
  take,
  type Neighbourhood,
} from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  testAreas,
  type TestUser,
} from '../../test/users.factory'

let app: TestApp
let people: Neighbourhood
/** Two of each, for two people press at once; the resident has two phones. */
let pairs: Record<'holder' | 'desk' | 'street' | 'resident', [TestUser, TestUser]>
let otherPost: string

beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood()
  const unit = {
    unitId: people.unit.id,
    areaCode: testAreas.community,
    kind: 'property',
    name: '友谊物业',
  } as const
  pairs = {
    holder: [people.worker, await buildUnitStaff(unit)],
    desk: [people.secretary, await buildSecretary()],
    street: [people.officer, await buildStreetOfficer()],
    resident: [people.resident, people.resident],
  }
  otherPost = `unit:${(await buildUnit({ kind: 'station', name: '服务站' })).id}`
})

/** How a need is brought into a state, by the people who may. */
const ways: Partial<Record<NeedState, (id: string) => Promise<unknown>>> = {
  accepted: (id) => take(app, people.worker, id, { action: 'accept' }),
  awaitingResident: async (id) => {
    await ways.accepted?.(id)
    await take(app, people.worker, id, { action: 'ask', text: '几楼？' })
  },
  onHold: async (id) => {
    await ways.accepted?.(id)
    await take(app, people.secretary, id, { action: 'hold', reason: '等配件' })
  },
  resolved: async (id) => {
    await ways.accepted?.(id)
    await take(app, people.worker, id, { action: 'resolve', text: '换好了' })
  },
  closed: async (id) => {
    await ways.resolved?.(id)
    await take(app, people.resident, id, { action: 'confirm', outcome: 'solved', grade: 5 })
  },
  declined: (id) => take(app, people.secretary, id, { action: 'decline', reason: '不归社区管' }),
}

type Who = keyof typeof pairs
type Case = [NeedState, Who, NeedActionInput, Who?, NeedActionInput?]

const cases: Case[] = [
  ['assigned', 'holder', { action: 'accept' }],
  ['assigned', 'holder', { action: 'return', reason: 'notOurs' }],
  ['assigned', 'desk', { action: 'decline', reason: '不归社区管' }],
  ['assigned', 'resident', { action: 'withdraw' }, 'holder', { action: 'accept' }],
  ['accepted', 'holder', { action: 'resolve', text: '换好了' }],
  ['accepted', 'holder', { action: 'ask', text: '几楼？' }],
  [
    'accepted',
    'holder',
    { action: 'resolve', text: '换好了' },
    'holder',
    { action: 'return', reason: 'notOurs' },
  ],
  ['accepted', 'desk', { action: 'hold', reason: '等配件' }],
  ['accepted', 'street', { action: 'extend', until: '2026-12-30', reason: '配件要进口' }],
  [
    'accepted',
    'desk',
    { action: 'decline', reason: '不归社区管' },
    'holder',
    { action: 'resolve', text: '好了' },
  ],
  ['awaitingResident', 'resident', { action: 'answer', text: '三楼' }],
  ['awaitingResident', 'holder', { action: 'resume' }, 'resident', { action: 'answer', text: '三楼' }],
  ['onHold', 'holder', { action: 'resume' }],
  ['onHold', 'desk', { action: 'review', text: '还要等' }],
  ['resolved', 'resident', { action: 'confirm', outcome: 'solved', grade: 5 }],
  ['resolved', 'resident', { action: 'dispute', text: '还在漏' }],
  [
    'resolved',
    'resident',
    { action: 'confirm', outcome: 'solved', grade: 5 },
    'resident',
    { action: 'dispute', text: '还在漏' },
  ],
  ['closed', 'resident', { action: 'reopen', text: '又漏了' }],
  ['closed', 'resident', { action: 'reopen', text: '又漏了' }, 'desk', { action: 'reopen', text: '又漏了' }],
  ['declined', 'resident', { action: 'dispute', text: '就是归你们管' }],
]

/** Presses that see nothing of each other until both are under way. */
const pressBoth = (
  id: string,
  [who, first, other = who, second = first]: [Who, NeedActionInput, Who?, NeedActionInput?],
) => Promise.all([press(app, pairs[who][0], id, first), press(app, pairs[other][1], id, second)])

describe('two who press at once', () => {
  test.each(cases)('in %s, %s %j', async (state, ...pair) => {
    const { id } = await raiseNeed(app, people)
    await ways[state]?.(id)
    const before = await readRecord(id)
    const answers = await pressBoth(id, pair)
    const after = await readRecord(id)
    const done = answers.filter(({ status }) => status === 200).length
    const refused = answers.filter(({ status }) => [403, 404, 409].includes(status)).length
    // A look at what is on hold leaves it there: then both may have looked, one after the other.
    const isLeft = after.state === before.state
    expect([done, refused]).toEqual(isLeft && done === 2 ? [2, 0] : [1, 1])
    expect(after.history).toHaveLength(before.history.length + done)
    expect(after.version).toBe(before.version + done)
    const winner = answers[0].status === 200 ? pair[1] : (pair[3] ?? pair[1])
    expect(after.history.at(-1)?.action).toBe(winner.action satisfies NeedAction)
    expect(after.outbox.length).toBe(before.outbox.length + done)
  })

  test('to send it to two desks from the same page: it goes to one, also when one press comes much later', async () => {
    const { id } = await raiseNeed(app, people)
    const third = `unit:${(await buildUnit({ kind: 'department', name: '房管所' })).id}`
    const { post: holder } = await readRecord(id)
    const answers = await Promise.all([
      press(app, pairs.desk[0], id, { action: 'transfer', post: otherPost, holder }),
      press(app, pairs.desk[1], id, { action: 'transfer', post: third, holder }),
    ])
    answers.push(await press(app, pairs.desk[1], id, { action: 'assign', post: third, holder }))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const { post, history } = await readRecord(id)
    expect(history.filter(({ action }) => action === 'transfer')).toHaveLength(1)
    expect(post).toBe(answers[0].status === 200 ? otherPost : third)
  })

  test('to rate: the first grade stays', async () => {
    const { id } = await raiseNeed(app, people)
    await ways.resolved?.(id)
    await take(app, people.resident, id, { action: 'confirm', outcome: 'solved', grade: 5 })
    const answers = await pressBoth(id, ['resident', { action: 'rate', grade: 1 }])
    expect(answers.map(({ status }) => status)).toEqual([409, 409])
    expect((await readRecord(id)).rating?.grade).toBe(5)
  })

  test('with words that only add something lose none of them', async () => {
    const { id } = await raiseNeed(app, people)
    await ways.accepted?.(id)
    const answers = await Promise.all([
      press(app, people.resident, id, { action: 'supplement', text: '在三楼' }),
      press(app, people.worker, id, { action: 'note', text: '带梯子' }),
      press(app, pairs.holder[1], id, { action: 'note', text: '带电钻' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const words = (await readRecord(id)).history.map(({ text }) => text)
    expect(words).toEqual(expect.arrayContaining(['在三楼', '带梯子', '带电钻']))
  })
})
