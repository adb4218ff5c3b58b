import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, secretary, signInAs } from '../../../../test/fakeApi'
import { Editions } from './Editions'
import ReviewsPage from '.'

const id = 'b'.repeat(24)
const area = secretary.areaCode ?? ''
const week = { from: '2026-11-16T00:00:00.000Z', decided: 4, hidden: 1, appealed: 1, overturned: 1 }

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

const open = async (part: string, answers: Parameters<typeof fakeApi>[0]) => {
  const sent = fakeApi({ 'GET /api/content-reviews': () => ({ items: [] }), ...answers })
  render(<ReviewsPage />)
  fireEvent.click(await screen.findByRole('radio', { name: part }))
  return sent
}

it('shows who is muted, why and until when, and ends it early', async () => {
  const mute = {
    ...{ id, name: '3号楼王姓邻居', reason: '不发广告；天天发', by: '陈书宁' },
    ...{ from: '2026-11-20T02:00:00.000Z', until: '2026-11-27T02:00:00.000Z' },
  }
  const state = { items: [mute] }
  const sent = await open('禁言', {
    'GET /api/mutes': () => state,
    [`POST /api/mutes/${id}/end`]: () => {
      state.items = []
    },
  })
  expect(await screen.findByText('不发广告；天天发')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: '提前恢复' }))
  expect(await screen.findByText('现在没有人禁言')).toBeTruthy()
  expect(sent.find(({ name }) => name === 'GET /api/mutes')?.query.get('areaCode')).toBe(area)
})

it('shows how long decisions take and how many were put right, each with its whole', async () => {
  await open('数字', {
    'GET /api/moderation-figures': () => ({
      ...{ from: '2026-10-24T00:00:00.000Z', waiting: 2, decided: 8, hidden: 4, medianMinutes: 20 },
      ...{ appealed: 2, appealsDecided: 2, overturned: 1, weeks: [week] },
    }),
  })
  expect(await screen.findByText('2 条')).toBeTruthy()
  expect(screen.getByText('20 分钟')).toBeTruthy()
  for (const whole of ['4 / 8 条', '2 / 8 条', '1 / 2 条']) expect(screen.getByText(whole)).toBeTruthy()
})

it('adds a word to watch for, and takes one out again', async () => {
  const words = [{ id, areaCode: area, word: '刷单', addedAt: '2026-11-20T02:00:00.000Z' }]
  const sent = await open('留意词', {
    'GET /api/sensitive-words': () => ({ items: words }),
    'POST /api/sensitive-words': () => ({ items: words }),
    [`DELETE /api/sensitive-words/${id}`]: () => undefined,
  })
  expect(await screen.findByText('刷单')).toBeTruthy()
  fireEvent.input(screen.getByLabelText(/添加留意词/), { target: { value: '返利' } })
  fireEvent.click(screen.getByRole('button', { name: '添加' }))
  await waitFor(() => {
    expect(sent.find(({ name }) => name === 'POST /api/sensitive-words')?.body).toEqual({
      areaCode: area,
      words: ['返利'],
    })
  })
  // Shut while the other is under way.
  await waitFor(() => {
    fireEvent.click(screen.getByRole('button', { name: '删掉“刷单”' }))
    expect(sent.some(({ name }) => name === `DELETE /api/sensitive-words/${id}`)).toBe(true)
  })
})

it('shows each edition of a post with the pictures it had', async () => {
  fakeApi({
    [`GET /api/forum/posts/${id}/editions`]: () => ({
      items: [
        {
          ...{ id, text: '加我看好货', at: '2026-11-20T02:00:00.000Z', state: 'hidden' },
          media: [
            { id: 'c'.repeat(24), kind: 'photo', url: '/api/media/c', thumbnailUrl: '/api/media/c/small' },
          ],
        },
      ],
    }),
  })
  render(<Editions kind="forumPost" id={id} />)
  fireEvent.click(screen.getByRole('button', { name: '看每次修改的原文' }))
  expect(await screen.findByText('加我看好货')).toBeTruthy()
  expect(document.querySelector('img, [src*="/api/media/c"]')).not.toBeNull()
})
