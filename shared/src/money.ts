/** Money that was or will be paid, to the fen: 「12.50 元」. */
export function formatYuan(fen: number): string {
  return `${(fen / 100).toFixed(2)} 元`
}
