import { defaultDeliberation } from '@linli/shared/deliberation/motion'
import { motionStates } from '@linli/shared/deliberation/motion.state'
import { computeDue, findDueMotionStep } from './motion.clock'

const at = (text: string): Date => new Date(`${text}+08:00`)
const due = (stage: Parameters<typeof computeDue>[0], from: string) =>
  computeDue(stage, defaultDeliberation, at(from))

describe('by when', () => {
  it.each([
    ['within hours', '2026-11-23T10:00', '2026-11-30T10:00'],
    ['on a Friday evening', '2026-11-27T20:00', '2026-12-04T20:00'],
    ['before the week of National Day', '2026-09-28T09:00', '2026-10-05T09:00'],
  ])('an answer is due after seven days, as residents count them: %s', (_, from, until) => {
    expect(due('submitted', from)).toEqual(at(until))
  })

  it('the steps after a decision wait for no holiday', () => {
    expect(due('accepted', '2026-11-23T10:00')).toEqual(at('2026-12-23T10:00'))
  })

  it('co-signers come together, in plain days; nobody owes anything while people vote or after the end', () => {
    expect(due('gathering', '2026-11-23T10:00')).toEqual(at('2027-01-22T10:00'))
    const waiting = motionStates.filter((stage) => due(stage, '2026-11-23T10:00') !== undefined)
    expect(waiting).toEqual(['gathering', 'submitted', 'scheduled', 'accepted', 'passed'])
  })
})

describe('the clock', () => {
  const stageSince = at('2026-11-23T10:00')
  const dueBy = due('submitted', '2026-11-23T10:00') ?? stageSince
  const motion = { stage: 'submitted' as const, stageSince, dueBy }

  it('reminds at four fifths of the time, then goes to the street, once', () => {
    expect(findDueMotionStep(motion)).toEqual({ step: 'warn', at: at('2026-11-29T00:24') })
    const warned = { ...motion, warnedAt: stageSince }
    expect(findDueMotionStep(warned)).toEqual({ step: 'escalate', at: dueBy })
    expect(findDueMotionStep({ ...warned, escalatedAt: dueBy })).toBeUndefined()
  })

  it('lets what found no co-signers lapse', () => {
    expect(findDueMotionStep({ ...motion, stage: 'gathering' })).toEqual({ step: 'lapse', at: dueBy })
    expect(findDueMotionStep({ stage: 'voting', stageSince })).toBeUndefined()
  })
})
