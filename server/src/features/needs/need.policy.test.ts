import { needActions, needStates, type NeedAction, type NeedState } from '@linli/shared/needs/need.state'
import type { Role } from '@linli/shared/users/roles'
import { placeOf } from '@linli/shared/areas/areas'
import { always } from '@linli/shared/schedule'
import { Types } from 'mongoose'
import type { Actor } from '../users/actor'
import type { NeedRecord } from './need.model'
import {
  canSeeContact,
  findCommonArea,
  findParties,
  findSight,
  listActions,
  listDesksAbove,
} from './need.policy'

const unitId = '00000000000000000000aaaa'
const residentId = '000000000000000000000001'
const workerId = '000000000000000000000002'
const now = new Date('2026-11-23T02:00:00.000Z')
const day = 24 * 60 * 60 * 1000

/** A need in a state where every window is open and every counter at zero, held by a unit. */
function makeNeed(state: NeedState, changes: Partial<NeedRecord> = {}): NeedRecord {
  const isClosed = state === 'closed'
  return {
    _id: new Types.ObjectId(),
    state,
    open: !['closed', 'withdrawn', 'merged', 'declined'].includes(state),
    reporterId: new Types.ObjectId(residentId),
    ...placeOf('310113007001'),
    post: `unit:${unitId}`,
    triage: 'triage:310113007001',
    assignedBy: 'triage:310113007001',
    helpers: [],
    readers: ['triage:310113007001'],
    heldSince: now,
    clock: { acceptMinutes: 60, resolveMinutes: 600, isWorkingTime: false, schedule: always },
    resolveBy: new Date(now.getTime() + day),
    asks: 0,
    returns: 0,
    disputes: 0,
    extensions: 0,
    isCallbackDue: state === 'resolved' || isClosed,
    check: 'pass',
    isPublicPlace: false,
    isSensitive: false,
    supporters: [],
    ...(isClosed ? { closedAt: now, outcome: 'solved' as const } : {}),
    ...changes,
  } as unknown as NeedRecord
}

function makeActor(userId: string, ...held: { role: Role; areaCode?: string; unitId?: string }[]): Actor {
  const memberships = held.map(({ role, areaCode, unitId: unit }) => ({
    id: userId,
    role,
    areaCode,
    unitId: unit,
    name: '',
    place: placeOf(areaCode ?? '310113007001'),
  }))
  return { userId, sessionId: '', displayName: '', level: 'verified', community: '310113007001', memberships }
}

const roles = {
  resident: makeActor(residentId),
  worker: makeActor(workerId, { role: 'unitStaff', unitId }),
  otherUnit: makeActor('000000000000000000000003', { role: 'unitStaff', unitId: '00000000000000000000bbbb' }),
  secretary: makeActor('000000000000000000000004', { role: 'secretary', areaCode: '310113007001' }),
  communityWorker: makeActor('000000000000000000000005', {
    role: 'communityWorker',
    areaCode: '310113007001',
  }),
  gridWorker: makeActor('000000000000000000000006', { role: 'gridWorker', areaCode: '310113007001-G01' }),
  buildingLeader: makeActor('000000000000000000000007', {
    role: 'buildingLeader',
    areaCode: '310113007001-B001',
  }),
  volunteer: makeActor('000000000000000000000008', { role: 'volunteer', areaCode: '310113007001' }),
  streetOfficer: makeActor('000000000000000000000009', { role: 'streetOfficer', areaCode: '310113007' }),
  districtOfficer: makeActor('00000000000000000000000a', { role: 'districtOfficer', areaCode: '310113' }),
  administrator: makeActor('00000000000000000000000b', { role: 'administrator', areaCode: '310113' }),
  neighbour: makeActor('00000000000000000000000c'),
  farSecretary: makeActor('00000000000000000000000d', { role: 'secretary', areaCode: '310113007002' }),
  farStreetOfficer: makeActor('00000000000000000000000e', { role: 'streetOfficer', areaCode: '310113008' }),
}
type Who = keyof typeof roles

