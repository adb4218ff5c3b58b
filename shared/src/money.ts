/** Money that was or will be paid, to the fen: 「12.50 元」. */
export function formatYuan(fen: number): string {
  return `${(fen / 100).toFixed(2)} 元`
}

/** Money as people say it: 「4 元」「4.5 元」「0 元」. */
export function sayYuan(fen: number): string {
  return `${(fen / 100).toFixed(2).replace(/\.?0+$/, '')} 元`
}
