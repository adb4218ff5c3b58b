import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen, within } from '@testing-library/react'
import { fakeApi, refuse, secretary, signInAs } from '../../../../test/fakeApi'
import RulesPage from '.'

const rule = (id: string, name: string, part: object = {}) => ({
  id: id.repeat(24),
  areaCode: '310113001001',
  areaName: '泗塘一村居委会',
  targetName: '和谐物业',
  name,
  isOn: true,
  conditions: { categories: [], places: [], estate: 'any', answers: [] },
  target: { kind: 'unitKind', unitKind: 'property' },
  version: 1,
  isOwn: true,
  problems: [],
  ...part,
})
const lamp = rule('a', '楼道灯')
const broken = rule('b', '水管', {
  problems: [{ reason: 'unitClosed', text: '规则指向的单位已经停用', subjects: ['老物业'] }],
})
const above = rule('c', '街道的规则', { isOwn: false, areaName: '友谊路街道' })

const answers = {
  'GET /api/routing-rules': () => ({
    items: [lamp, broken, above],
    canEdit: true,
    orderVersion: 3,
    lastResort: { name: '社区总台', isStaffed: false },
  }),
  'GET /api/routing-rules/health': () => ({ checked: 3, items: [] }),
  'GET /api/category-definitions': () => ({ items: [], canEdit: true }),
  'GET /api/areas': () => ({ items: [] }),
  'GET /api/estates': () => ({ items: [] }),
}
const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }))
}
const open = async (name: string, more: Record<string, () => unknown> = {}) => {
  const sent = fakeApi({ ...answers, ...more })
  render(<RulesPage />)
  fireEvent.click(await screen.findByText(name))
  // The words of the conditions come from the categories.
  await act(() => Promise.resolve())
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('routing rules', () => {
  it('begins a new rule with what was agreed for one need', async () => {
    const params = { category: 'light', unitId: '9'.repeat(24), name: encodeURIComponent('楼道灯由物业牵头') }
    const router = jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
    const sent = fakeApi({
      ...answers,
      'GET /api/units': () => ({ items: [] }),
      'POST /api/routing-rules': () => ({ ...lamp, id: 'd'.repeat(24), name: '楼道灯由物业牵头' }),
    })
    render(<RulesPage />)
    expect((await screen.findByLabelText<HTMLInputElement>('规则名字')).value).toBe('楼道灯由物业牵头')
    press('保存规则')
    await screen.findByText(/已保存/)
    expect(sent.find(({ name }) => name === 'POST /api/routing-rules')?.body).toMatchObject({
      content: { conditions: { categories: ['light'] }, target: { kind: 'unit', unitId: '9'.repeat(24) } },
    })
    router.mockRestore()
  })

  it('says on the list which rule is broken and why, and that the last resort has nobody', async () => {
    fakeApi(answers)
    render(<RulesPage />)
    const card = await screen.findByRole('button', { name: /2. 水管/ })
    expect(within(card).getByText('有问题')).toBeTruthy()
    expect(within(card).getByText('规则指向的单位已经停用')).toBeTruthy()
    expect(screen.getByText('这个岗位现在没有人，请先安排任职。')).toBeTruthy()
  })

  it('lets nobody change a rule of the level above', async () => {
    await open('3. 街道的规则')
    expect(screen.queryByRole('button', { name: '修改' })).toBeNull()
    expect(screen.getByText(/这是上级的规则/)).toBeTruthy()
  })

  it('moves a rule with the order it has seen, and names a refusal', async () => {
    const sent = await open('1. 楼道灯', {
      'POST /api/routing-rules/order': () => refuse(409, 'routing.order_changed', '刚刚有人调整过'),
    })
    press('往后排')
    expect(await screen.findByText('刚刚有人调整过')).toBeTruthy()
    expect(sent.find(({ name }) => name.endsWith('/order'))?.body).toEqual({
      areaCode: '310113001001',
      ids: [broken.id, lamp.id],
      orderVersion: 3,
    })
  })

  it('tries what is being written together with the other own rules, and changes nothing', async () => {
    const sent = await open('1. 楼道灯', {
      'POST /api/routing-rules/dry-run': () => ({
        checked: 12,
        changed: 5,
        counts: [{ postName: '和谐物业', before: 2, after: 7 }],
        items: [],
      }),
    })
    press('修改')
    fireEvent.change(screen.getByLabelText('规则名字'), { target: { value: '楼道灯给网格员' } })
    fireEvent.click(screen.getByRole('radio', { name: /网格员/ }))
    press('试算')
    expect(await screen.findByText('试算 12 件，有 5 件会派给别人。')).toBeTruthy()
    expect(screen.getByText('和谐物业 改后')).toBeTruthy()
    const tried = sent.find(({ name }) => name.endsWith('/dry-run'))?.body as {
      rules: { name: string; target: { kind: string } }[]
    }
    expect(tried.rules.map(({ name, target }) => [name, target.kind])).toEqual([
      ['楼道灯给网格员', 'grid'],
      ['水管', 'unitKind'],
    ])
    expect(sent.some(({ name }) => name.startsWith('PUT'))).toBe(false)
  })

  it('gives to volunteers in turn, of those with a skill', async () => {
    const path = `PUT /api/routing-rules/${lamp.id}`
    const sent = await open('1. 楼道灯', { [path]: () => lamp })
    press('修改')
    fireEvent.click(screen.getByRole('radio', { name: /志愿者轮流/ }))
    fireEvent.change(screen.getByLabelText('要会什么（可以不填）'), { target: { value: '水电维修' } })
    press('保存规则')
    await act(() => Promise.resolve())
    const saved = sent.find(({ name }) => name === path)?.body as { content: { target: object } }
    expect(saved.content.target).toEqual({ kind: 'pool', inTurn: true, skill: '水电维修' })
  })
})
