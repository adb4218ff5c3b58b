import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { ApiError } from '../../services/apiError'
import type { Outgoing } from '../../services/interceptors'
import type { NeedAction, NeedView } from '../../services/needs'
import { resendAll } from '../../services/outgoing'
import { me, signInAs } from '../../test/fakeApi'
import { ResidentActions } from './ResidentActions'

const callPrepared = jest.fn<Promise<unknown>, [Outgoing]>()
jest.mock('../../services/http', () => ({
  ...jest.requireActual<object>('../../services/http'),
  callPrepared: (request: Outgoing) => callPrepared(request),
}))

const show = (actions: NeedAction[], id: string) =>
  render(
    <ResidentActions
      need={{ id, category: { code: 'light', name: '楼道灯坏了', icon: 'lamp' }, actions } as NeedView}
      reload={() => undefined}
    />,
  )
const press = (name: string) =>
  act(() => Promise.resolve(fireEvent.click(screen.getByRole('button', { name }))))
const write = (label: RegExp, text: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } })
}
const sheet = () => within(screen.getByRole('dialog'))
const bodies = () => callPrepared.mock.calls.map(([{ body }]) => JSON.parse(body ?? 'null') as unknown)
const keys = () => new Set(callPrepared.mock.calls.map(([{ headers }]) => headers['Idempotency-Key']))

beforeEach(() => {
  localStorage.clear()
  signInAs({})
  callPrepared.mockReset().mockRejectedValue(ApiError.local('network.offline'))
})

/** What is typed, how it is sent, and the action it is. */
const cases: readonly [NeedAction, string, [RegExp, string], string][] = [
  ['supplement', '补充情况', [/写几句/, '门口的灯也坏了'], '送出'],
  ['dispute', '没办好', [/哪里没办好/, '还是不亮'], '退回重办'],
  ['answer', '回答', [/您的回答/, '三号楼'], '送出'],
  ['reopen', '又出问题了，重办', [/怎么了/, '又不亮了'], '要求重办'],
  ['confirm', '办好了，我来评价', [/还想说的/, '很快'], '确认'],
]

describe('what the resident writes on a need', () => {
  it.each(cases)(
    '%s is sent once though it is opened and pressed again offline',
    async (action, open, [label, text], send) => {
      const id = action.padEnd(24, '0')
      const first = show([action], id)
      await press(open)
      if (action === 'confirm') fireEvent.click(screen.getByRole('radio', { name: /^非常满意/ }))
      write(label, text)
      await press(send)
      expect(await screen.findByText(/等待发送/)).toBeTruthy()
      // The page is closed, or the program killed: what was typed is still in the form, and on its way.
      first.unmount()
      show([action], id)
      await press(open)
      expect(await screen.findByText(/等待发送/)).toBeTruthy()
      fireEvent.click(sheet().getByText(new RegExp(`^${send}，请稍候`)))
      callPrepared.mockResolvedValue({})
      await act(async () => {
        resendAll(me.id)
        await Promise.resolve()
      })
      // It has arrived: the sheet closes, and what is opened next is empty.
      await waitFor(() => {
        expect(screen.queryByRole('dialog')).toBeNull()
      })
      expect(keys().size).toBe(1)
      expect(bodies()).toEqual(bodies().map(() => expect.objectContaining({ action }) as unknown))
      await press(open)
      for (const box of sheet().getAllByRole('textbox')) expect(box).toHaveProperty('value', '')
    },
  )
})
