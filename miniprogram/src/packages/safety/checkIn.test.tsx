import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { CheckInView } from '../../services/safety'
import { callPhone } from '../../platform/call'
import { fakeApi, secretary, signInAs } from '../../test/fakeApi'
import CheckInsPage from '../manage/pages/checkIns'
import CheckInPage from './pages/checkIn'

jest.mock('../../platform/call', () => ({ callPhone: jest.fn() }))

const own: CheckInView = {
  personId: 'dddddddddddddddddddddddd',
  name: '张桂珍',
  isOn: true,
  state: 'waiting',
  stateText: '今天 10:00 前报平安',
  dueMinutes: 600,
  relation: 'elder',
  canChange: true,
  actions: ['tap'],
  consent: { at: '2026-11-01T00:00:00.000Z', byName: '本人' },
  days: [
    { day: '2026-11-21', outcome: 'tap', at: '2026-11-21T00:10:00.000Z' },
    { day: '2026-11-22', outcome: 'visit', at: '2026-11-22T04:00:00.000Z' },
  ],
  calls: [],
  phones: [],
}
const path = `/api/safety/check-ins/${own.personId}`

beforeEach(() => {
  localStorage.clear()
  signInAs({ level: 'verified' })
})

it('is one big tap, with the days before', async () => {
  const sent = fakeApi({
    'GET /api/safety/check-ins/mine': () => ({ items: [own] }),
    [`GET ${path}`]: () => own,
    [`POST ${path}/actions`]: () => ({ ...own, state: 'safe' }),
  })
  render(<CheckInPage />)
  expect(await screen.findByText('今天 10:00 前报平安')).toBeTruthy()
  expect(screen.getByText('最近 2 天')).toBeTruthy()
  expect(screen.getAllByText('1 / 2 天')).toHaveLength(2)
  fireEvent.click(screen.getByText('我很好，报平安'))
  await waitFor(() => {
    expect(sent.find(({ name }) => name === `POST ${path}/actions`)?.body).toEqual({
      ...{ action: 'tap', at: expect.stringMatching(/Z$/) as string },
    })
  })
})

it('is turned on only with her consent', async () => {
  const off: CheckInView = { ...own, isOn: false, actions: [], days: [], stateText: '还没有开通' }
  const sent = fakeApi({
    'GET /api/safety/check-ins/mine': () => ({ items: [off] }),
    [`GET ${path}`]: () => off,
    [`PUT ${path}`]: () => own,
  })
  render(<CheckInPage />)
  fireEvent.click(await screen.findByRole('button', { name: '开通' }))
  expect(sent.some(({ name }) => name.startsWith('PUT'))).toBe(false)
  fireEvent.click(screen.getByRole('switch', { name: '我同意' }))
  fireEvent.click(screen.getByRole('button', { name: '开通' }))
  await waitFor(() => {
    expect(sent.find(({ name }) => name.startsWith('PUT'))?.body).toEqual({
      ...{ isOn: true, dueMinutes: 600, isConsented: true },
    })
  })
})

it('gives whoever is called the numbers, hers first', async () => {
  const phones = [
    { name: '张桂珍', phone: '13900000011' },
    { name: '邻居 李秀英', phone: '13600000002' },
  ]
  const called: CheckInView = { ...own, relation: 'family', state: 'calling', actions: ['reached'], phones }
  signInAs({ level: 'verified', isProxy: true })
  fakeApi({
    'GET /api/safety/check-ins/mine': () => ({ items: [called] }),
    [`GET ${path}`]: () => called,
    'GET /api/families/elders': () => ({
      items: [{ relation: 'daughter', elder: { personId: own.personId, name: own.name } }],
    }),
  })
  render(<CheckInPage />)
  expect(await screen.findByText('为 张桂珍 办')).toBeTruthy()
  fireEvent.click(await screen.findByRole('button', { name: '打给张桂珍' }))
  expect(callPhone).toHaveBeenCalledWith('13900000011')
  expect(screen.getByRole('button', { name: '打给邻居 李秀英' })).toBeTruthy()
})

it('shows the secretary who is looked for, and how far it is', async () => {
  signInAs({ memberships: [secretary] })
  const { personId, name } = own
  const row = {
    personId,
    name,
    isOn: true,
    state: 'visiting',
    stateText: '电话没有联系上，正在上门看',
    dueMinutes: 600,
  }
  const other = { ...row, personId: 'eeeeeeeeeeeeeeeeeeeeeeee', name: '李秀英', state: 'calling' }
  const nextCursor = `visiting.${personId}`
  const sent = fakeApi({
    'GET /api/safety/check-ins': ({ query }) =>
      query.get('cursor') === nextCursor ? { items: [other] } : { items: [row], nextCursor },
  })
  render(<CheckInsPage />)
  expect(await screen.findByText('电话没有联系上，正在上门看')).toBeTruthy()
  expect(screen.getByText('上门')).toBeTruthy()
  expect(sent[0]?.query.get('isMissed')).toBe('true')
  fireEvent.click(screen.getByText('再看一些'))
  expect(await screen.findByText('李秀英')).toBeTruthy()
  expect(screen.getByText('打电话')).toBeTruthy()
  expect(screen.getByText('张桂珍')).toBeTruthy()
})
