/** A name as strangers see it: the family name, then a star per character. 「王小明」 → 「王**」. */
export function maskName(name: string): string {
  const characters = Array.from(name.trim())
  const familyLength = compoundSurnames.has(characters.slice(0, 2).join('')) && characters.length > 2 ? 2 : 1
  return characters.map((character, i) => (i < familyLength ? character : '*')).join('')
}

const compoundSurnames = new Set([
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '司徒',
  '夏侯',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '端木',
  '东方',
  '南宫',
])

/** A phone number with its middle hidden: 138****1234; landlines keep their last four digits. */
export function maskPhone(phone: string): string {
  return /^1\d{10}$/.test(phone) ? `${phone.slice(0, 3)}****${phone.slice(7)}` : `****${phone.slice(-4)}`
}
