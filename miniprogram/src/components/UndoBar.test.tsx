import { act, fireEvent, render, screen } from '@testing-library/react'
import { useSettings } from '../stores/settings'
import { UndoBar } from './UndoBar'

const show = () => {
  const onUndo = jest.fn()
  const onEnd = jest.fn()
  const until = new Date(Date.now() + 8000).toISOString()
  render(<UndoBar message="已提交：楼道灯坏了" until={until} onUndo={onUndo} onEnd={onEnd} />)
  return { onUndo, onEnd }
}
const wait = (ms: number) => {
  act(() => {
    jest.advanceTimersByTime(ms)
  })
}

beforeEach(() => {
  jest.useFakeTimers()
  useSettings.setState({ modeChoice: 'normal' })
})
afterEach(() => {
  jest.useRealTimers()
})

describe('UndoBar', () => {
  it('counts down and ends once in what the person asked for', () => {
    const { onUndo, onEnd } = show()
    expect(screen.getByText('8 秒后送出')).toBeTruthy()
    wait(7000)
    expect(screen.getByText('1 秒后送出')).toBeTruthy()
    wait(3000)
    expect(onEnd).toHaveBeenCalledTimes(1)
    expect(onUndo).not.toHaveBeenCalled()
  })

  it('takes it back on a tap', () => {
    const { onUndo } = show()
    fireEvent.click(screen.getByRole('button', { name: '撤回' }))
    expect(onUndo).toHaveBeenCalledTimes(1)
  })

  it('in elder mode waits for the person, without a countdown', () => {
    useSettings.setState({ modeChoice: 'elder' })
    const { onEnd } = show()
    wait(60_000)
    expect(onEnd).not.toHaveBeenCalled()
    expect(screen.queryByText(/秒/)).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: '不撤回，送出' }))
    expect(onEnd).toHaveBeenCalledTimes(1)
  })
})
