import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, refuse, secretary, signInAs } from '../../../../test/fakeApi'
import CodesPage from '.'

const code = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  code: 'ABCD2345',
  areaCode: '310113001001',
  areaName: '泗塘一村居委会',
  joinedCount: 0,
  isValid: true,
  createdAt: '2026-11-01T00:00:00.000Z',
}
const press = (name: string) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

it('issues one code though the first answer was lost and the button was pressed again', async () => {
  const answers = [refuse(503, 'request.retry', '网络忙，请再按一次，不会重复。'), code]
  const sent = fakeApi({
    'GET /api/join-codes': () => ({ items: [] }),
    'POST /api/join-codes': () => answers.shift(),
  })
  render(<CodesPage />)
  press('发一个新码')
  fireEvent.change(await screen.findByLabelText(/贴在哪里/), { target: { value: '居委会门口' } })
  press('发这个码')
  await screen.findByText(/不会重复/)
  press('发这个码')
  const tries = () => sent.filter(({ name }) => name === 'POST /api/join-codes')
  await waitFor(() => {
    expect(tries()).toHaveLength(2)
  })
  expect(new Set(tries().map(({ requestKey }) => requestKey)).size).toBe(1)
  expect(tries()[0]?.requestKey).toBeDefined()
})
