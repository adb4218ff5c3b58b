import type { ErrorCode } from '@linli/shared/errors'
import type { needContracts } from '@linli/shared/needs/need.contract'
import type { Outgoing } from './interceptors'

const callPrepared = jest.fn<Promise<unknown>, [Outgoing]>()
jest.mock('./http', () => ({
  ...jest.requireActual<object>('./http'),
  callPrepared: (request: Outgoing) => callPrepared(request),
}))

type CreateNeed = (typeof needContracts)['createNeed']

const offline = async () => {
  const { ApiError } = await import('./apiError')
  throw ApiError.local('network.offline')
}
const refuse = (code: ErrorCode, message: string, status: number) => async () => {
  const { ApiError } = await import('./apiError')
  throw new ApiError(code, message, status)
}
const stored = () =>
  JSON.parse(localStorage.getItem('linli.outgoing') ?? '[]') as { id: string; state: string }[]
const keysSent = () => callPrepared.mock.calls.map(([{ headers }]) => headers['Idempotency-Key'])

/** The module as a freshly started program has it: its state comes from the device. */
async function startProgram() {
  jest.resetModules()
  return import('./outgoing')
}

type Program = Awaited<ReturnType<typeof startProgram>>
const submitNeed = ({ submit }: Program) =>
  submit<CreateNeed>(
    'post',
    '/api/needs',
    { body: { category: 'light' } },
    { label: '楼道灯坏了', userId: 'u1' },
  )
const stateOf = ({ useOutgoingStore }: Program, id: string) =>
  useOutgoingStore.getState().items.find((item) => item.id === id)?.state

beforeEach(() => {
  jest.useFakeTimers()
  callPrepared.mockReset()
  localStorage.clear()
})
afterEach(() => {
  jest.useRealTimers()
})

