import { renderHook } from '@testing-library/react'
import { signInAs } from '../test/fakeApi'
import { useDraft } from './useDraft'

const openForm = () => renderHook(() => useDraft('start:1', { code: '', at: '' }))

beforeEach(() => {
  localStorage.clear()
  signInAs({ level: 'verified' })
})

it('keeps what a form is told after it was closed: when a visit began, learnt while its record is written already', () => {
  const first = openForm()
  first.unmount()
  first.result.current.change({ code: '123456' })
  first.result.current.change({ at: '2026-11-24T06:00:00.000Z' })
  expect(openForm().result.current.value).toEqual({ code: '123456', at: '2026-11-24T06:00:00.000Z' })
})
