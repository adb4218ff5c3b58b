import { fireEvent, render, screen } from '@testing-library/react'
import { useSettings } from '../stores/settings'
import { FaceRating } from './FaceRating'

const names = () => screen.getAllByRole('radio').map(({ textContent }) => textContent)

describe('FaceRating', () => {
  it('has the five grades of 好差评', () => {
    useSettings.setState({ modeChoice: 'normal' })
    render(<FaceRating value={4} onChange={jest.fn()} />)
    expect(names()).toEqual(['非常满意', '满意', '基本满意', '不满意', '非常不满意'])
    expect(screen.getByRole('radio', { checked: true }).textContent).toBe('满意')
  })

  it('has three faces in elder mode, which stand for grades', () => {
    useSettings.setState({ modeChoice: 'elder' })
    const onChange = jest.fn()
    render(<FaceRating value={undefined} onChange={onChange} />)
    expect(names()).toEqual(['满意', '一般', '不满意'])
    fireEvent.click(screen.getByRole('radio', { name: '不满意' }))
    expect(onChange).toHaveBeenCalledWith(1)
  })
})
