import type { UnitKind } from '../areas/areas'

/** The rooms of a community's forum. Source: product page, "Forum, moderation, deliberation, notices". */
export const forumBoards = [
  'neighbours',
  'mutualHelp',
  'secondHand',
  'services',
  'deliberation',
  'notices',
] as const
export type ForumBoard = (typeof forumBoards)[number]

/** In what capacity someone writes: for oneself, for the community's desk, or for a unit. */
export const writerKinds = ['resident', 'desk', 'unit'] as const
export type WriterKind = (typeof writerKinds)[number]

interface BoardRule {
  name: string
  /** What it is for, in a sentence. */
  about: string
  /** Who may begin a post here; nobody where other features fill the board. */
  writers: readonly WriterKind[]
  /** Only there once something is in it: a room that others fill has no door before. */
  isFilledByOthers: boolean
  /** What is sold or offered: the price is words, the contact goes through the app. */
  hasPrice: boolean
}

export const boardRules: Record<ForumBoard, BoardRule> = {
  neighbours: {
    name: '邻里交流',
    about: '说说身边的事，问问邻居',
    writers: ['resident', 'desk'],
    isFilledByOthers: false,
    hasPrice: false,
  },
  mutualHelp: {
    name: '互助',
    about: '要人搭把手，或者愿意搭把手',
    writers: ['resident', 'desk'],
    isFilledByOthers: false,
    hasPrice: false,
  },
  secondHand: {
    name: '闲置',
    about: '用不着的东西，送人或转让',
    writers: ['resident'],
    isFilledByOthers: false,
    hasPrice: true,
  },
  services: {
    name: '家政与便民',
    about: '附近的服务单位能做什么、多少钱',
    writers: ['unit', 'desk'],
    isFilledByOthers: false,
    hasPrice: true,
  },
  deliberation: {
    name: '议事厅',
    about: '大家的事大家商量，说得多了可以提成议题',
    writers: ['resident', 'desk'],
    isFilledByOthers: false,
    hasPrice: false,
  },
  notices: {
    name: '公告',
    about: '社区发布的消息',
    writers: [],
    isFilledByOthers: true,
    hasPrice: false,
  },
}

/** Units that offer something to residents. */
export const offeringUnits: readonly UnitKind[] = [
  'station',
  'provider',
  'property',
  'clinic',
  'organisation',
  'merchant',
]

/** The board that whoever joined reads before being verified. */
export const openBoard: ForumBoard = 'notices'

/** How a neighbour is called; each community has one rule for all. */
export const nameRules = ['nickname', 'building', 'real'] as const
export type NameRule = (typeof nameRules)[number]

export const nameRuleTexts: Record<NameRule, string> = {
  nickname: '显示您自己起的昵称',
  building: '显示楼号和姓，比如“3号楼王姓邻居”',
  real: '显示您的真实姓名',
}

/** How somebody is called, by the community's rule; never a room, phone or full name unless the rule is `real`. */
export function nameNeighbour(
  rule: NameRule,
  who: { nickname?: string | undefined; name?: string | undefined; building?: string | undefined },
): string {
  const surname = readSurname(who.name)
  if (rule === 'real') return who.name ?? '邻居'
  // One from before such names were refused.
  if (rule === 'nickname')
    return who.nickname === undefined || isTellingName(who.nickname) ? '邻居' : who.nickname
  return `${who.building ?? ''}${surname === undefined ? '' : `${surname}姓`}邻居`
}

const doubleSurnames = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '司徒',
  '夏侯',
  '令狐',
]

function readSurname(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  const double = doubleSurnames.find((surname) => name.startsWith(surname))
  return double ?? Array.from(name)[0]
}

export const commentActions = ['edit', 'delete', 'reply', 'like', 'report', 'appeal'] as const
export type CommentAction = (typeof commentActions)[number]

export const forumLimits = {
  /** What nobody answered in so many days waits no more in the list of the desk. */
  waitingDays: 60,
  /** Source: msgSecCheck v2, content ≤ 2,500 characters. */
  postText: 2500,
  commentText: 500,
  priceText: 40,
  placeText: 60,
  photos: 9,
  commentPhotos: 3,
  /** A post is changed at most so often. */
  edits: 20,
  /** At the top of a forum at once. */
  pins: 3,
  /** What one person may write in a day. */
  postsPerDay: 20,
  searchText: 30,
  digestPosts: 10,
} as const

const questionPattern =
  /[?？]|请问|求助|求推荐|谁知道|有谁|谁有|有没有|是不是|能不能|可不可以|要不要|怎么办|怎么[修办弄交报]|为什么|什么时候|几点|多少钱|找谁|归谁|吗(?=$|[\s，。！、…~～])/u
