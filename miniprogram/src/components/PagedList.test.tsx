import { act, fireEvent, render, screen } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { usePaged, type Page } from '../hooks/usePaged'
import { ApiError } from '../services/apiError'
import { catchUp } from '../services/live'
import { EmptyState } from './EmptyState'
import { PagedList } from './PagedList'

interface Row {
  id: string
}
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }))
const loadPage = jest.fn<Promise<Page<Row>>, [string | undefined]>()

function List() {
  const list = usePaged('rows', loadPage)
  return (
    <PagedList
      list={list}
      label="诉求"
      renderItem={({ id }) => <span>{id}</span>}
      empty={<EmptyState title="还没有诉求" />}
    />
  )
}

const shownIds = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent)
const more = () => screen.getByRole('button', { name: '再看一些' })

beforeEach(() => {
  loadPage.mockReset()
})

describe('PagedList', () => {
  it('says that it loads, then shows the rows and that there are no more', async () => {
    loadPage.mockResolvedValue({ items: rows('a', 'b') })
    render(<List />)
    expect(screen.getByRole('status').textContent).toContain('正在加载')
    await screen.findByText('a')
    expect(screen.getByText('没有更多了')).toBeTruthy()
  })

  it('says when there is nothing', async () => {
    loadPage.mockResolvedValue({ items: [] })
    render(<List />)
    expect(await screen.findByText('还没有诉求')).toBeTruthy()
  })

  it('offers to try again when it fails', async () => {
    loadPage.mockRejectedValueOnce(ApiError.local('network.offline')).mockResolvedValue({ items: rows('a') })
    render(<List />)
    fireEvent.click(await screen.findByRole('button', { name: '再试一次' }))
    expect(await screen.findByText('a')).toBeTruthy()
  })

  it('fetches again by itself what failed in passing, less and less often, and nothing that was refused', async () => {
    jest.useFakeTimers()
    // In small steps, for what is set in one is taken over at its end.
    const pass = async (seconds: number) => {
      for (let i = 0; i < seconds * 10; i += 1) await act(() => jest.advanceTimersByTimeAsync(100))
    }
    try {
      loadPage.mockRejectedValue(ApiError.local('network.offline'))
      render(<List />)
      await pass(1.5)
      expect(loadPage).toHaveBeenCalledTimes(1)
      await pass(1)
      expect(loadPage).toHaveBeenCalledTimes(2)
      await pass(2.5)
      expect(loadPage).toHaveBeenCalledTimes(2)
      loadPage.mockResolvedValue({ items: rows('a') })
      await pass(2)
      expect(shownIds()).toEqual(['a'])
      loadPage.mockRejectedValue(new ApiError('access.denied', '您没有权限。', 403))
      act(catchUp)
      await pass(40)
      expect(loadPage).toHaveBeenCalledTimes(4)
    } finally {
      jest.useRealTimers()
    }
  })

  it('adds the next page and shows a row that moved between two pages once', async () => {
    loadPage.mockImplementation((cursor) =>
      Promise.resolve(
        cursor === undefined ? { items: rows('a', 'b'), nextCursor: 'c1' } : { items: rows('b', 'c') },
      ),
    )
    render(<List />)
    await screen.findByText('a')
    fireEvent.click(more())
    await screen.findByText('c')
    expect(shownIds()).toEqual(['a', 'b', 'c'])
  })

  it('keeps the rows when more cannot be had', async () => {
    loadPage
      .mockResolvedValueOnce({ items: rows('a'), nextCursor: 'c1' })
      .mockRejectedValueOnce(ApiError.local('network.offline'))
    render(<List />)
    await screen.findByText('a')
    fireEvent.click(more())
    expect(await screen.findByText('这是之前的内容，最新的还没取到。')).toBeTruthy()
    expect(shownIds()).toEqual(['a'])
    expect(more()).toBeTruthy()
  })

  it('after a reconnect fetches as many rows as were shown, so that the place is kept', async () => {
    loadPage.mockImplementation((cursor) =>
      Promise.resolve(
        cursor === undefined ? { items: rows('a', 'b'), nextCursor: 'c1' } : { items: rows('c') },
      ),
    )
    render(<List />)
    await screen.findByText('a')
    fireEvent.click(more())
    await screen.findByText('c')
    loadPage.mockImplementation((cursor) =>
      Promise.resolve(
        cursor === undefined ? { items: rows('new', 'a'), nextCursor: 'c1' } : { items: rows('b') },
      ),
    )
    act(catchUp)
    await screen.findByText('new')
    expect(shownIds()).toEqual(['new', 'a', 'b'])
  })

  it('is fetched anew when it is pulled down, and the phone is told when that is over', async () => {
    let pull: () => void = () => undefined
    const listen = jest.spyOn(Taro, 'usePullDownRefresh').mockImplementation((onPull) => {
      pull = onPull
    })
    const stop = jest.spyOn(Taro, 'stopPullDownRefresh')
    let answer: (page: Page<Row>) => void = () => undefined
    loadPage.mockResolvedValueOnce({ items: rows('a') })
    render(<List />)
    await screen.findByText('a')
    stop.mockClear()
    loadPage.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
    act(() => {
      pull()
    })
    expect(stop).not.toHaveBeenCalled()
    answer({ items: rows('new', 'a') })
    expect(await screen.findByText('new')).toBeTruthy()
    expect(stop).toHaveBeenCalled()
    listen.mockRestore()
  })
})

describe('a page with such a list', () => {
  const source = path.resolve(__dirname, '..')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  const read = (file: string) => readFileSync(path.join(source, file), 'utf8')
  const pages = files
    .filter((file) => file.endsWith('index.config.ts'))
    .map((file) => path.dirname(file))
    .filter((page) =>
      files.some(
        (file) => file.startsWith(`${page}/`) && file.endsWith('.tsx') && read(file).includes('<PagedList'),
      ),
    )

  it.each(pages)('%s can be pulled down', (page) => {
    expect(read(`${page}/index.config.ts`)).toContain('enablePullDownRefresh: true')
  })

  it('is among others the queue', () => {
    expect(pages).toContain('pages/workbench')
  })
})
