import type { CareFigures } from '@linli/shared/statistics/care.contract'
import type { Figures } from '@linli/shared/statistics/statistics.contract'
import { fireEvent, render, screen } from '@testing-library/react'
import { fakeApi, secretary, signInAs } from '../../test/fakeApi'
import CareStatisticsPage from './pages/care'
import StatisticsPage from './pages/home'

const figures: Figures = {
  rating: { count: 3, average: 4.67, grades: [] },
  solved: { part: 9, of: 10 },
  onTime: { part: 12, of: 16 },
  reopened: { part: 1, of: 14 },
  created: 20,
  accepted: 18,
  resolved: 14,
  resolvedOnTime: 12,
  closed: 14,
  outcomes: { solved: 9, partly: 1, notSolved: 0, notConfirmed: 4 },
  withdrawn: 1,
  merged: 0,
  declined: 0,
  disputes: 1,
  returns: 0,
  escalations: 2,
  open: 5,
  overdue: 2,
  tiers: { building: 1, grid: 2, estate: 4, community: 3, street: 0, district: 0 },
  found: { raised: 7, closed: 6, open: 1 },
}
const street = { code: '310113001', name: '吴淞街道', level: 'street' }
const community = { code: '310113001001', name: '泗塘一村居委会', level: 'community' }
const days = Array.from({ length: 30 }, (_, i) => ({
  day: `2026-11-${String(i + 1).padStart(2, '0')}`,
  created: i === 0 ? 5 : 0,
  resolved: 0,
  closed: i === 29 ? 2 : 0,
  found: 0,
}))

beforeEach(() => {
  localStorage.clear()
})

it('puts the residents first and every share beside its whole, and says where figures are few', async () => {
  signInAs({ memberships: [secretary] })
  fakeApi({
    'GET /api/statistics': () => ({
      area: community,
      from: '',
      to: '',
      asOf: '',
      figures,
      categories: [],
      days,
    }),
  })
  render(<StatisticsPage />)
  expect(await screen.findByText('4.7 分')).toBeTruthy()
  expect(screen.getByText('3 人评价，满分 5 分，少于 5 件，仅供参考')).toBeTruthy()
  expect(screen.getByText('75%')).toBeTruthy()
  expect(screen.getByText('16 件办结和超期未办里有 12 件')).toBeTruthy()
  expect(screen.getByText('巡查走访发现，已办完 6 件；发现得多不影响上面的数字')).toBeTruthy()
  expect(screen.getByText('4 / 10 件')).toBeTruthy()
  expect(screen.queryByText(/不排名/)).toBeNull()
  // Thirty days in ten bars of three: nothing is lost between them.
  expect(screen.getByText('每 3 天')).toBeTruthy()
  expect(screen.getByText('11月1日–11月3日')).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: '办完' }))
  expect(screen.getByText('11月28日–11月30日')).toBeTruthy()
})

it('opens an area below, asks for its numbers, and comes back', async () => {
  const areaCode = '310113001'
  signInAs({ memberships: [{ ...secretary, role: 'streetOfficer', areaCode, areaName: '吴淞街道' }] })
  const sent = fakeApi({
    'GET /api/statistics': ({ query }) => ({
      area: query.get('area') === areaCode ? street : community,
      from: '',
      to: '',
      asOf: '',
      figures,
      categories: [{ code: 'repair', name: '水电维修', figures }],
      days: [],
    }),
    'GET /api/statistics/children': () => ({
      area: street,
      from: '',
      to: '',
      items: [{ area: community, figures }],
    }),
  })
  render(<StatisticsPage />)
  fireEvent.click(await screen.findByText('泗塘一村居委会'))
  expect(await screen.findByText('吴淞街道 › 泗塘一村居委会')).toBeTruthy()
  expect(await screen.findByText('水电维修')).toBeTruthy()
  expect(sent.at(-1)?.query.get('area')).toBe('310113001001')
  fireEvent.click(screen.getByRole('button', { name: '上一级' }))
  expect(await screen.findByText('泗塘一村居委会')).toBeTruthy()
})

it('shows numbers of services, and that some are too few to be shown', async () => {
  signInAs({
    memberships: [{ ...secretary, role: 'streetOfficer', areaCode: street.code, areaName: street.name }],
  })
  const figures: CareFigures = {
    ...{ ordered: 21, served: 17, notDone: null, cancelled: 0, noShow: 0, disputes: 0, open: null },
    ...{ onTime: { part: 12, of: 17 }, rating: { count: 20, average: 4.25 } },
  }
  fakeApi({
    'GET /api/statistics/care': () => ({
      ...{ area: street, from: '', to: '', asOf: '', figures },
      months: [
        { month: '2026-10', ordered: null, served: 9 },
        { month: '2026-11', ordered: 21, served: 17 },
      ],
      classes: [{ code: 'meal', name: '助餐', figures: { ...figures, rating: null } }],
      areas: [{ area: community, figures }],
    }),
  })
  render(<CareStatisticsPage />)
  expect(await screen.findByText('4.3 分')).toBeTruthy()
  expect(screen.getByText('做完和已经晚了的 17 单里有 12 单按时')).toBeTruthy()
  expect(screen.getByText('做完 17 单，现在还有 少于 5 单没结束')).toBeTruthy()
  expect(screen.getByText('评价 少于 5')).toBeTruthy()
  expect(screen.getByText('泗塘一村居委会')).toBeTruthy()
  const bars = screen.getByRole('list', { name: '每月预约的单数' })
  expect(bars.textContent).toBe('2026年10月少于 5 单2026年11月21 单')
  fireEvent.click(screen.getByRole('radio', { name: '做完' }))
  expect(screen.getByRole('list', { name: '每月做完的单数' }).textContent).toBe(
    '2026年10月9 单2026年11月17 单',
  )
})

it('is not for others', () => {
  signInAs({ memberships: [{ ...secretary, role: 'gridWorker' }] })
  const sent = fakeApi({})
  render(<StatisticsPage />)
  expect(screen.getByText('这一页给书记、街道和区里用')).toBeTruthy()
  expect(sent).toEqual([])
})
