import { mustReachKinds, noticeDesks, noticeKinds } from './notice'
import {
  availableNoticeActions,
  findNoticeTransition,
  noticeActions,
  noticeParties,
  noticeStates,
  noticeStepTargets,
  publicNoticeStates,
} from './notice.state'

/** The table once more, written apart: state, action, who → next state. */
const expected = new Set([
  'draft edit writer draft',
  'draft submit writer submitted',
  'draft discard writer discarded',
  'draft discard spokesperson discarded',
  'submitted recall writer draft',
  'submitted approve approver approved',
  'submitted sendBack approver draft',
  'approved recall writer draft',
  'approved sendBack approver draft',
  'approved sendBack spokesperson draft',
  'approved sign spokesperson scheduled',
  'scheduled recall writer draft',
  'scheduled recall spokesperson draft',
  'published withdraw spokesperson withdrawn',
  'published withdraw approver withdrawn',
  'published correct writer published',
  'published correct desk published',
  'published correct spokesperson published',
  'published recordReach desk published',
  'published recordReach helper published',
  'expired withdraw spokesperson withdrawn',
  'expired withdraw approver withdrawn',
  'expired correct writer expired',
  'expired correct desk expired',
  'expired correct spokesperson expired',
  'expired recordReach desk expired',
  'expired recordReach helper expired',
  'withdrawn correct writer withdrawn',
  'withdrawn correct desk withdrawn',
  'withdrawn correct spokesperson withdrawn',
  'withdrawn recordReach desk withdrawn',
  'withdrawn recordReach helper withdrawn',
])

it.each(noticeStates)('a notice that is %s takes what the table says, from whom it says', (state) => {
  for (const party of noticeParties) {
    const lines = [...expected].filter((line) => line.startsWith(`${state} `) && line.includes(` ${party} `))
    expect(availableNoticeActions(state, [party])).toEqual(
      noticeActions.filter((action) => lines.some((line) => line.startsWith(`${state} ${action} `))),
    )
    for (const action of availableNoticeActions(state, [party]))
      expect(expected).toContain(
        `${state} ${action} ${party} ${findNoticeTransition(state, action)?.to ?? ''}`,
      )
  }
})

it('goes out only after somebody else has looked and the spokesperson has signed', () => {
  const into = (target: string) =>
    noticeStates.flatMap((state) =>
      noticeActions
        .filter((action) => findNoticeTransition(state, action)?.to === target && state !== target)
        .map((action) => `${state} ${action}`),
    )
  expect(into('published')).toEqual([])
  expect(noticeStates.filter((state) => noticeStepTargets[state].publish === 'published')).toEqual([
    'scheduled',
  ])
  // What the check holds risky goes back before it is out, and is withdrawn afterwards.
  const refused = noticeStates.flatMap((state) => noticeStepTargets[state].refuse ?? [])
  expect(refused).toEqual(['draft', 'draft', 'draft', 'withdrawn'])
  expect(into('scheduled')).toEqual(['approved sign'])
  expect(into('approved')).toEqual(['submitted approve'])
})

it('has no way from what residents read back to a draft', () => {
  for (const state of publicNoticeStates)
    for (const action of noticeActions)
      expect([undefined, ...publicNoticeStates]).toContain(findNoticeTransition(state, action)?.to)
})

it('lets nobody sign who could not be found there, and knocks at doors for danger, outage and recall only', () => {
  for (const { write, sign } of Object.values(noticeDesks))
    for (const role of sign) expect(write).toContain(role)
  expect(noticeKinds.filter((kind) => mustReachKinds.includes(kind))).toEqual(['danger', 'outage', 'recall'])
})
