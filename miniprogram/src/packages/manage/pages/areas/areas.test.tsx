import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, secretary, signInAs } from '../../../../test/fakeApi'
import AreasPage from '.'

const community = { code: '310113001001', name: '泗塘一村居委会', level: 'community', ancestors: [] }
const grid = {
  code: '310113001001-G01',
  name: '第一网格',
  level: 'grid',
  parent: community.code,
  ancestors: [],
}
const estate = { code: '310113001001-E01', name: '江畔苑', community: community.code }
const worker = {
  ...secretary,
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  role: 'gridWorker',
  roleName: '网格员',
  areaCode: grid.code,
  areaName: grid.name,
  from: '2026-01-01T00:00:00.000Z',
  userId: 'cccccccccccccccccccccccc',
  userName: '李强',
  isDeputy: true,
}

const press = (name: string | RegExp) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}
const write = (label: string | RegExp, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}
const open = () => {
  const sent = fakeApi({
    [`GET /api/areas/${community.code}`]: () => community,
    [`GET /api/areas/${grid.code}`]: () => grid,
    'GET /api/areas': ({ query }) => ({ items: query.get('parent') === community.code ? [grid] : [] }),
    'GET /api/estates': () => ({ items: [estate] }),
    'GET /api/memberships': ({ query }) => ({ items: query.get('areaCode') === grid.code ? [worker] : [] }),
    'POST /api/areas': ({ body }) => ({ ...(body as object), code: '310113001001-B001' }),
    [`PATCH /api/areas/${grid.code}`]: ({ body }) => ({ ...grid, ...(body as object) }),
    [`PATCH /api/areas/${community.code}`]: () => community,
  })
  render(<AreasPage />)
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('the places of a community', () => {
  it('show who is there for a grid, deputies by that word', async () => {
    open()
    fireEvent.click(await screen.findByText('第一网格'))
    expect(await screen.findByText('李强')).toBeTruthy()
    expect(screen.getByText('AB 角')).toBeTruthy()
    expect(screen.getByRole('button', { name: '安排网格员' })).toBeTruthy()
  })

  it('get a new building inside a grid, in its estate, under a key of its own', async () => {
    const sent = open()
    fireEvent.click(await screen.findByText('第一网格'))
    press('看里面的')
    await screen.findByText('里面还没有登记')
    press('新增楼栋')
    write('楼栋名称', ' 12号楼 ')
    fireEvent.click(await screen.findByRole('radio', { name: /江畔苑/ }))
    press('新增')
    expect(await screen.findByText('“12号楼”已新增在第一网格里。')).toBeTruthy()
    const made = sent.find(({ name }) => name === 'POST /api/areas')
    expect(made?.body).toEqual({ level: 'building', parent: grid.code, name: '12号楼', estate: estate.code })
    expect(made?.requestKey).toBeDefined()
  })

  it('move a building to another grid, with a reason, and say what went along', async () => {
    const house = { ...grid, code: '310113001001-B001', name: '12号楼', level: 'building', parent: grid.code }
    const other = { ...grid, code: '310113001001-G02', name: '第二网格' }
    const path = `POST /api/areas/${house.code}/move`
    const sent = fakeApi({
      [`GET /api/areas/${community.code}`]: () => community,
      [`GET /api/areas/${grid.code}`]: () => grid,
      'GET /api/areas': ({ query }) => ({
        items: query.get('parent') === grid.code ? [house] : [grid, other],
      }),
      'GET /api/memberships': () => ({ items: [] }),
      [path]: () => ({ building: house, homes: 24, people: 61, accounts: 30, openNeeds: 2 }),
    })
    render(<AreasPage />)
    fireEvent.click(await screen.findByText('第一网格'))
    press('看里面的')
    fireEvent.click(await screen.findByText('12号楼'))
    press('移到别的网格')
    press('移过去')
    expect(await screen.findByText('请选移到哪个网格。')).toBeTruthy()
    expect(screen.queryByRole('radio', { name: /第一网格/ })).toBeNull()
    fireEvent.click(await screen.findByRole('radio', { name: /第二网格/ }))
    write('为什么移', '网格重新划分')
    press('移过去')
    expect(await screen.findByText(/24 套房屋、61 位居民、2 件没办完的诉求/)).toBeTruthy()
    expect(sent.find(({ name }) => name === path)?.body).toEqual({ grid: other.code, reason: '网格重新划分' })
  })

  it('are renamed, but not the secretary’s own, whose telephone and hours she sets', async () => {
    const sent = open()
    fireEvent.click(await screen.findByText('第一网格'))
    press('修改')
    write('名称', '江畔网格')
    press('保存')
    expect(await screen.findByText('“江畔网格”已保存。')).toBeTruthy()
    press('返回列表')
    fireEvent.click(await screen.findByText('泗塘一村居委会'))
    press('修改')
    expect(screen.queryByLabelText('名称')).toBeNull()
    write(/受理台电话/, '不是号码')
    press('保存')
    expect(await screen.findByText(/电话请写成/)).toBeTruthy()
    write(/受理台电话/, '021-56120000')
    press('保存')
    await waitFor(() => {
      expect(sent.find(({ name }) => name === `PATCH /api/areas/${community.code}`)?.body).toEqual({
        phone: '021-56120000',
        schedule: null,
      })
    })
  })
})
