import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import WorkbenchPage from '../pages/workbench'
import type { NeedView } from '../services/needs'
import { fakeApi, secretary, signInAs, type SentRequest } from '../test/fakeApi'
import { ResidentActions } from './needs/ResidentActions'

const askToSubscribe = jest.fn<Promise<Record<string, string>>, [string[]]>()
jest.mock('../platform/subscribe', () => ({ askToSubscribe: (ids: string[]) => askToSubscribe(ids) }))

const offer = (key: string, remaining = 0) => ({ key, templateId: `t-${key}`, title: key, remaining })
const answers = {
  'GET /api/needs/queue': () => ({ items: [] }),
  'GET /api/needs/queue/counts': () => ({ counts: {}, atMost: 99 }),
  'GET /api/categories': () => ({ items: [], firstCount: 0 }),
  'POST /api/me/subscriptions': () => undefined,
}
const moments = (sent: SentRequest[]) =>
  sent.filter(({ name }) => name === 'GET /api/me/subscriptions').map(({ query }) => query.get('moment'))

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('what WeChat is asked for', () => {
  it('whoever opens the workbench is asked for work and deadlines, and sees how many more will come', async () => {
    let left = 0
    const sent = fakeApi({
      ...answers,
      'GET /api/me/subscriptions': () => ({ items: [offer('newWork', left), offer('deadline', left)] }),
    })
    askToSubscribe.mockImplementation(() => {
      left = 1
      return Promise.resolve({ 't-newWork': 'accept', 't-deadline': 'reject' })
    })
    render(<WorkbenchPage />)
    fireEvent.click(await screen.findByRole('button', { name: '有新任务、快到期时，在微信里告诉我' }))
    expect(askToSubscribe).toHaveBeenCalledWith(['t-newWork', 't-deadline'])
    expect(await screen.findByText(/还能收 1 条/)).toBeTruthy()
    expect(sent.find(({ name }) => name === 'POST /api/me/subscriptions')?.body).toEqual({
      results: { newWork: 'accept', deadline: 'reject' },
    })
    expect(new Set(moments(sent))).toEqual(new Set(['workOpened']))
  })

  it('the resident of an open need is asked for its progress, of one that has ended for nothing', async () => {
    const sent = fakeApi({ 'GET /api/me/subscriptions': () => ({ items: [offer('needProgress')] }) })
    const need = {
      id: 'n'.repeat(24),
      category: { name: '灯' },
      actions: [],
      isOpen: true,
    } as unknown as NeedView
    const view = render(<ResidentActions need={need} reload={() => undefined} />)
    expect(await screen.findByRole('button', { name: '有进展时，在微信里告诉我' })).toBeTruthy()
    expect(moments(sent)).toEqual(['needOpened'])
    view.rerender(<ResidentActions need={{ ...need, isOpen: false }} reload={() => undefined} />)
    await waitFor(() => {
      expect(screen.queryByRole('button')).toBeNull()
    })
  })

  it('nobody is asked where nothing is set up or enough is left', async () => {
    const sent = fakeApi({ ...answers, 'GET /api/me/subscriptions': () => ({ items: [] }) })
    render(<WorkbenchPage />)
    await waitFor(() => {
      expect(moments(sent)).toEqual(['workOpened'])
    })
    expect(screen.queryByRole('button', { name: /微信里告诉我/ })).toBeNull()
  })
})
