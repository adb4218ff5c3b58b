import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { draftKeyOf, saveDraft } from '../../stores/drafts'
import { fakeApi, me, refuse, secretary, signInAs } from '../../test/fakeApi'
import { AddPersonSheet } from './pages/register/AddPersonSheet'

const path = 'POST /api/register/people'

it('asks about a namesake in the home, and puts another in only when somebody has said so', async () => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
  const typed = {
    name: '李阿妹',
    birthDate: '1950-01-01',
    building: '310113001001-B001',
    homeId: 'a'.repeat(24),
  }
  saveDraft(draftKeyOf('register:add', me.id), typed)
  const onDone = jest.fn()
  const sent = fakeApi({
    [path]: ({ body }) =>
      (body as { isAnother?: boolean }).isAnother === true
        ? { id: 'b'.repeat(24) }
        : refuse(409, 'person.namesake', '这一户已经登记了一位同名的居民'),
  })
  render(<AddPersonSheet community="310113001001" onDone={onDone} onClose={jest.fn()} />)
  expect(screen.queryByText('是同名的另一位')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: '登记' }))
  expect(await screen.findByText('这一户已经登记了一位同名的居民')).toBeTruthy()
  fireEvent.click(screen.getByRole('switch', { name: /是同名的另一位/ }))
  fireEvent.click(screen.getByRole('button', { name: '登记' }))
  await waitFor(() => {
    expect(onDone).toHaveBeenCalledWith('b'.repeat(24))
  })
  const bodies = sent.filter(({ name }) => name === path).map(({ body }) => body)
  expect(bodies).toMatchObject([{ name: '李阿妹' }, { name: '李阿妹', isAnother: true }])
})
