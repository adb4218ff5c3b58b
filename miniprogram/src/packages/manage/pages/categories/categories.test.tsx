import { defaultClocks } from '@linli/shared/categories/category'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { CategoryContent } from '../../../../services/rules'
import { fakeApi, refuse, secretary, signInAs } from '../../../../test/fakeApi'
import CategoriesPage from '.'
import { changeKind, contentOf, findFault, makeAsk, makeCategory, tidy, withFlags } from './categoryDraft'

const ask = {
  key: 'what',
  label: '怎么了',
  kind: 'choice' as const,
  options: [
    { value: 'leak', label: '漏水' },
    { value: 'dark', label: '没电' },
  ],
  isRequired: false,
}
const repair = {
  ...contentOf(makeCategory([])),
  code: 'repair',
  name: '水电维修',
  group: '家里的事',
  asks: [ask],
  areaCode: '310113',
  areaName: '宝山区',
  isOwn: false,
  hasAbove: true,
  version: 3,
}
const rule = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  name: '漏水找物业',
  conditions: {
    categories: ['repair'],
    places: [],
    estate: 'any',
    answers: [{ key: 'what', values: ['leak'] }],
  },
}
const put = (code: string) => `PUT /api/category-definitions/${secretary.areaCode}/${code}`

// By its words: looking for roles goes through all of this long form each time.
const press = (words: string) => {
  fireEvent.click(screen.getAllByText(words, { selector: '[role=button] *' }).at(-1) ?? document.body)
}
const write = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}
const open = (answers: Parameters<typeof fakeApi>[0] = {}) => {
  const sent = fakeApi({
    'GET /api/category-definitions': () => ({ items: [repair], canEdit: true }),
    'GET /api/routing-rules': () => ({ items: [rule], canEdit: true, orderVersion: 0, lastResort: {} }),
    ...answers,
  })
  render(<CategoriesPage />)
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('a new category', () => {
  it('is one and the same when the first answer was lost, with codes that nobody types', async () => {
    const sent = open()
    await screen.findByText('水电维修')
    press('新增类别')
    press('保存')
    expect(await screen.findByText(/请写按钮上的名字/)).toBeTruthy()
    write('按钮上的名字', '宠物扰民')
    fireEvent.click(screen.getByRole('radio', { name: '宠物' }))
    press('加一道题')
    write('第 1 题问什么', '什么动物')
    write('答案 1', '狗')
    press('保存')
    await screen.findByText('没有')
    press('保存')
    const puts = () => sent.filter(({ name }) => name.startsWith('PUT'))
    await waitFor(() => {
      expect(puts()).toHaveLength(2)
    })
    expect(new Set(puts().map(({ name }) => name)).size).toBe(1)
    expect(puts()[0]?.name).toMatch(/\/c[0-9a-f]{12}$/)
    const { content, version } = puts()[0]?.body as { content: CategoryContent; version?: number }
    expect(version).toBeUndefined()
    expect(content).toMatchObject({ name: '宠物扰民', icon: 'paw', group: '家里的事', order: 20 })
    expect(content.asks.map(({ label, options }) => [label, options.map((each) => each.label)])).toEqual([
      ['什么动物', ['狗']],
    ])
  }, 20_000)
})

describe('a category of the level above', () => {
  it('becomes the own one with other questions, and says which rule looks at the one taken out', async () => {
    const sent = open({ [put('repair')]: () => ({ ...repair, isOwn: true, version: 1 }) })
    fireEvent.click(await screen.findByText('水电维修'))
    expect(await screen.findByText(/规则“漏水找物业”按这道题派单/)).toBeTruthy()
    press('去掉第 1 题')
    fireEvent.click(screen.getByRole('switch', { name: '有危险的事' }))
    press('保存')
    expect(await screen.findByText(/先写明打哪个电话/)).toBeTruthy()
    press('加 120')
    press('保存')
    expect(await screen.findByText(/“水电维修”已保存/)).toBeTruthy()
    expect(sent.find(({ name }) => name === put('repair'))?.body).toMatchObject({
      content: { asks: [], isDanger: true, phones: [{ name: '急救', number: '120' }] },
    })
  })

  it('keeps what was typed when somebody else was quicker', async () => {
    open({ [put('repair')]: () => refuse(409, 'request.conflict', '刚刚有人改动过') })
    fireEvent.click(await screen.findByText('水电维修'))
    write('按钮上的名字', '家里修修')
    press('保存')
    expect(await screen.findByText('刚刚有人改动过')).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('按钮上的名字').value).toBe('家里修修')
  })
})

describe('what is written about a category', () => {
  const content = { ...contentOf(makeCategory([repair])), name: '甲', asks: [ask] }

  it.each<[Partial<CategoryContent>, RegExp]>([
    [{ name: '  ' }, /名字/],
    [{ group: '' }, /哪一组/],
    [{ isDanger: true }, /打哪个电话/],
    [{ phones: [{ name: '急救', number: '1' }] }, /号码/],
    [{ clock: { ...defaultClocks.ordinary, acceptMinutes: 0 } }, /接单/],
    [{ asks: [makeAsk()] }, /没写问什么/],
    [{ asks: [{ ...ask, options: [] }] }, /可以选/],
    [{ asks: [{ ...ask, options: [{ value: 'a', label: ' ' }] }] }, /可以选/],
    [{ asks: [{ ...ask, options: [...ask.options, { value: 'x', label: '漏水 ' }] }] }, /一样/],
  ])('with %j is told to be put right', (part, fault) => {
    expect(findFault(tidy(content))).toBeUndefined()
    expect(findFault(tidy({ ...content, ...part }))).toMatch(fault)
  })

  it('never shows neighbours what is private', () => {
    expect(withFlags({ ...content, isPublicPlace: true }, { isSensitive: true })).toEqual({
      isSensitive: true,
      isPublicPlace: false,
    })
  })

  it('has options for a choice only, and demands no text', () => {
    expect(changeKind({ ...ask, isRequired: true }, 'text')).toMatchObject({ options: [], isRequired: false })
    expect(changeKind({ ...ask, isRequired: true }, 'boolean')).toMatchObject({
      options: [],
      isRequired: true,
    })
  })
})
