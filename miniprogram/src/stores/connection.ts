import { create } from 'zustand'

/** Whether the phone has a network, as far as it knows. */
export const useConnection = create<{ isOnline: boolean }>(() => ({ isOnline: true }))