const desk: Partial<Record<NeedState, NeedAction[]>> = {
  assigned: ['transfer', 'recategorise', 'setSubject', 'note', 'decline', 'merge'],
  accepted: ['transfer', 'recategorise', 'setSubject', 'note', 'hold', 'decline', 'merge'],
  awaitingResident: ['transfer', 'note'],
  onHold: ['transfer', 'note', 'review', 'resume'],
  resolved: ['note', 'dispute', 'callback'],
  closed: ['reopen', 'callback'],
}
const rank: Partial<Record<NeedState, NeedAction[]>> = Object.fromEntries(
  ['assigned', 'accepted', 'awaitingResident', 'onHold'].map((state) => [state, ['extend', 'supervise']]),
)
/** Every role that may do anything, in every state; whoever is not named may do nothing at all. */
const expected: Partial<Record<Who, Partial<Record<NeedState, NeedAction[]>>>> = {
  resident: {
    submitted: ['withdraw', 'supplement'],
    assigned: ['withdraw', 'supplement'],
    accepted: ['supplement'],
    awaitingResident: ['supplement', 'answer'],
    onHold: ['supplement'],
    resolved: ['supplement', 'confirm', 'dispute'],
    closed: ['rate', 'reopen'],
    declined: ['dispute'],
  },
  worker: {
    assigned: ['accept', 'return', 'recategorise', 'setSubject', 'note'],
    accepted: ['return', 'recategorise', 'setSubject', 'note', 'ask', 'resolve'],
    awaitingResident: ['note', 'resume', 'resolve'],
    onHold: ['note', 'resume', 'resolve'],
    resolved: ['note'],
  },
  secretary: desk,
  communityWorker: desk,
  streetOfficer: rank,
  districtOfficer: rank,
}

describe('state × action × role', () => {
  for (const state of needStates)
    for (const who of Object.keys(roles) as Who[])
      test(`${state} × ${who}`, () => {
        const actions = listActions(roles[who], makeNeed(state), now)
        expect([...actions].sort()).toEqual([...(expected[who]?.[state] ?? [])].sort())
      })
})

type Table = Partial<Record<NeedState, NeedAction[]>>

/** A higher desk that it was escalated to: what the desk may, and what rank may. */
const aboveDesk: Table = {
  ...desk,
  ...Object.fromEntries(
    (['assigned', 'accepted', 'awaitingResident', 'onHold'] as const).map((state) => [
      state,
      [...(desk[state] ?? []), 'extend', 'supervise'],
    ]),
  ),
}
/** A desk with the work in its own hands gives it away by `assign`, and has nobody to return it to. */
const deskHolding: Table = {
  assigned: ['accept', 'assign', 'recategorise', 'setSubject', 'note', 'decline', 'merge'],
  accepted: ['recategorise', 'setSubject', 'note', 'ask', 'hold', 'resolve', 'decline', 'merge'],
  awaitingResident: ['note', 'resume', 'resolve'],
  onHold: ['note', 'review', 'resume', 'resolve'],
  resolved: ['note', 'dispute', 'callback'],
  closed: ['reopen', 'callback'],
}
const own = (role: Role, areaCode: string, userId = '0000000000000000000000a1') =>
  makeActor(userId, { role, areaCode })
const about = (kind: 'unit' | 'user', id: string) => ({
  subject: { kind, id: new Types.ObjectId(id), name: '', areaCode: '310113007001' },
})
const atDesk = (code: string, post?: string) =>
  ({
    triage: `triage:${code}`,
    readers: [`triage:${code}`],
    assignedBy: `triage:${code}`,
    ...(post ? { post } : {}),
  }) as Partial<NeedRecord>
const atTop = {
  ...{ post: 'admin:310113', triage: 'admin:310113', assignedBy: 'admin:310113', readers: [] },
} as unknown as Partial<NeedRecord>
const escalated = {
  escalatedTo: 'triage:310113007',
  readers: ['triage:310113007001', 'triage:310113007'],
} as Partial<NeedRecord>
const person = '0000000000000000000000b1'

