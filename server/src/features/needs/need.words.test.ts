import { needOutcomes, needStates } from '@linli/shared/needs/need.state'
import { fitValue } from '../../integrations/wechat/messageValue'
import { describePhrase } from './need.words'

const phraseOf = (state: (typeof needStates)[number], event = '', more: object = {}) =>
  describePhrase({ state, post: 'unit:000000000000000000000001', ...more }, event)

const events = ['', 'release', 'reopen', 'dispute', 'escalate', 'extend', 'transfer', 'note']

describe('what a phrase field says happened', () => {
  test('each state, ending and event fits as it is: Chinese only, five characters at most', () => {
    const said = needStates.flatMap((state) =>
      [undefined, ...needOutcomes].flatMap((outcome) =>
        events.flatMap((event) => [
          phraseOf(state, event, { outcome }),
          phraseOf(state, event, { outcome, post: 'pool:310113007001' }),
        ]),
      ),
    )
    for (const phrase of said) {
      expect(phrase).not.toBe('')
      expect(fitValue('phrase2', phrase)).toBe(phrase)
    }
  })

  test.each([
    ['assigned', 'release', {}, '已派单'],
    ['assigned', 'release', { post: 'pool:310113007001' }, '等人接单'],
    ['accepted', 'accept', {}, '已接单'],
    ['awaitingResident', 'ask', {}, '待补充'],
    ['resolved', 'resolve', {}, '已办结'],
    ['assigned', 'reopen', {}, '已重办'],
    ['accepted', 'dispute', {}, '已重办'],
    ['accepted', 'escalate', {}, '已报上级'],
    ['closed', 'confirm', { outcome: 'solved' }, '已解决'],
    ['closed', 'close', { outcome: 'notSolved' }, '未能解决'],
    ['closed', 'closeInSilence', { outcome: 'notConfirmed' }, '已关闭'],
    ['declined', 'decline', {}, '不予受理'],
  ] as const)('%s after %s: %j is %s', (state, event, more, phrase) => {
    expect(phraseOf(state, event, more)).toBe(phrase)
  })

  test('an event that is told late, after the end, does not hide the end', () => {
    expect(phraseOf('closed', 'reopen', { outcome: 'solved' })).toBe('已解决')
  })
})
