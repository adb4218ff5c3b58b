import { fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { TextArea, TextField } from './TextField'

function Form({ most }: { most: number }) {
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  return (
    <>
      <TextField label="标题" value={title} onChange={setTitle} most={most} />
      <TextArea label="正文" value={text} onChange={setText} most={most} />
    </>
  )
}

const boxes = () => screen.getAllByRole<HTMLInputElement>('textbox')
const type = (place: number, value: string) => {
  const box = boxes()[place]
  if (!box) throw new Error('no such field')
  fireEvent.input(box, { target: { value } })
}
const alerts = () => screen.queryAllByRole('alert').map(({ textContent }) => textContent)

describe.each([
  ['a line', 0],
  ['several lines', 1],
])('%s', (_, place) => {
  it('takes as many emoji as letters, to the last', () => {
    render(<Form most={40} />)
    type(place, '🌸'.repeat(40))
    expect(boxes()[place]?.value).toBe('🌸'.repeat(40))
    expect(Number(boxes()[place]?.getAttribute('maxlength'))).toBeGreaterThanOrEqual(80)
    expect(alerts()).toEqual([])
    expect(screen.getByText('写满 40 个字了')).toBeTruthy()
  })

  it('keeps what is too much, and says by how much', () => {
    render(<Form most={40} />)
    type(place, '下'.repeat(46))
    expect(boxes()[place]?.value).toBe('下'.repeat(46))
    expect(alerts()).toEqual(['最多 40 个字，多了 6 个，请删短一点'])
    type(place, `${'下'.repeat(36)} `)
    expect(alerts()).toEqual([])
    expect(screen.getByText('还可以写 4 个字')).toBeTruthy()
  })
})

it('says nothing of room in a field that is full when it is right: a time of day', () => {
  render(<Form most={5} />)
  type(0, '08:06')
  expect(screen.queryByText(/写满/)).toBeNull()
  type(0, '08:060')
  expect(alerts()).toEqual(['最多 5 个字，多了 1 个，请删短一点'])
})