/** Every other way in which someone can stand to a need, and all they may do then in every state. */
const capacities: [string, Actor, Partial<NeedRecord>, Table | undefined][] = [
  ['grid worker who holds it', roles.gridWorker, { post: 'grid:310113007001-G01' }, expected.worker],
  [
    'building leader who holds it',
    roles.buildingLeader,
    { post: 'building:310113007001-B001' },
    expected.worker,
  ],
  ['volunteer who has it', roles.volunteer, { post: `volunteer:${roles.volunteer.userId}` }, expected.worker],
  ['volunteer of its pool', roles.volunteer, { post: 'pool:310113007001' }, { assigned: ['claim'] }],
  [
    'other volunteer',
    own('volunteer', '310113007001'),
    { post: `volunteer:${roles.volunteer.userId}` },
    undefined,
  ],
  ['volunteer of another pool', own('volunteer', '310113007002'), { post: 'pool:310113007001' }, undefined],
  ['secretary whose desk holds it', roles.secretary, { post: 'triage:310113007001' }, deskHolding],
  [
    'community worker whose desk holds it',
    roles.communityWorker,
    { post: 'triage:310113007001' },
    deskHolding,
  ],
  ['street it was escalated to', roles.streetOfficer, escalated, aboveDesk],
  ['district above that', roles.districtOfficer, escalated, rank],
  ['street as the desk', roles.streetOfficer, atDesk('310113007'), desk],
  ['street that holds it', roles.streetOfficer, atDesk('310113007', 'triage:310113007'), deskHolding],
  ['secretary below that desk', roles.secretary, atDesk('310113007'), undefined],
  ['district that holds it', roles.districtOfficer, atDesk('310113', 'triage:310113'), deskHolding],
  ['administrator who holds it', roles.administrator, atTop, deskHolding],
  ['district officer beside the administrators', roles.districtOfficer, atTop, undefined],
  [
    'helper',
    roles.gridWorker,
    { helpers: [{ post: 'grid:310113007001-G01', name: '' }], readers: ['grid:310113007001-G01'] },
    Object.fromEntries(
      ['assigned', 'accepted', 'awaitingResident', 'onHold', 'resolved'].map((state) => [state, ['note']]),
    ),
  ],
  ['supporter', roles.neighbour, { supporters: [new Types.ObjectId(roles.neighbour.userId)] }, undefined],
  ['guest who raised it', { ...roles.resident, level: 'guest' }, {}, expected.resident],
  [
    'whom it is for',
    { ...roles.neighbour, personId: person },
    { personId: new Types.ObjectId(person) },
    expected.resident,
  ],
  ['secretary it is about', roles.secretary, about('user', roles.secretary.userId), undefined],
  ['holder it is about', roles.worker, about('user', roles.worker.userId), undefined],
  ['rank it is about', roles.streetOfficer, about('user', roles.streetOfficer.userId), undefined],
  ['staff of the unit it is about', roles.worker, about('unit', unitId), undefined],
  [
    'desk of someone who also works there, off duty',
    { ...roles.secretary, worksIn: [unitId] },
    about('unit', unitId),
    undefined,
  ],
  [
    'author who works there',
    { ...roles.resident, worksIn: [unitId] },
    about('unit', unitId),
    expected.resident,
  ],
]

describe('state × action × capacity', () => {
  for (const state of needStates)
    for (const [name, actor, changes, table] of capacities)
      test(`${state} × ${name}`, () => {
        const actions = listActions(actor, makeNeed(state, changes), now)
        expect([...actions].sort()).toEqual([...(table?.[state] ?? [])].sort())
      })

  test('together they reach every action of the table but those that a count or a window opens', () => {
    const tables = [...Object.values(expected), ...capacities.map(([, , , table]) => table)]
    const reached = new Set(tables.flatMap((table) => Object.values(table ?? {}).flat()))
    // Tested among the guards.
    expect(needActions.filter((action) => !reached.has(action))).toEqual(['coordinate', 'close'])
  })
})

describe('guards', () => {
  const can = (who: Who, action: NeedAction, need: NeedRecord, at = now): boolean =>
    listActions(roles[who], need, at).includes(action)

  test('work is returned within its window only, and never by the desk that assigned it', () => {
    const late = new Date(now.getTime() + 9 * 60 * 60 * 1000)
    expect(can('worker', 'return', makeNeed('assigned'), late)).toBe(false)
    const own = makeNeed('assigned', { post: 'triage:310113007001' })
    expect(can('secretary', 'return', own)).toBe(false)
    expect(can('secretary', 'assign', own)).toBe(true)
  })

  test('after two returns the desk names one lead, and nothing else', () => {
    const need = makeNeed('assigned', { returns: 2, post: 'triage:310113007001' })
    expect(can('secretary', 'coordinate', need)).toBe(true)
    expect(can('secretary', 'assign', need) || can('secretary', 'transfer', need)).toBe(false)
  })

  test('asked twice, extended once, rated once, reopened within thirty days', () => {
    expect(can('worker', 'ask', makeNeed('accepted', { asks: 2 }))).toBe(false)
    expect(can('streetOfficer', 'extend', makeNeed('accepted', { extensions: 1 }))).toBe(false)
    const rated = makeNeed('closed', { rating: { grade: 5, reasons: [], at: now } })
    expect(can('resident', 'rate', rated)).toBe(false)
    const day30 = new Date(now.getTime() + 30 * day)
    expect(can('resident', 'reopen', makeNeed('closed'), day30)).toBe(true)
    expect(can('resident', 'reopen', makeNeed('closed'), new Date(day30.getTime() + 1))).toBe(false)
  })

  test('nobody judges his own work: neither as resident nor as the one who calls back', () => {
    const own = { resolvedBy: new Types.ObjectId(residentId) }
    expect(can('resident', 'confirm', makeNeed('resolved', own))).toBe(false)
    const bySecretary = makeNeed('resolved', { resolvedBy: new Types.ObjectId(roles.secretary.userId) })
    expect(can('secretary', 'callback', bySecretary)).toBe(false)
    expect(can('communityWorker', 'callback', bySecretary)).toBe(true)
  })

  test('a desk ends it by itself only after the second dispute, when it has it in hand', () => {
    expect(
      can('secretary', 'close', makeNeed('assigned', { post: 'triage:310113007001', disputes: 1 })),
    ).toBe(false)
    expect(
      can('secretary', 'close', makeNeed('assigned', { post: 'triage:310113007001', disputes: 2 })),
    ).toBe(true)
    expect(can('secretary', 'close', makeNeed('assigned', { disputes: 2 }))).toBe(false)
  })
})

