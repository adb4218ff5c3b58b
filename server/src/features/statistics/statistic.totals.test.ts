import { statisticsContracts } from '@linli/shared/statistics/statistics.contract'
import fc from 'fast-check'
import { Types } from 'mongoose'
import { buildAreas } from '../../test/areas.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildDistrictOfficer, testAreas, type TestUser } from '../../test/users.factory'
import { Need } from '../needs/need.model'
import { countNeeds, markForCounting } from './statistic.count'
import { NeedCount, StatisticMonth } from './statistic.model'

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

const read = (user: TestUser, query: object) => app.api(user).ok(statisticsContracts.getStatistics, { query })

describe('totals', () => {
  const places = [testAreas.community, testAreas.neighbourCommunity, testAreas.farCommunity]
  const states = [
    'assigned',
    'accepted',
    'awaitingResident',
    'onHold',
    'resolved',
    'closed',
    'withdrawn',
    'merged',
    'declined',
  ] as const
  const openStates = ['assigned', 'accepted', 'awaitingResident', 'onHold', 'resolved']
  const spec = fc.record({
    place: fc.nat(2),
    category: fc.constantFrom('repair', 'noise'),
    source: fc.constantFrom('self' as const, 'counter' as const, 'patrol' as const),
    state: fc.constantFrom(...states),
    outcome: fc.constantFrom(
      'solved' as const,
      'partly' as const,
      'notSolved' as const,
      'notConfirmed' as const,
    ),
    isOnTime: fc.boolean(),
    isLate: fc.boolean(),
    grade: fc.option(fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, 5 as const), {
      nil: undefined,
    }),
    raisedAgo: fc.integer({ min: 10, max: 80 }),
    tookDays: fc.integer({ min: 0, max: 9 }),
    subject: fc.constantFrom(undefined, 'community', 'street', 'district'),
    events: fc.array(fc.constantFrom('reopen' as const, 'dispute' as const, 'escalate' as const), {
      maxLength: 4,
    }),
  })
  type Spec = typeof spec extends fc.Arbitrary<infer T> ? T : never
  const day = 24 * 60 * 60 * 1000

  function toRecord(s: Spec, _id: Types.ObjectId, now: Date) {
    const community = places[s.place] ?? places[0] ?? ''
    const raisedAt = new Date(now.getTime() - s.raisedAgo * day)
    const endedAt = new Date(raisedAt.getTime() + s.tookDays * day)
    const isEnded = !openStates.includes(s.state)
    const isDone = s.state === 'resolved' || s.state === 'closed'
    const subjectCodes = { community, street: community.slice(0, 9), district: community.slice(0, 6) }
    return {
      _id,
      version: 1,
      kind: 'request',
      source: s.source,
      state: s.state,
      open: !isEnded,
      category: { code: s.category, name: s.category, icon: 'wrench' },
      createdBy: _id,
      requestKey: _id.toString(),
      district: community.slice(0, 6),
      street: community.slice(0, 9),
      community,
      post: `triage:${community}`,
      postArea: community,
      triage: `triage:${community}`,
      createdAt: raisedAt,
      releasedAt: raisedAt,
      resolveBy: new Date(now.getTime() + (s.isLate ? -day : day)),
      check: 'pass',
      ...(isDone ? { resolvedAt: endedAt, isOnTime: s.isOnTime } : {}),
      ...(isEnded ? { closedAt: endedAt } : {}),
      ...(s.state === 'closed' ? { outcome: s.outcome } : {}),
      ...(s.state === 'closed' && s.grade ? { rating: { grade: s.grade, reasons: [], at: endedAt } } : {}),
      ...(s.subject
        ? { subject: { kind: 'unit', id: _id, name: '单位', areaCode: subjectCodes[s.subject] } }
        : {}),
      history: s.events.map((action, i) => ({
        id: `${_id.toString()}${i}`,
        at: endedAt,
        action,
        from: 'accepted',
        to: 'accepted',
      })),
    }
  }

  /** Counted a second way, from the list of what was made up. */
  function countByHand(specs: readonly Spec[], isInArea: (s: Spec) => boolean) {
    const mine = specs.filter((s) => isInArea(s) && s.source !== 'patrol')
    const closed = mine.filter(({ state }) => state === 'closed')
    const rated = closed.filter(({ grade }) => grade !== undefined)
    const is = (list: readonly Spec[], f: (s: Spec) => boolean) => list.filter(f).length
    const eventsOf = (name: string) => mine.flatMap(({ events }) => events).filter((e) => e === name).length
    const overdue = is(mine, (s) => s.isLate && (s.state === 'assigned' || s.state === 'accepted'))
    const found = specs.filter((s) => isInArea(s) && s.source === 'patrol')
    return {
      created: mine.length,
      open: is(mine, ({ state }) => openStates.includes(state)),
      overdue,
      closed: closed.length,
      onTime: { part: is(closed, ({ isOnTime }) => isOnTime), of: closed.length + overdue },
      solved: {
        part: is(closed, ({ outcome }) => outcome === 'solved'),
        of: is(closed, ({ outcome }) => outcome !== 'notConfirmed'),
      },
      reopened: { part: eventsOf('reopen'), of: closed.length },
      disputes: eventsOf('dispute'),
      escalations: eventsOf('escalate'),
      ratings: rated.length,
      ratingSum: rated.reduce((sum, { grade = 0 }) => sum + grade, 0),
      found: {
        raised: found.length,
        closed: is(found, ({ state }) => !openStates.includes(state)),
        open: is(found, ({ state }) => openStates.includes(state)),
      },
    }
  }

  const levels = ['district', 'street', 'community']
  const isAbove = (area: string, { subject }: Spec): boolean =>
    subject === undefined || levels.indexOf(subject) > Math.floor(area.length / 3) - 2

  test('agree with a second way of counting, at every level, after any two histories of every need', async () => {
    await buildAreas()
    const officer = await buildDistrictOfficer()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(spec, spec), { minLength: 1, maxLength: 12 }), async (pairs) => {
        for (const model of [Need, NeedCount, StatisticMonth]) await model.collection.deleteMany({})
        const now = app.deps.clock.now()
        const ids = pairs.map(() => new Types.ObjectId())
        for (const round of [0, 1] as const) {
          const specs = pairs.map((pair) => pair[round])
          await Need.collection.deleteMany({})
          await Need.collection.insertMany(
            specs.map((s, i) => toRecord(s, ids[i] ?? new Types.ObjectId(), now)),
          )
          for (const id of ids) await markForCounting(id)
          await countNeeds(app.deps)
          for (const area of [testAreas.district, testAreas.street, ...places]) {
            const { figures: f } = await read(officer, { area, from: '2026-01-01', to: '2026-12-31' })
            const isInArea = (s: Spec) => (places[s.place] ?? '').startsWith(area) && isAbove(area, s)
            const { ratings, ratingSum, ...expected } = countByHand(specs, isInArea)
            expect(f).toMatchObject(expected)
            expect(f.rating.count).toBe(ratings)
            expect(Math.round((f.rating.average ?? 0) * 100)).toBe(
              ratings === 0 ? 0 : Math.round((ratingSum / ratings) * 100),
            )
            expect(f.created).toBe(f.open + f.closed + f.withdrawn + f.merged + f.declined)
            const { solved, partly, notSolved, notConfirmed } = f.outcomes
            expect(f.closed).toBe(solved + partly + notSolved + notConfirmed)
          }
        }
      }),
      { numRuns: 15 },
    )
  }, 120_000)
})
