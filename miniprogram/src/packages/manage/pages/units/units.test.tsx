import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, secretary, signInAs } from '../../../../test/fakeApi'
import UnitsPage from '.'
import { findFault, toContent, toDraft } from './unitDraft'

const station = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  kind: 'station' as const,
  name: '泗塘服务站',
  areaCode: secretary.areaCode ?? '',
  phone: '021-56120000',
  services: ['量血压'],
  isOpen: true,
}
const police = {
  ...station,
  id: 'cccccccccccccccccccccccc',
  kind: 'police',
  name: '派出所',
  areaCode: '310113001',
}
const rule = {
  id: 'dddddddddddddddddddddddd',
  areaCode: secretary.areaCode,
  areaName: '泗塘一村居委会',
  name: '维修找站点',
  isOn: true,
}
const path = `/api/units/${station.id}`

const open = () => {
  let isOpen = true
  const sent = fakeApi({
    [`GET /api/areas/${secretary.areaCode}`]: () => ({ code: secretary.areaCode, name: '泗塘一村居委会' }),
    'GET /api/units': () => ({ items: [{ ...station, isOpen }, police] }),
    'GET /api/memberships': () => ({ items: [] }),
    [`GET ${path}/rules`]: () => ({ items: [rule] }),
    [`PATCH ${path}`]: ({ body }) => {
      isOpen = (body as { isOpen: boolean }).isOpen
      return { ...station, isOpen }
    },
  })
  render(<UnitsPage />)
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('the units of an area', () => {
  it('say which rules break before one stops, and afterwards', async () => {
    const sent = open()
    fireEvent.click(await screen.findByText('泗塘服务站'))
    await screen.findByText('指定它的派单规则')
    fireEvent.click(screen.getByRole('button', { name: '停止服务' }))
    expect(await screen.findByText(/这些派单规则会断，要改派给别人：“维修找站点”/)).toBeTruthy()
    expect(sent.some(({ name }) => name === `PATCH ${path}`)).toBe(false)
    fireEvent.click(screen.getAllByRole('button', { name: '停止服务' }).at(-1) ?? document.body)
    expect(await screen.findByText('断了的派单规则')).toBeTruthy()
    expect(screen.getByText('断了')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: '恢复服务' }))
    await waitFor(() => {
      expect(sent.filter(({ name }) => name === `PATCH ${path}`).map(({ body }) => body)).toEqual([
        { isOpen: false },
        { isOpen: true },
      ])
    })
  })

  it('of a level above are only read', async () => {
    open()
    fireEvent.click(await screen.findByText('派出所'))
    expect(await screen.findByText(/上级的单位，在这里不能改/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: '修改' })).toBeNull()
  })
})

describe('what is written about a unit', () => {
  it('stays as it was when nothing is changed, and leaves out what is empty', () => {
    expect(toContent(toDraft(station))).toEqual({
      name: '泗塘服务站',
      phone: '021-56120000',
      address: null,
      services: ['量血压'],
      schedule: null,
    })
  })

  it.each([
    [{ kind: '' as const }, /哪一类/],
    [{ name: ' ' }, /名称/],
    [{ phone: '12' }, /电话/],
    [{ services: '长'.repeat(41) }, /不超过/],
    [{ services: Array.from({ length: 21 }, (_, i) => `第${i}样`).join('\n') }, /最多/],
  ])('with %j is told to be put right', (part, fault) => {
    expect(findFault(toDraft(station))).toBeUndefined()
    expect(findFault({ ...toDraft(station), ...part })).toMatch(fault)
  })
})
