import '../../database/mongoose'
import { placeOf } from '@linli/shared/areas/areas'
import { dryRunRoutingRules, type RuleInput } from '@linli/shared/routing/routingRule.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas, buildUnit } from '../../test/areas.factory'
import { buildCategory, buildRule } from '../../test/routing.factory'
import { makeConditions } from '../../test/routing.made'
import { startTestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildGridWorker,
  buildSecretary,
  buildUnitStaff,
  testAreas,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { registerPastNeeds, type PastNeed, type PastNeedsQuery } from './dryRun.service'
import { RoutingRule } from './routingRule.model'
import { RoutingStamp } from './routingStamp.model'

const { api } = startTestApp()
const { community, grid, neighbourCommunity, street } = testAreas
let asked: PastNeedsQuery | undefined
let past: PastNeed[] = []

function makeNeed(overrides: Partial<PastNeed> = {}): PastNeed {
  return {
    id: new Types.ObjectId().toString(),
    category: 'repair',
    place: placeOf(grid),
    at: new Date('2026-11-20T02:00:00Z'),
    answers: {},
    post: `triage:${community}`,
    isAboutSomeone: false,
    ...overrides,
  }
}

const makeRule = (target: RuleInput['target'], overrides: Partial<RuleInput> = {}): RuleInput => ({
  name: '试试',
  isOn: true,
  conditions: makeConditions(),
  target,
  ...overrides,
})
const span = { areaCode: community, from: '2026-11-01T00:00:00Z', to: '2026-11-23T00:00:00Z' }

beforeEach(async () => {
  await buildAreas()
  await buildCategory()
  past = []
  registerPastNeeds((query) => {
    asked = query
    return Promise.resolve(past)
  })
})

it('shows where past needs would have gone, by rule and in numbers, and changes nothing', async () => {
  const station = await buildUnit({ name: '友谊服务站' })
  await buildUnitStaff({ unitId: station.id, areaCode: community })
  await buildGridWorker()
  await buildRule({ kind: 'triage', level: 'community' })
  await buildRule({ kind: 'triage', level: 'street' }, { areaCode: street })
  const night = makeNeed({ at: new Date('2026-11-20T16:00:00Z'), post: `volunteer:${'a'.repeat(24)}` })
  past = [makeNeed(), night, makeNeed({ category: 'gone' }), makeNeed({ place: placeOf(community) })]
  const rules = [
    makeRule(
      { kind: 'unit', unitId: station.id },
      { conditions: makeConditions({ time: { days: 'daily', from: '22:00', to: '06:00' } }) },
    ),
    makeRule({ kind: 'grid' }),
  ]
  const before = [await RoutingRule.find().lean(), await RoutingStamp.find().lean()]
  const secretary = api(await buildSecretary())
  const answer = await secretary.ok(dryRunRoutingRules, { body: { ...span, rules } })
  expect(answer.items.map(({ before: from, after, ruleIndex }) => [from, after, ruleIndex])).toEqual([
    ['地方7001工作人员', '地方-G01网格员', 1],
    ['地方7001志愿者', '友谊服务站', 0],
    ['地方7001工作人员', '地方3007受理台', undefined],
  ])
  expect(answer.items[2]?.brokenReasons).toEqual(['placeUnknown'])
  expect([answer.checked, answer.changed]).toEqual([3, 3])
  expect(answer.counts.find(({ postName }) => postName === '友谊服务站')).toEqual({
    postName: '友谊服务站',
    before: 0,
    after: 1,
  })
  expect(asked).toEqual({
    areaCode: community,
    from: new Date(span.from),
    to: new Date(span.to),
    limit: 200,
  })
  expect([await RoutingRule.find().lean(), await RoutingStamp.find().lean()]).toEqual(before)
  expect(await AuditEntry.countDocuments()).toBe(0)
})

it('leaves out needs about someone, and tells nothing of volunteers', async () => {
  past = [makeNeed({ isAboutSomeone: true }), makeNeed({ post: `volunteer:${'a'.repeat(24)}` })]
  const secretary = api(await buildSecretary())
  const answer = await secretary.ok(dryRunRoutingRules, { body: { ...span, rules: [] } })
  expect(answer.checked).toBe(1)
  expect(JSON.stringify(answer)).not.toContain('aaaa')
})

it('is for those who keep the rules of the area, with units that exist', async () => {
  const body = { ...span, rules: [makeRule({ kind: 'unit', unitId: new Types.ObjectId().toString() })] }
  const secretary = api(await buildSecretary())
  expectError(await secretary.call(dryRunRoutingRules, { body }), 'routing.unit_unknown')
  const neighbour = api(await buildSecretary(neighbourCommunity))
  expectError(await neighbour.call(dryRunRoutingRules, { body }), 'access.denied')
  const worker = api(await buildCommunityWorker())
  expectError(await worker.call(dryRunRoutingRules, { body }), 'access.denied')
  expectError(await api().call(dryRunRoutingRules, { body }), 'session.required')
  expectError(
    await secretary.callLoose(dryRunRoutingRules, { body: { ...body, limit: 501 } }),
    'request.invalid',
  )
})
