import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useRemote } from '../hooks/useRemote'
import { ApiError } from '../services/apiError'
import { catchUp } from '../services/live'
import { RemoteView } from './RemoteView'

const load = jest.fn<Promise<string>, []>()

function Part() {
  const remote = useRemote('part', load)
  return <RemoteView remote={remote}>{(words) => <span>{words}</span>}</RemoteView>
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const offline = () => ApiError.local('network.offline')

beforeEach(() => {
  load.mockReset()
})

describe('RemoteView', () => {
  it('says that it loads, then shows what came', async () => {
    load.mockResolvedValue('到了')
    render(<Part />)
    expect(screen.getByRole('status').textContent).toContain('正在加载')
    expect(await screen.findByText('到了')).toBeTruthy()
    expect(screen.queryByRole('status')).toBeNull()
  })

  it.each([
    ['without a network', offline(), '网络断开了'],
    [
      'while the server has no time',
      new ApiError('request.retry', '请过一会儿再试。', 503),
      '请过一会儿再试。',
    ],
  ])('%s says so and offers to try again', async (_, error, words) => {
    load.mockRejectedValueOnce(error).mockResolvedValue('到了')
    render(<Part />)
    expect((await screen.findByRole('alert')).textContent).toContain(words)
    press('再试一次')
    expect(await screen.findByText('到了')).toBeTruthy()
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it.each([
    ['access.denied', 403, '您没有权限看这一页。'],
    ['record.not_found', 404, '没有找到'],
    ['request.invalid', 400, '这个链接打不开'],
  ] as const)('says what is the matter with %s and offers no second try', async (code, status, words) => {
    load.mockRejectedValue(new ApiError(code, '您没有权限看这一页。', status))
    render(<Part />)
    expect(await screen.findByText(words)).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('keeps what was there when the newest cannot be had, says that it is old, and renews it', async () => {
    load.mockResolvedValueOnce('旧的').mockRejectedValueOnce(offline()).mockResolvedValue('新的')
    render(<Part />)
    await screen.findByText('旧的')
    act(catchUp)
    expect(await screen.findByText('这是之前的内容，最新的还没取到。')).toBeTruthy()
    expect(screen.getByText('旧的')).toBeTruthy()
    press('刷新')
    expect(await screen.findByText('新的')).toBeTruthy()
    expect(screen.queryByText(/之前的内容/)).toBeNull()
  })

  it.each([
    ['access.denied', 403],
    ['record.not_found', 404],
  ] as const)('drops what was there once it is shut to whoever looks: %s', async (code, status) => {
    load.mockResolvedValueOnce('旧的').mockRejectedValue(new ApiError(code, '现在看不到了。', status))
    render(<Part />)
    await screen.findByText('旧的')
    act(catchUp)
    await waitFor(() => {
      expect(screen.queryByText('旧的')).toBeNull()
    })
    expect(screen.queryByText(/之前的内容/)).toBeNull()
  })
})
