/** Named limits that both sides keep. Lengths count Unicode code points, never bytes. */
export const limits = {
  /** What a person writes about a need, or in answer to one. */
  needText: 1000,
  reasonText: 300,
  nameText: 40,
  addressText: 120,
  photosPerEntry: 9,
  /** Source: architecture page, "Safety". */
  bodyBytes: 1024 * 1024,
  uploadBytes: 10 * 1024 * 1024,
  pageSize: 20,
  maxPageSize: 50,
} as const

/** How many code points a text has: 「邻里👵」 is three. */
export function countCodePoints(text: string): number {
  return Array.from(text).length
}
