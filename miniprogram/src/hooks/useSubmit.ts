import { useEffect, useRef } from 'react'
import { discard } from '../services/outgoing'

interface Submitted<T> {
  id: string
  done: Promise<T>
}

/**
 * Waits for what `submit` sends. What is refused while this page is open, the page says itself: the store forgets it,
 * so that it is not said again elsewhere. Of a form with a draft it stays, to be sent anew.
 */
export function useSubmit(): <T>(submitted: Submitted<T>) => Promise<T> {
  const isOpen = useRef(false)
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])
  return async ({ id, done }) => {
    try {
      return await done
    } catch (cause) {
      if (isOpen.current) discard(id)
      throw cause
    }
  }
}
