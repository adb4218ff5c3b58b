import { useEffect } from 'react'
import { useLatest } from './useLatest'

/** Runs again and again as long as `isOn`: for what must not hang on an open connection, or moves while one looks. */
export function useEvery(milliseconds: number, run: () => void, isOn: boolean): void {
  const latest = useLatest(run)
  useEffect(() => {
    if (!isOn) return undefined
    const timer = setInterval(() => {
      latest.current()
    }, milliseconds)
    return () => {
      clearInterval(timer)
    }
  }, [isOn, milliseconds, latest])
}
