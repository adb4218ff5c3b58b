import { dayOf } from '../../../services/time'

/** To half a day: nobody counts an answer in hours. */
export const toDays = (hours: number): number => Math.max(0.5, Math.round(hours / 12) / 2)

/** 「11月」. */
export const nameMonth = (from: string): string => `${Number(dayOf(Date.parse(from)).slice(5, 7))}月`
