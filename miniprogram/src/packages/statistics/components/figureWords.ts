/** 「86%」, or a dash where there is nothing to be a part of. */
export const describeShare = ({ part, of }: { part: number; of: number }): string =>
  of === 0 ? '—' : `${Math.round((part / of) * 100)}%`

/** 「12 / 14」: shares are compared only with their wholes beside them. */
export const describeParts = ({ part, of }: { part: number; of: number }): string => `${part} / ${of}`
