import { defaultDeliberation } from '@linli/shared/deliberation/motion'
import { motionStates } from '@linli/shared/deliberation/motion.state'
import { changeClock, computeDue, findDueMotionStep } from './motion.clock'

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

  it('stands still while others do not read it, and gives back what was lost of the stage', () => {
    const [gone, back] = [at('2026-11-25T10:00'), at('2026-11-28T10:00')]
    const later = at('2026-12-03T10:00')
    const answerBy = dueBy
    const hidden = { ...motion, answerBy, unreadSince: gone }
    expect(changeClock({ ...motion, answerBy }, 'hidden', gone)).toEqual({
      $set: { unreadSince: gone, reviewAt: at('2026-11-28T10:00'), checkAt: at('2026-11-28T10:00') },
    })
    expect(findDueMotionStep(hidden)).toBeUndefined()
    expect(findDueMotionStep({ ...hidden, reviewAt: back })).toEqual({ step: 'review', at: back })
    expect(changeClock(hidden, 'inReview', back)).toEqual({})
    expect(changeClock(hidden, 'visible', back)).toEqual({
      $set: { dueBy: later, answerBy: later, unreadHours: 72, checkAt: at('2026-12-01T10:00') },
      $unset: { unreadSince: 1, reviewAt: 1, judgedAt: 1 },
    })
    // What had been said in time is not promised anew, and a stage that began meanwhile lost less.
    const firstAnswer = { at: gone, hours: 48, isOnTime: true }
    const moved = { ...hidden, firstAnswer, stageSince: at('2026-11-27T10:00') }
    expect(changeClock(moved, 'visible', back)).toMatchObject({ $set: { dueBy: at('2026-12-01T10:00') } })
    expect(changeClock(moved, 'visible', back).$set).not.toHaveProperty('answerBy')
  })

  it('runs on for what was passed, and gives nothing back', () => {
    const passed = { ...motion, stage: 'passed' as const, unreadSince: at('2026-11-25T10:00') }
    expect(findDueMotionStep(passed)).toEqual({ step: 'warn', at: at('2026-11-29T00:24') })
    expect(changeClock(passed, 'visible', at('2026-11-28T10:00')).$set).not.toHaveProperty('dueBy')
  })

  it('lets a gathering that others do not read lapse only after as long as a whole one', () => {
    const gathering = { stage: 'gathering' as const, stageSince, dueBy, unreadSince: at('2026-11-29T10:00') }
    expect(findDueMotionStep(gathering)).toEqual({ step: 'lapse', at: at('2026-12-06T10:00') })
  })
})
