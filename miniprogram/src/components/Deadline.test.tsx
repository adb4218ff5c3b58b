import { render, screen } from '@testing-library/react'
import { Deadline } from './Deadline'

const after = (hours: number) => new Date(Date.now() + hours * 60 * 60 * 1000).toISOString()

describe('Deadline', () => {
  it('says what is due and by when', () => {
    render(<Deadline at={after(240)} what="办结" />)
    expect(screen.getByText(/^\d+月\d+日 \d+:\d\d 前办结$|^\d+年\d+月\d+日 \d+:\d\d 前办结$/)).toBeTruthy()
  })

  it('says by how much it is late, with another shape than before', () => {
    const { container } = render(<Deadline at={after(-2)} what="办结" />)
    expect(container.textContent).toBe('办结已超时 2 小时')
    expect(container.querySelector('.icon-warning')).toBeTruthy()
  })
})
