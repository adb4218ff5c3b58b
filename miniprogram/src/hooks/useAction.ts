import { useRef, useState } from 'react'
import { toApiError, type ApiError } from '../services/apiError'

interface Action {
  /** Does the work once; a second call while it is under way does nothing. Resolves with whether it was done. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
  isBusy: boolean
  error: ApiError | undefined
  /** The sentence of what went wrong the last time. */
  problem: string | undefined
  clear: () => void
}

/** One button's work: busy while it lasts, and why it was not done. */
export function useAction(): Action {
  const [isBusy, setIsBusy] = useState(false)
  // At once: two presses may come before the button is drawn anew.
  const busy = useRef(false)
  const [error, setError] = useState<ApiError>()
  return {
    run: async (work) => {
      if (busy.current) return false
      busy.current = true
      setIsBusy(true)
      setError(undefined)
      try {
        await work()
        return true
      } catch (cause) {
        setError(toApiError(cause))
        return false
      } finally {
        busy.current = false
        setIsBusy(false)
      }
    },
    isBusy,
    error,
    problem: error?.message,
    clear: () => {
      setError(undefined)
    },
  }
}