const addressPattern = /https?:\/\/\S+/gu

/** Whether a text reads as a question: by its mark, or by the words with which one asks. */
export const asks = (text: string): boolean => questionPattern.test(text.replace(addressPattern, ''))

const phonePattern = /(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)/u
const identityCardPattern = /(?<!\d)\d{17}[\dXx](?!\d)/u

/**
 * Whether a text gives away a mobile number or an identity card: contact goes through the app, and nobody publishes
 * them by mistake (must-get-right 4).
 */
export function hasPersonalNumber(text: string): boolean {
  const plain = text.normalize('NFKC')
  return phonePattern.test(plain) || identityCardPattern.test(plain)
}

const landlinePatterns = [
  /(?<!\d)0\d{2,3}[- ]?[2-8]\d{6,7}(?!\d)/u,
  /(?<!\d)[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)/u,
  /(?:电话|座机|热线|联系|拨打|致电)\D{0,6}[2-8]\d{6,7}(?!\d)/u,
] as const
const accountPattern = /(?:微信|威信|薇信|wechat|vx|weixin|qq|加v)\s*(?:号|群)?\s*[:：是]?\s*[a-z0-9_-]{5,}/iu

/** Whether a business gives a way to itself past the app: any telephone, or an account elsewhere. */
export function hasContact(text: string): boolean {
  const plain = text.normalize('NFKC')
  return [phonePattern, ...landlinePatterns, accountPattern].some((pattern) => pattern.test(plain))
}

const linkPattern =
  /https?:\/\/|(?<![a-z0-9])www\.|[a-z0-9-]\.(?:com|cn|net|org|top|xyz|vip|shop|club|site|online|link|app|cc|me|io)(?![a-z0-9])/iu

/** Whether a text leads people out of the app, to an address or an account elsewhere: the way of nearly all spam. */
export function leadsOut(text: string): boolean {
  const plain = text.normalize('NFKC')
  return [linkPattern, accountPattern].some((pattern) => pattern.test(plain))
}

/**
 * Replaces what a pattern finds, also where it is written in full width; everything else stays as it was written.
 * @param pattern global, on the text in NFKC.
 */
function replaceNormalized(text: string, pattern: RegExp, by: (found: RegExpMatchArray) => string): string {
  let plain = ''
  const places: number[] = []
  let place = 0
  for (const character of text) {
    const normal = character.normalize('NFKC')
    places.push(...Array.from({ length: normal.length }, () => place))
    plain += normal
    place += character.length
  }
  places.push(place)
  let [written, from] = ['', 0]
  for (const found of plain.matchAll(pattern)) {
    written += text.slice(from, places[found.index]) + by(found)
    from = places[found.index + found[0].length] ?? place
  }
  return written + text.slice(from)
}

const hide = (text: string, pattern: RegExp): string =>
  replaceNormalized(text, new RegExp(pattern.source, 'gu'), () => '***')

/** A room of a home: what stands behind its building. A room that people meet in stands alone, and stays. */
const homePattern = /((?:号楼|[栋幢座]|单元|号)\s*(?:\d+\s*单元\s*)?)\d{2,5}(\s*室)/gu
const bareHomePattern = /((?:号楼|[栋幢]|单元)\s*)\d{3,4}(?![\d:.年月日人户元米块个家])/gu

/** Numbers of people and the rooms of homes made unreadable; what a desk publishes, such as its own landline, stays. */
export function maskPersonal(text: string): string {
  const numbers = hide(hide(text, phonePattern), identityCardPattern)
  const rooms = replaceNormalized(
    numbers,
    homePattern,
    ([, before = '', after = '']) => `${before}**${after}`,
  )
  return replaceNormalized(rooms, bareHomePattern, ([, before = '']) => `${before}**`)
}

/** Every long number and room made unreadable, for what leaves the app: cards, the day's digest. */
export function maskNumbers(text: string): string {
  const numbers = hide(text, /\d(?:[ -]?\d){4,}/u)
  return replaceNormalized(numbers, /\d+\s*(室|单元)/gu, ([, kind = '']) => `**${kind}`)
}

/** As people write an account elsewhere where there is room for twelve characters only. */
const shortAccountPattern = /(?:wx|wxid|v信|扣扣|企鹅)\s*[:_-]?\s*[a-z0-9_-]{4,}/iu

/**
 * Whether a nickname, which stands above all that somebody writes, gives away a number, an account, an address elsewhere
 * or a home.
 */
export const isTellingName = (nickname: string): boolean =>
  hasContact(nickname) ||
  leadsOut(nickname) ||
  shortAccountPattern.test(nickname.normalize('NFKC')) ||
  maskNumbers(nickname) !== nickname ||
  maskPersonal(nickname) !== nickname