describe('what a person submits', () => {
  it('is on the device before it is sent, and leaves it once the server has answered', async () => {
    const program = await startProgram()
    callPrepared.mockImplementation(() => {
      expect(stored()).toMatchObject([{ state: 'sending' }])
      return Promise.resolve({ id: 'n1' })
    })
    const { id, done } = submitNeed(program)
    expect(await done).toEqual({ id: 'n1' })
    expect(stateOf(program, id)).toBe('delivered')
    expect(stored()).toEqual([])
  })

  it('is sent again under the same key after a dropped network, with longer pauses', async () => {
    const program = await startProgram()
    callPrepared
      .mockImplementationOnce(offline)
      .mockImplementationOnce(offline)
      .mockResolvedValue({ id: 'n1' })
    const { id, done } = submitNeed(program)
    await jest.advanceTimersByTimeAsync(1900)
    expect(callPrepared).toHaveBeenCalledTimes(1)
    expect(stateOf(program, id)).toBe('waiting')
    await jest.advanceTimersByTimeAsync(10_000)
    await done
    expect(keysSent()).toEqual([id, id, id])
  })

  it('is sent at once when the network is back', async () => {
    const program = await startProgram()
    callPrepared.mockImplementationOnce(offline).mockResolvedValue({ id: 'n1' })
    const { done } = submitNeed(program)
    await jest.advanceTimersByTimeAsync(10)
    program.resendAll('u1')
    await done
    expect(callPrepared).toHaveBeenCalledTimes(2)
  })

  it('survives a program killed while it was under way', async () => {
    callPrepared.mockReturnValueOnce(new Promise(() => undefined))
    const { id } = submitNeed(await startProgram())
    callPrepared.mockResolvedValue({ id: 'n1' })
    const restarted = await startProgram()
    expect(stateOf(restarted, id)).toBe('waiting')
    restarted.resendAll('u1')
    await jest.advanceTimersByTimeAsync(10)
    expect(stateOf(restarted, id)).toBe('delivered')
    expect(keysSent()).toEqual([id, id])
  })

  it('is never sent in the name of another person', async () => {
    callPrepared.mockImplementation(offline)
    submitNeed(await startProgram())
    await jest.advanceTimersByTimeAsync(10)
    const restarted = await startProgram()
    restarted.resendAll('u2')
    expect(callPrepared).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['request.too_many', 429, 'waiting'],
    ['request.retry', 503, 'waiting'],
    ['session.expired', 401, 'waiting'],
    ['request.invalid', 400, 'refused'],
    ['record.not_found', 404, 'refused'],
  ] as const)('after %s (%d) is %s', async (code, status, state) => {
    const program = await startProgram()
    callPrepared.mockImplementation(refuse(code, '一句话', status))
    const { id } = submitNeed(program)
    await jest.advanceTimersByTimeAsync(10)
    expect(stateOf(program, id)).toBe(state)
  })

  it('that was refused says why, and goes when the person has read it', async () => {
    const program = await startProgram()
    callPrepared.mockImplementation(refuse('request.invalid', '请写清楚地点', 400))
    const { id, done } = submitNeed(program)
    await expect(done).rejects.toMatchObject({ code: 'request.invalid' })
    expect(program.useOutgoingStore.getState().items[0]?.problem?.message).toBe('请写清楚地点')
    program.discard(id)
    expect(stored()).toEqual([])
  })

  describe('while it is under way', () => {
    const inForm = ({ submit }: Program, text: string, draftKey?: string) =>
      submit<CreateNeed>(
        'post',
        '/api/needs',
        { body: { category: 'light', text } },
        { label: '楼道灯坏了', userId: 'u1', draftKey },
      )

    it.each([
      ['the same form, with a word more', '灯坏了。', 'draft.u1.form'],
      ['the very same request', '灯坏了', undefined],
    ])('is not made a second time by %s, nor after a killed program', async (_, text, draftKey) => {
      callPrepared.mockImplementation(offline)
      const program = await startProgram()
      const first = inForm(program, '灯坏了', draftKey)
      await jest.advanceTimersByTimeAsync(10)
      expect(inForm(program, text, draftKey).id).toBe(first.id)
      const restarted = await startProgram()
      callPrepared.mockResolvedValue({ id: 'n1' })
      const again = inForm(restarted, text, draftKey)
      expect(await again.done).toEqual({ id: 'n1' })
      expect(new Set(keysSent())).toEqual(new Set([first.id]))
      // What comes after it has arrived is another.
      expect(inForm(restarted, text, draftKey).id).not.toBe(first.id)
    })

    it('is made for another form, another person, and other words of no form', async () => {
      callPrepared.mockImplementation(offline)
      const program = await startProgram()
      const ids = [
        inForm(program, '灯坏了', 'draft.u1.a').id,
        inForm(program, '灯坏了', 'draft.u1.b').id,
        inForm(program, '门坏了').id,
        submitNeed(program).id,
        program.submit<CreateNeed>(
          'post',
          '/api/needs',
          { body: { category: 'light' } },
          { label: '楼道灯坏了', userId: 'u2' },
        ).id,
      ]
      expect(new Set(ids).size).toBe(ids.length)
    })
  })

  describe('after something else', () => {
    const step = (
      { submit }: Program,
      words: string,
      more: { draftKey?: string; after?: string; behind?: string },
    ) =>
      submit<CreateNeed>(
        'post',
        '/api/needs',
        { body: { category: 'light', text: words } },
        { label: words, userId: 'u1', ...more },
      )

    it('waits until that has arrived, also after a killed program, and each is sent once', async () => {
      callPrepared.mockImplementation(offline)
      const program = await startProgram()
      const first = step(program, '开始', { draftKey: 'start' })
      const second = step(program, '完成', { draftKey: 'finish', after: first.id })
      await jest.advanceTimersByTimeAsync(5000)
      expect(new Set(keysSent())).toEqual(new Set([first.id]))
      const restarted = await startProgram()
      callPrepared.mockReset().mockResolvedValue({ id: 'n1' })
      restarted.resendAll('u1')
      await jest.advanceTimersByTimeAsync(10)
      expect(keysSent()).toEqual([first.id, second.id])
      expect(stored()).toEqual([])
    })

    it.each(['put right', 'given up'])(
      'waits while that is refused, and goes on when it is %s',
      async (how) => {
        callPrepared.mockImplementationOnce(refuse('care.code_wrong', '数字不对', 409))
        const program = await startProgram()
        const first = step(program, '开始', { draftKey: 'start' })
        const second = step(program, '完成', { draftKey: 'finish', after: first.id })
        await expect(first.done).rejects.toMatchObject({ code: 'care.code_wrong' })
        program.resendAll('u1')
        await jest.advanceTimersByTimeAsync(5000)
        expect(keysSent()).toEqual([first.id])
        callPrepared.mockResolvedValue({ id: 'n1' })
        if (how === 'given up') program.discard(first.id)
        const again = how === 'given up' ? undefined : step(program, '重来', { draftKey: 'start' })
        await second.done
        expect(keysSent().slice(1)).toEqual([...(again ? [again.id] : []), second.id])
      },
    )

    it('or only comes behind it: then any answer to the first will do', async () => {
      callPrepared.mockImplementationOnce(offline)
      callPrepared.mockImplementationOnce(refuse('care.invalid_transition', '现在不能出发', 409))
      callPrepared.mockResolvedValue({ id: 'n1' })
      const program = await startProgram()
      const first = step(program, '出发', {})
      const second = step(program, '开始', { behind: first.id })
      await jest.advanceTimersByTimeAsync(10)
      expect(keysSent()).toEqual([first.id])
      program.resendAll('u1')
      await second.done
      expect(keysSent()).toEqual([first.id, first.id, second.id])
    })
  })

  it('takes the place of what was refused of the same form', async () => {
    const program = await startProgram()
    callPrepared.mockImplementationOnce(refuse('request.invalid', '请写清楚地点', 400))
    const send = (text: string) =>
      program.submit<CreateNeed>(
        'post',
        '/api/needs',
        { body: { category: 'light', text } },
        { label: '楼道灯坏了', userId: 'u1', draftKey: 'draft.u1.form' },
      )
    await expect(send('灯').done).rejects.toMatchObject({ code: 'request.invalid' })
    callPrepared.mockResolvedValue({ id: 'n1' })
    await send('三号楼的灯').done
    expect(program.useOutgoingStore.getState().items).toMatchObject([{ state: 'delivered' }])
  })
})
