/** Most code points per field type. Source: subscribe-message document, "订阅消息参数值内容限制说明". */
const maxLengths: Partial<Record<string, number>> = {
  thing: 20,
  symbol: 5,
  phrase: 5,
  character_string: 32,
  letter: 32,
  number: 32,
  phone_number: 17,
  car_number: 8,
}
const nameLengths = { chinese: 10, letters: 20 }

/** What a type cannot hold, and WeChat refuses with 47003. */
const unwanted: Partial<Record<string, RegExp>> = {
  phrase: /[^\p{Script=Han}]/gu,
  character_string: /[^\x20-\x7e]/g,
  letter: /[^A-Za-z]/g,
  number: /[^\d.-]/g,
  phone_number: /[^\d+() -]/g,
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })
const countPoints = (text: string) => Array.from(text).length

/** The beginning of a text, at most `max` code points, cut between characters as people see them. */
export function cutText(text: string, max: number): string {
  let kept = ''
  let length = 0
  for (const { segment } of graphemes.segment(text)) {
    length += countPoints(segment)
    if (length > max) break
    kept += segment
  }
  // A single heap of combining marks may be longer than the whole field.
  return kept === '' ? Array.from(text).slice(0, max).join('') : kept
}

function shorten(text: string, max: number, hasEllipsis: boolean): string {
  if (countPoints(text) <= max) return text
  return hasEllipsis ? `${cutText(text, max - 1)}…` : cutText(text, max).trim()
}

/**
 * Makes a value fit its field, whose type is the key without its number (`thing1` → `thing`). Lengths count code
 * points. Times, dates and amounts are left as they are; an empty thing becomes 无, for WeChat refuses empty ones.
 */
export function fitValue(key: string, value: string): string {
  const type = key.replace(/\d+$/, '')
  const line = value.replace(/\s+/gu, ' ')
  const refused = unwanted[type]
  const clean = (refused ? line.replace(refused, '') : line).trim()
  if (type === 'thing' && clean === '') return '无'
  if (type === 'name')
    return shorten(clean, /\p{Script=Han}/u.test(clean) ? nameLengths.chinese : nameLengths.letters, false)
  const max = maxLengths[type]
  return max === undefined ? clean : shorten(clean, max, type === 'thing')
}

/** All fields of a message in WeChat's shape, each made to fit. */
export function fitMessageData(data: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, { value: fitValue(key, value) }]),
  )
}
