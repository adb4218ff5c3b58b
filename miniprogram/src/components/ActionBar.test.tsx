import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { ApiError } from '../services/apiError'
import { ActionBar, type ActionSpec } from './ActionBar'

const actions: ActionSpec[] = [
  { action: 'accept', text: '接单' },
  {
    action: 'return',
    text: '退回',
    ask: {
      choice: { label: '原因', isRequired: true, options: [{ value: 'notOurs', label: '不归我们管' }] },
      text: { label: '说明', isRequired: true, audience: '只有上级能看到' },
    },
  },
]

const show = (onAct = jest.fn(() => Promise.resolve())) => {
  const view = render(<ActionBar actions={actions} onAct={onAct} formKey="need:1" />)
  return { onAct, ...view }
}
const button = (name: string) => screen.getByRole('button', { name })
const submitButton = () => screen.getAllByRole('button', { name: '退回' }).at(-1) ?? document.body

beforeEach(() => {
  localStorage.clear()
})

describe('ActionBar', () => {
  it('does at once what needs nothing more', async () => {
    const { onAct } = show()
    fireEvent.click(button('接单'))
    await waitFor(() => {
      expect(onAct).toHaveBeenCalledWith('accept', {}, undefined)
    })
  })

  it('asks first, and names what is missing', async () => {
    const { onAct } = show()
    fireEvent.click(button('退回'))
    expect(screen.getByText('谁能看到：只有上级能看到')).toBeTruthy()
    fireEvent.click(submitButton())
    expect(await screen.findByText('请选一项原因。')).toBeTruthy()
    expect(screen.getByText('请写一写说明。')).toBeTruthy()
    expect(onAct).not.toHaveBeenCalled()
  })

  it('hands over what was chosen and written, and closes', async () => {
    const { onAct } = show()
    fireEvent.click(button('退回'))
    fireEvent.click(screen.getByRole('radio'))
    fireEvent.change(screen.getByLabelText('说明'), { target: { value: ' 属于市政 ' } })
    fireEvent.click(submitButton())
    await waitFor(() => {
      expect(onAct).toHaveBeenCalledWith(
        'return',
        { choice: 'notOurs', text: '属于市政' },
        expect.any(String),
      )
    })
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull()
    })
  })

  it('keeps what was written when it fails, and after the sheet was closed', async () => {
    const refuse = () => Promise.reject(new ApiError('request.conflict', '刚刚有人改动过', 409))
    show(jest.fn(refuse))
    fireEvent.click(button('退回'))
    fireEvent.click(screen.getByRole('radio'))
    fireEvent.change(screen.getByLabelText('说明'), { target: { value: '属于市政' } })
    fireEvent.click(submitButton())
    expect(await screen.findByText('刚刚有人改动过')).toBeTruthy()
    // Beside the button, in sight however long the form is.
    expect(screen.getByRole('alert').closest('.sheet-foot')).not.toBeNull()
    fireEvent.click(button('关闭'))
    fireEvent.click(button('退回'))
    expect(screen.getByLabelText<HTMLTextAreaElement>('说明').value).toBe('属于市政')
  })

  it('works from the keyboard', async () => {
    const { onAct } = show()
    fireEvent.keyDown(button('接单'), { key: 'Enter' })
    await waitFor(() => {
      expect(onAct).toHaveBeenCalledTimes(1)
    })
  })

  it('shows nothing when nothing may be done', () => {
    const { container } = render(<ActionBar actions={[]} onAct={() => Promise.resolve()} formKey="x" />)
    expect(container.textContent).toBe('')
  })
})
