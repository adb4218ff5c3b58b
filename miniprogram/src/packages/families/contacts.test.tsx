import type { ElderView } from '@linli/shared/elders/elder.contract'
import { fireEvent, render, screen } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { fakeApi, refuse, signInAs } from '../../test/fakeApi'
import ContactsPage from './pages/contacts'

const daughter = { name: '王小丽', relation: '女儿', phone: '13900000001' }
const neighbour = { name: '李三', relation: '邻居', phone: '13900000002' }
const profile: ElderView = {
  ...{
    id: 'e'.repeat(24),
    maskedName: '张**',
    state: 'present',
    source: 'import',
    homes: [],
    hasAccount: true,
  },
  ...{ version: 3, relationToViewer: 'self', capacity: 'clear', capacityLog: [] },
  known: { care: false, means: false, contacts: 2 },
  contacts: [daughter, neighbour],
  actions: ['update'],
}
const visit = (params: Record<string, string> = {}) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
}
const shown = (words: string | RegExp) => screen.findByText(words)
const press = (name: string) => {
  const last = screen.getAllByRole('button', { name }).at(-1)
  if (last) fireEvent.click(last)
}
const type = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}
/** The server as it keeps the list: each change is held against the version that was seen. */
function keep(view: ElderView = profile) {
  let now = view
  const sent = fakeApi({
    'GET /api/me/elder': () => now,
    'GET /api/families/elders': () => ({
      items: [{ relation: 'daughter', elder: { personId: view.id, name: '张桂珍' } }],
    }),
    [`GET /api/elders/${view.id}`]: () => now,
    [`PATCH /api/elders/${view.id}`]: ({ body }) => {
      const { version, contacts } = body as Pick<ElderView, 'version' | 'contacts'>
      if (version !== now.version) return refuse(409, 'request.conflict', '刚刚有人改过')
      now = { ...now, version: version + 1, contacts }
      return now
    },
  })
  const lists = () =>
    sent
      .filter(({ name }) => name.startsWith('PATCH'))
      .map(({ body }) => (body as Pick<ElderView, 'contacts'>).contacts.map(({ name }) => name))
  return { lists, change: () => (now = { ...now, version: now.version + 1 }) }
}

beforeEach(() => {
  visit()
  signInAs({})
})

describe('whom to call when she cannot be reached', () => {
  it('is put in order, added to, set right and taken off by herself, one press each', async () => {
    const { lists } = keep()
    render(<ContactsPage />)
    await shown('邻居 李三')
    press('先打给李三')
    await shown('李三 提前了一位。')
    press('加一位')
    type('姓名', '周敏')
    type('和老人的关系', '外甥女')
    expect(screen.getByText(/手机号是 11 位数字/)).toBeTruthy()
    type('手机号', '13900000003')
    press('保存')
    await shown('外甥女 周敏')
    press('改王小丽')
    type('手机号', '13900000009')
    press('保存')
    await shown('13900000009')
    press('去掉李三')
    press('去掉')
    await shown('去掉了。')
    expect(lists()).toEqual([
      ['李三', '王小丽'],
      ['李三', '王小丽', '周敏'],
      ['李三', '王小丽', '周敏'],
      ['王小丽', '周敏'],
    ])
  })

  it('keeps what was typed when somebody else changed it meanwhile, and five are the most', async () => {
    const { change } = keep()
    const page = render(<ContactsPage />)
    await shown('邻居 李三')
    change()
    press('加一位')
    type('姓名', '周敏')
    type('和老人的关系', '外甥女')
    type('手机号', '13900000003')
    press('保存')
    await shown('刚刚有人改过')
    page.unmount()
    keep({ ...profile, contacts: [1, 2, 3, 4, 5].map((n) => ({ ...neighbour, phone: `1390000000${n}` })) })
    render(<ContactsPage />)
    await shown('最多 5 位。要加别人，先去掉一位。')
    expect(screen.queryByRole('button', { name: '加一位' })).toBeNull()
  })

  it('is read by a relative who may not change it, and says whose it is', async () => {
    visit({ id: profile.id })
    signInAs({ isProxy: true })
    keep({ ...profile, relationToViewer: 'proxy', actions: [] })
    render(<ContactsPage />)
    await shown('女儿 王小丽')
    await shown('为 张桂珍 办')
    expect(screen.queryByRole('button', { name: '加一位' })).toBeNull()
    expect(screen.getByText(/请老人自己改，或打电话给社区/)).toBeTruthy()
  })
})
