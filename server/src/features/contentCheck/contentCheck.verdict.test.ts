import { judge, type CheckedPart } from './contentCheck.verdict'

const calm: Parameters<typeof judge>[1] = { hasSensitiveWord: false, isOverdue: false }
const late = { ...calm, isOverdue: true }
const mediaId = 'm1'

const cases: [string, CheckedPart[], typeof calm, string, string[]][] = [
  ['all passed', [{ verdict: 'pass' }, { mediaId, verdict: 'pass' }], calm, 'pass', []],
  ['all passed, late', [{ verdict: 'pass' }], late, 'pass', []],
  ['passed, but a word', [{ verdict: 'pass' }], { ...calm, hasSensitiveWord: true }, 'review', ['words']],
  [
    'passed, but of somebody watched',
    [{ verdict: 'pass' }],
    { ...calm, watch: 'watched' },
    'review',
    ['watched'],
  ],
  ['unsure', [{ verdict: 'review' }], calm, 'review', ['suspicious']],
  ['no openid', [{ verdict: 'review', uncheckedReason: 'noOpenid' }], calm, 'review', ['noOpenid']],
  ['not visited', [{ verdict: 'review', uncheckedReason: 'notVisited' }], calm, 'review', ['notVisited']],
  ['risky text', [{ verdict: 'risky' }, { mediaId, verdict: 'waiting' }], calm, 'hidden', ['risky']],
  [
    'risky file',
    [{ verdict: 'review' }, { mediaId, verdict: 'risky' }],
    calm,
    'hidden',
    ['suspicious', 'risky'],
  ],
  ['a file waits', [{ verdict: 'pass' }, { mediaId, verdict: 'waiting' }], calm, 'pending', []],
  [
    'a file waits too long',
    [{ verdict: 'pass' }, { mediaId, verdict: 'waiting' }],
    late,
    'review',
    ['noAnswer'],
  ],
  ['not asked yet', [{ verdict: 'failed' }], calm, 'pending', []],
  ['never asked', [{ verdict: 'failed' }], late, 'review', ['failed']],
  [
    'a recording as it came',
    [{ mediaId, verdict: 'review', mustReview: true }],
    calm,
    'review',
    ['unconverted'],
  ],
]

describe('what follows from the verdicts', () => {
  it.each(cases)('%s', (_, parts, circumstances, state, codes) => {
    const judgement = judge(parts, circumstances)
    expect([judgement.state, judgement.reasons.map(({ code }) => code)]).toEqual([state, codes])
  })

  it('passes only when every part passed, in time or not', () => {
    const verdicts = ['pass', 'review', 'risky', 'waiting', 'failed'] as const
    for (const first of verdicts)
      for (const second of verdicts)
        for (const isOverdue of [false, true]) {
          const { state } = judge([{ verdict: first }, { mediaId, verdict: second }], { ...calm, isOverdue })
          expect(state === 'pass').toBe(first === 'pass' && second === 'pass')
          if (isOverdue) expect(state).not.toBe('pending')
        }
  })

  it('names the file and what it is about', () => {
    expect(judge([{ mediaId, verdict: 'risky', label: 20001 }], calm).reasons).toEqual([
      { code: 'risky', label: 20001, mediaId },
    ])
  })
})
