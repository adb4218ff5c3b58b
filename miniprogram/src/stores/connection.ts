import { create } from 'zustand'

interface Connection {
  /** Whether the phone has a network, as far as it knows. */
  isOnline: boolean
  /** Whether a page was asked for just now whose code was not there. */
  isPageMissing: boolean
}

export const useConnection = create<Connection>(() => ({ isOnline: true, isPageMissing: false }))
