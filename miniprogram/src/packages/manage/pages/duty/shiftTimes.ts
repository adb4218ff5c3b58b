/** Minutes from midnight as a clock shows them: 「08:00」. */
export const writeClock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** 「8:00」「08：30」「24:00」 as minutes from midnight; undefined for what is no time. */
export function readClock(text: string): number | undefined {
  const found = /^(\d{1,2})[:：](\d{2})$/.exec(text.trim())
  if (!found) return undefined
  const [hours, minutes] = [Number(found[1]), Number(found[2])]
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) return undefined
  return (hours * 60 + minutes) % 1440
}
