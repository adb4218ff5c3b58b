import { readConfig } from './config'

const read = (env: Record<string, string>) => readConfig({ NODE_ENV: 'test', ...env }).wechat.templates

it('takes the templates of the sandbox, and none where the sandbox is off', () => {
  expect(read({}).notice).toEqual({ id: 'sandboxNotice000000000000000000000000000004', isLongTerm: false })
  expect(read({ SANDBOX: 'off' })).toEqual({})
})

it('takes the templates that are set, a star marking a long-term one', () => {
  expect(read({ WECHAT_TEMPLATES: 'needProgress=Ab_C-1, notice=XyZ*' })).toEqual({
    needProgress: { id: 'Ab_C-1', isLongTerm: false },
    notice: { id: 'XyZ', isLongTerm: true },
  })
})

it.each(['needProgress', 'unknown=abc', 'notice=', 'toString=abc'])('refuses %s', (value) => {
  expect(() => read({ WECHAT_TEMPLATES: value })).toThrow('WECHAT_TEMPLATES: write key=id pairs')
})
