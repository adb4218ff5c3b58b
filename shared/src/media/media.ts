/** What a person may add to words. Kept in one list, for both sides choose by it. */
export const mediaKinds = ['photo', 'voice'] as const
export type MediaKind = (typeof mediaKinds)[number]

/** Where a file stands with the content check; `none` until it is part of something that is checked. */
export const mediaChecks = ['none', 'pending', 'review', 'pass', 'hidden'] as const
export type MediaCheck = (typeof mediaChecks)[number]

/** The most bytes of one file are in `limits.uploadBytes`. */
export const mediaLimits = {
  /** Longer recordings are refused where their length can be read. */
  voiceSeconds: 120,
  /** The longer edge of a stored picture and of its thumbnail, in pixels. */
  photoEdge: 2048,
  thumbnailEdge: 400,
  /** Pictures of more pixels are not even opened: they exist to exhaust memory. */
  photoPixels: 64_000_000,
  /** Files one person may have uploaded without using them yet. */
  looseFiles: 40,
  /** Days until a file that nothing uses is removed. */
  looseDays: 7,
} as const