describe('sight', () => {
  test('all to those who have to do with it, numbers to rank, nothing to others', () => {
    const need = makeNeed('accepted')
    const sights = Object.fromEntries(
      (Object.keys(roles) as Who[]).map((who) => [who, findSight(roles[who], need)]),
    )
    expect(sights).toEqual({
      resident: 'all',
      worker: 'all',
      otherUnit: 'none',
      secretary: 'all',
      communityWorker: 'all',
      gridWorker: 'none',
      buildingLeader: 'none',
      volunteer: 'none',
      streetOfficer: 'numbers',
      districtOfficer: 'numbers',
      administrator: 'none',
      neighbour: 'none',
      farSecretary: 'none',
      farStreetOfficer: 'none',
    })
  })

  test('the level it was escalated to reads it all; a reason opens it to rank', () => {
    const escalated = makeNeed('accepted', {
      escalatedTo: 'triage:310113007',
      readers: ['triage:310113007001', 'triage:310113007'],
    })
    expect(findSight(roles.streetOfficer, escalated)).toBe('all')
    expect(findSight(roles.districtOfficer, escalated)).toBe('numbers')
    expect(findSight(roles.districtOfficer, escalated, true)).toBe('all')
    expect(findSight(roles.neighbour, escalated, true)).toBe('none')
  })

  test('volunteers of the pool read the words but not the contact, until one has it', () => {
    const inPool = makeNeed('assigned', { post: 'pool:310113007001' })
    expect(findSight(roles.volunteer, inPool)).toBe('pool')
    expect(canSeeContact(roles.volunteer, inPool)).toBe(false)
    const taken = makeNeed('accepted', { post: `volunteer:${roles.volunteer.userId}` })
    expect(canSeeContact(roles.volunteer, taken)).toBe(true)
  })

  test('contact: the holder until it is done, the desk until it has ended, later and to rank with a reason only', () => {
    const seers = (state: NeedState, hasReason: boolean) =>
      (Object.keys(roles) as Who[]).filter((who) => canSeeContact(roles[who], makeNeed(state), hasReason))
    const atDesk = ['secretary', 'communityWorker']
    const above = ['streetOfficer', 'districtOfficer']
    for (const state of needStates) {
      const isOpen = !['closed', 'withdrawn', 'merged', 'declined'].includes(state)
      const holder = isOpen && state !== 'resolved' ? ['worker'] : []
      expect({ state, who: seers(state, false) }).toEqual({
        state,
        who: isOpen ? [...holder, ...atDesk] : [],
      })
      expect({ state, who: seers(state, true) }).toEqual({ state, who: [...holder, ...atDesk, ...above] })
    }
  })

  test('a public one is shared with the community after its check, a sensitive one never', () => {
    const shared = makeNeed('assigned', { isPublicPlace: true })
    expect(findSight(roles.neighbour, shared)).toBe('shared')
    expect(findSight(roles.neighbour, { ...shared, check: 'pending' })).toBe('none')
    expect(findSight(roles.neighbour, { ...shared, isSensitive: true })).toBe('none')
    expect(findSight({ ...roles.neighbour, community: '310113007002' }, shared)).toBe('none')
  })

  test('whoever a complaint is about stands nowhere, whatever else they hold', () => {
    const subject = {
      kind: 'user' as const,
      id: new Types.ObjectId(roles.secretary.userId),
      name: '',
      areaCode: '310113007001',
    }
    const need = makeNeed('assigned', { subject })
    expect(findParties(roles.secretary, need)).toEqual([])
    expect(findSight(roles.secretary, need, true)).toBe('none')
    const ofUnit = { ...subject, kind: 'unit' as const, id: new Types.ObjectId(unitId) }
    expect(findSight(roles.worker, makeNeed('accepted', { subject: ofUnit }))).toBe('none')
    for (const action of needActions) expect(listActions(roles.secretary, need, now)).not.toContain(action)
  })
})

describe('levels', () => {
  test('desks above, lowest first', () => {
    expect(listDesksAbove('triage:310113007001')).toEqual(['triage:310113007', 'triage:310113'])
    expect(listDesksAbove('triage:310113')).toEqual([])
  })

  test('the lowest common level of those who returned it', () => {
    expect(findCommonArea(['310113007001-G01', '310113007001'])).toBe('310113007001')
    expect(findCommonArea(['310113007001', '310113007'])).toBe('310113007')
    expect(findCommonArea(['310113007001', '310113008001'])).toBe('310113')
  })
})
