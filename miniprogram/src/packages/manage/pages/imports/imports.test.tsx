import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { chooseFile } from '../../../../platform/files'
import { passOn } from '../../../../services/live'
import { fakeApi, secretary, signInAs } from '../../../../test/fakeApi'
import ImportsPage from '.'

jest.mock('../../../../platform/files', () => ({ chooseFile: jest.fn(), saveFile: jest.fn() }))

const job = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  kind: 'homes',
  area: '310113001001',
  fileName: '房屋.xlsx',
  state: 'checking',
  rows: 100,
  rowsChecked: 50,
  rowsWritten: 0,
  problemCount: 0,
  problems: [],
  keptCount: 0,
  kept: [],
  added: 0,
  updated: 0,
  createdAt: '2026-11-20T02:00:00.000Z',
}

/** Stands in for Taro's upload: the server answers with the job as it is now. */
const takeUpload = () => {
  const uploadFile = jest.fn((options: Taro.uploadFile.Option) => {
    setTimeout(() => {
      options.success?.({ statusCode: 202, data: JSON.stringify(job), errMsg: 'ok' })
    }, 0)
    return { progress: () => undefined }
  })
  Taro.uploadFile = uploadFile as unknown as typeof Taro.uploadFile
  return uploadFile
}

const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }))
}

let now: object
beforeEach(() => {
  now = job
  signInAs({ memberships: [secretary] })
  fakeApi({
    'GET /api/register/imports': () => ({ items: [] }),
    [`GET /api/register/imports/${job.id}`]: () => now,
  })
  jest.mocked(chooseFile).mockResolvedValue({ path: 'blob:1', name: '房屋.xlsx' })
})

const begin = async () => {
  const uploaded = takeUpload()
  render(<ImportsPage />)
  fireEvent.click(screen.getByRole('radio', { name: '房屋' }))
  press('选表格并上传')
  await screen.findByText('正在检查，第 50 行，共 100 行')
  return uploaded
}
const change = (part: object) => {
  now = { ...job, ...part }
  act(() => {
    passOn('import.changed', { id: job.id, done: 0, total: 100 })
  })
}

describe('importing a sheet', () => {
  it('says beforehand that one wrong row keeps all from being written', async () => {
    render(<ImportsPage />)
    await screen.findByText('这里还没有导入过')
    expect(screen.getByText(/有一行不对，就一行也不写/)).toBeTruthy()
  })

  it('sends the kind, the area and the name of the file, and shows how far it is', async () => {
    const uploaded = await begin()
    expect(uploaded.mock.calls[0]?.[0]).toMatchObject({
      formData: { kind: 'homes', area: '310113001001' },
      fileName: '房屋.xlsx',
    })
    expect(screen.getByText('25%')).toBeTruthy()
    change({ state: 'applying', rowsChecked: 100, rowsWritten: 50 })
    expect(await screen.findByText('75%')).toBeTruthy()
    change({ state: 'done', rowsChecked: 100, rowsWritten: 100, added: 90, updated: 10 })
    expect(await screen.findByText('导入好了：新增 90 条，更新 10 条。')).toBeTruthy()
    const kept = [{ row: 5, column: '手机号', reason: '2026年11月20日手工改正过，没有按表格改。' }]
    change({ state: 'done', added: 90, updated: 10, keptCount: 1, kept })
    expect(await screen.findByText(/有 1 处和登记不一样/)).toBeTruthy()
    expect(screen.getByText(/手机号：2026年11月20日手工改正过/)).toBeTruthy()
  })

  it('reports every bad row with its number and reason', async () => {
    await begin()
    change({
      state: 'refused',
      problemCount: 2,
      problems: [
        { row: 3, column: '面积', reason: '不是数字' },
        { row: 9, reason: '和第 4 行重复' },
      ],
    })
    expect(await screen.findByText(/有 2 处要改，所以一行也没有写入/)).toBeTruthy()
    const rows = screen.getAllByRole('listitem').map(({ textContent }) => textContent)
    expect(rows).toEqual(['第 3 行面积：不是数字', '第 9 行和第 4 行重复'])
    expect(screen.getByRole('button', { name: '下载全部有问题的行' })).toBeTruthy()
  })

  it('does nothing when no file was chosen', async () => {
    jest.mocked(chooseFile).mockResolvedValue(undefined)
    const uploaded = takeUpload()
    render(<ImportsPage />)
    press('选表格并上传')
    await act(() => Promise.resolve())
    expect(uploaded).not.toHaveBeenCalled()
  })
})
