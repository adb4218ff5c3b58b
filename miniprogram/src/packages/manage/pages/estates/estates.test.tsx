import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, secretary, signInAs } from '../../../../test/fakeApi'
import EstatesPage from '.'

const property = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  kind: 'property',
  name: '江畔物业',
  areaCode: secretary.areaCode,
  services: [],
  isOpen: false,
}
const managed = {
  code: '310113001001-E01',
  name: '江畔苑',
  community: secretary.areaCode,
  propertyUnitId: property.id,
}
const old = { code: '310113001001-E02', name: '老公房', community: secretary.areaCode }
const path = `/api/estates/${managed.code}`

const open = () => {
  const sent = fakeApi({
    'GET /api/estates': () => ({ items: [managed, old] }),
    'GET /api/units': () => ({ items: [property] }),
    [`PATCH ${path}`]: () => ({ ...managed, propertyUnitId: undefined }),
    'POST /api/estates': ({ body }) => ({ ...(body as object), code: '310113001001-E03' }),
  })
  render(<EstatesPage />)
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('the estates of a community', () => {
  it('say who manages them, that nobody does, and that who does has stopped', async () => {
    open()
    expect(await screen.findByText('物业：江畔物业')).toBeTruthy()
    expect(screen.getByText('物业已停用')).toBeTruthy()
    expect(screen.getByText('无物管')).toBeTruthy()
  })

  it('are set to 无物管, which clears the company', async () => {
    const sent = open()
    fireEvent.click(await screen.findByText('江畔苑'))
    fireEvent.click(screen.getByRole('radio', { name: /无物管/ }))
    fireEvent.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => {
      expect(sent.find(({ name }) => name === `PATCH ${path}`)?.body).toEqual({
        name: '江畔苑',
        address: null,
        propertyUnitId: null,
        ownersCommitteeUnitId: null,
      })
    })
  })

  it('are added under a key of their own, once they have a name', async () => {
    const sent = open()
    await screen.findByText('江畔苑')
    fireEvent.click(screen.getByRole('button', { name: '新增小区' }))
    fireEvent.click(screen.getByRole('button', { name: '保存' }))
    expect(await screen.findByText('请写小区名称。')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('小区名称'), { target: { value: '新村' } })
    fireEvent.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => {
      const made = sent.find(({ name }) => name === 'POST /api/estates')
      expect(made?.body).toMatchObject({ community: secretary.areaCode, name: '新村' })
      expect(made?.requestKey).toBeDefined()
    })
  })
})
