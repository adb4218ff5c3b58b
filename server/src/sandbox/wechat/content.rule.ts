import sharp from 'sharp'

export type Suggest = 'pass' | 'review' | 'risky'

export interface ContentResult {
  suggest: Suggest
  label: number
  /** The words that decided it. */
  keyword?: string
}

/** What the sandbox calls risky or doubtful. The first is WeChat's own public test text. */
export const textRules: readonly { text: string; suggest: Suggest; label: number }[] = [
  { text: '特3456书yuuo莞6543李zxcz蒜7782法fgnv级', suggest: 'risky', label: 20002 },
  { text: '沙箱违规内容', suggest: 'risky', label: 20006 },
  { text: '沙箱辱骂内容', suggest: 'risky', label: 20003 },
  { text: '沙箱广告内容', suggest: 'risky', label: 10001 },
  { text: '沙箱存疑内容', suggest: 'review', label: 21000 },
]

const normal: ContentResult = { suggest: 'pass', label: 100 }

/** The verdict on a text: the worst rule whose words it contains. */
export function judgeText(text: string): ContentResult {
  const hits = textRules.filter((rule) => text.includes(rule.text))
  const hit = hits.find((rule) => rule.suggest === 'risky') ?? hits[0]
  return hit ? { suggest: hit.suggest, label: hit.label, keyword: hit.text } : normal
}

const marks = [
  {
    suggest: 'risky',
    label: 20002,
    name: 'sandbox-risky',
    bytes: 'LINLI-SANDBOX-RISKY',
    colour: [255, 0, 255],
  },
  {
    suggest: 'review',
    label: 21000,
    name: 'sandbox-review',
    bytes: 'LINLI-SANDBOX-REVIEW',
    colour: [255, 255, 0],
  },
] as const

/** How far a channel may be from the mark's colour, after recompression. */
const colourTolerance = 30

/** The mean colour of a picture of one colour, undefined for any other or for what is no picture. */
async function readPlainColour(bytes: Buffer): Promise<number[] | undefined> {
  try {
    const { channels } = await sharp(bytes).flatten({ background: '#fff' }).toColourspace('srgb').stats()
    return channels.every((c) => c.stdev < colourTolerance) ? channels.map((c) => c.mean) : undefined
  } catch {
    return undefined
  }
}

/**
 * The verdict on a file: by a mark in its address, by a mark in its bytes, or, so that a picture may be
 * recompressed on its way, by its being all magenta (risky) or all yellow (review).
 */
export async function judgeMedia(url: string, bytes: Buffer, isImage: boolean): Promise<ContentResult> {
  const colour = isImage ? await readPlainColour(bytes) : undefined
  const hit = marks.find(
    (mark) =>
      url.includes(mark.name) ||
      bytes.includes(mark.bytes) ||
      (colour !== undefined &&
        mark.colour.every((v, i) => Math.abs(v - (colour[i] ?? NaN)) < colourTolerance)),
  )
  return hit ? { suggest: hit.suggest, label: hit.label } : normal
}

const imageStarts = ['ffd8ff', '89504e47', '47494638', '424d']
const audioStarts = [
  '494433',
  'fffb',
  'fff3',
  'fff2',
  'fff1',
  'fff9',
  '664c6143',
  '4f676753',
  '52494646',
  '0b77',
  '3026b275',
]

/** Whether WeChat reads such a file: jpeg, png, gif, bmp; mp3, aac, flac, ogg, wav, ac3, wma. No webp, m4a, webm. */
export function isReadableMedia(bytes: Buffer, isImage: boolean): boolean {
  const start = bytes.subarray(0, 4).toString('hex')
  return (isImage ? imageStarts : audioStarts).some((known) => start.startsWith(known))
}
