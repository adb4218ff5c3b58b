import { useEffect, useRef } from 'react'

/** The newest value, for effects and listeners that must not start again when it changes. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}
