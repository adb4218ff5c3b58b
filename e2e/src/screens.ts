import type { Browser } from 'playwright-core'
import { callAs, type Caller } from './api'
import { desk, phone, settle, signIn, type Person } from './browser'
import { care, placeUnpaid } from './care'
import { deliberation, findDeliberation, type DeliberationStory } from './screens.deliberation'
import { openForms, registerScreens } from './screens.manage'
import type { Product } from './server'

/** Needs with a past that the screens show. */
interface Story {
  /** Held by the property company, not accepted yet. */
  assigned: string
  /** Said to be done: the resident may confirm. */
  resolved: string
  /** Disputed once, confirmed, rated. */
  closed: string
  care: CareStory
  /** Of the forum, with an official answer. */
  post: string
  /** Still to be voted on by the owner, and counted. */
  ballots: { open: string; closed: string }
  /** By which a daughter acts for her mother, and the mother in the register. */
  bond: { id: string; personId: string }
  /** 停水, which must reach everybody of a building. */
  notice: string
  hall: DeliberationStory
}

interface Screen {
  name: string
  go: (person: Person, story: Story) => Promise<void>
}

interface Visit {
  who: string
  viewport: { width: number; height: number }
  screens: readonly Screen[]
}

interface CareStory {
  /** A dinner of the demo's elder, made by her plan. */
  order: string
  /** Waits to be paid in WeChat. */
  unpaid: string
  /** A bath that is over, with its record. */
  done: string
  plan: string
}

const at = (name: string, where: string | ((story: Story) => string)): Screen => ({
  name,
  go: async (person, story) => {
    await person.open(typeof where === 'string' ? where : where(story))
  },
})
const detail = (id: string) => `/packages/needs/pages/detail/index?id=${id}`
const settings = (page: string) => `/packages/settings/pages/${page}/index`
const volunteers = (page: string) => `/packages/volunteers/pages/${page}/index`
const statistics = '/packages/statistics/pages/home/index'
const notices = (page: string, query = '') => `/packages/notices/pages/${page}/index${query}`
const careStatistics = '/packages/statistics/pages/care/index'
const forum = (page: string) => `/packages/forum/pages/${page}/index`
const families = (page: string) => `/packages/families/pages/${page}/index`
const ballots = (page: string, query = '') => `/packages/ballots/pages/${page}/index${query}`
const manage = (page: string) => `/packages/manage/pages/${page}/index`

const pay = (page: string, query = '') => `/packages/payments/pages/${page}/index${query}`
const programmes: readonly Screen[] = ['entitlements', 'settlement', 'payouts', 'rules'].map((page) =>
  at(`programme-${page}`, `/packages/programmes/pages/${page}/index`),
)

const elderCare: readonly Screen[] = [
  at('care-home', care('home')),
  at('care-item', care('item', '?code=siteBath')),
  at('care-nothing', care('item', '?code=counselling')),
  at('care-orders', care('orders')),
  at('care-bill', care('bill')),
  at('care-order', ({ care: { order } }) => care('order', `?id=${order}`)),
  at('pay', ({ care: { unpaid } }) => pay('pay', `?kind=careOrder&id=${unpaid}`)),
  at('care-order-done', ({ care: { done } }) => care('order', `?id=${done}`)),
  at('care-card', '/packages/programmes/pages/card/index'),
  at('care-plan', ({ care: { plan } }) => care('plan', `?id=${plan}`)),
]

const hall: readonly Screen[] = [
  ...['home', 'write', 'meetings', 'projects', 'councillors', 'figures'].map((page) =>
    at(`hall-${page}`, deliberation(page)),
  ),
  at('hall-motion', ({ hall: { accepted } }) => deliberation('motion', `?id=${accepted}`)),
  at('hall-signing', ({ hall: { gathering } }) => deliberation('motion', `?id=${gathering}`)),
  at('hall-meeting', ({ hall: { meeting } }) => deliberation('meeting', `?id=${meeting}`)),
  at('hall-project', ({ hall: { underway } }) => deliberation('project', `?id=${underway}`)),
  at('hall-effect', ({ hall: { done } }) => deliberation('project', `?id=${done}`)),
]

/** What the community does there: its desk, and the forms it fills in. */
const hallDesk = (suffix: string): Screen[] => [
  at(`hall-work${suffix}`, deliberation('work')),
  {
    name: `hall-start${suffix}`,
    go: async (person, { hall: { accepted } }) => {
      await person.open(deliberation('motion', `?id=${accepted}`))
      await person.press('变成项目')
      await person.sees('项目名称')
    },
  },
  {
    name: `hall-announce${suffix}`,
    go: async (person) => {
      await person.open(deliberation('meetings'))
      await person.press('通知开议事会')
      await person.sees('会议名称')
    },
  },
]

const resident: readonly Screen[] = [
  at('home', '/pages/home/index'),
  {
    name: 'home-after-tap',
    go: async (person) => {
      await person.open('/pages/home/index')
      await person.press('水电维修')
      await person.sees('已提交：水电维修')
      await person.sees('已收到：水电维修')
    },
  },
  {
    name: 'home-danger',
    go: async (person) => {
      await person.open('/pages/home/index')
      await person.press('老人求助')
      await person.page.getByRole('dialog').waitFor()
    },
  },
  at('need-detail', ({ resolved }) => detail(resolved)),
  {
    name: 'need-rating',
    go: async (person, { resolved }) => {
      await person.open(detail(resolved))
      await person.press('办好了，我来评价')
      await person.press(/^(非常满意|满意)$/)
    },
  },
  at('need-closed', ({ closed }) => detail(closed)),
  {
    name: 'need-supplement',
    go: async (person, { assigned }) => {
      await person.open(detail(assigned))
      await person.press('补充情况')
    },
  },
  at('need-card', ({ assigned }) => `/packages/needs/pages/card/index?id=${assigned}`),
  at('my-needs', '/packages/needs/pages/mine/index'),
  at('guide', '/packages/needs/pages/guide/index'),
  at('forum', '/pages/forum/index'),
  at('forum-post', ({ post }) => `${forum('post')}?id=${post}`),
  at('forum-card', ({ post }) => `${forum('card')}?id=${post}`),
  at('forum-write', forum('write')),
  at('forum-mine', forum('mine')),
  {
    name: 'forum-search',
    go: async (person) => {
      await person.open(forum('search'))
      await person.write('找什么', '路灯')
      await person.press('找')
      await person.sees(/一闪一闪/)
    },
  },
  at('notices', notices('list')),
  at('notice', ({ notice }) => notices('notice', `?id=${notice}`)),
  at('notice-card', ({ notice }) => notices('card', `?id=${notice}`)),
  at('ballots', ballots('list')),
  {
    name: 'ballot-vote',
    go: async (person, story) => {
      await person.open(ballots('ballot', `?id=${story.ballots.open}`))
      await person.press('同意')
      await person.press('投票')
      await person.sees('这样投，对吗？')
    },
  },
  at('ballot-result', (story) => ballots('ballot', `?id=${story.ballots.closed}`)),
  at('ballot-receipt', (story) => ballots('receipt', `?id=${story.ballots.closed}`)),
  at('messages', '/pages/messages/index'),
  at('mine', '/pages/mine/index'),
  at('my-grid', settings('grid')),
  at('raise', '/packages/needs/pages/raise/index'),
  at('volunteer-apply', volunteers('apply')),
  ...['display', 'nickname', 'phone', 'verification', 'data', 'accesses', 'consents'].map((page) =>
    at(page, settings(page)),
  ),
  at('check-in', '/packages/safety/pages/checkIn/index'),
  at('sos-press', '/packages/safety/pages/press/index'),
  {
    name: 'sos',
    go: async (person) => {
      await person.open('/packages/safety/pages/press/index')
      await person.press('马上求助')
      await person.sees('通知了谁')
    },
  },
]

const handler: readonly Screen[] = [
  at('workbench', '/pages/workbench/index'),
  {
    name: 'workbench-filter',
    go: async (person) => {
      await person.open('/pages/workbench/index')
      await person.press('筛选')
    },
  },
  at('staff-need', ({ assigned }) => detail(assigned)),
  {
    name: 'staff-return',
    go: async (person, { assigned }) => {
      await person.open(detail(assigned))
      await person.press('更多操作')
      await person.press('退回')
    },
  },
  at('intake', '/packages/workbench/pages/intake/index'),
  at('duty', settings('duty')),
  at('desk', `${settings('desk')}?scene=notAnyMoreOnAScreen1234`),
]

const secretary: readonly Screen[] = [
  at('workbench-wide-empty', '/pages/workbench/index'),
  {
    name: 'workbench-wide',
    go: async (person) => {
      await person.open('/pages/workbench/index')
      await person.press(/^本社区全部/)
      await person.page.locator('.need-card:visible').first().click()
      await person.page.locator('.need-detail').waitFor()
    },
  },
  at('statistics-wide', statistics),
  at('manage-volunteers-wide', volunteers('manage')),
  ...noticeDesk('-wide'),
  ...hallDesk('-wide'),
  ...managePages('-wide'),
]

function noticeDesk(suffix: string): Screen[] {
  return [
    at(`notice-desk${suffix}`, notices('desk')),
    at(`notice-write${suffix}`, notices('write', '?area=310113003026')),
    at(`notice-staff${suffix}`, ({ notice }) => notices('notice', `?id=${notice}`)),
    at(`notice-reach${suffix}`, ({ notice }) => notices('reach', `?id=${notice}`)),
  ]
}

const ballotDesk: readonly Screen[] = [
  at('ballot-edit', ballots('edit')),
  at('ballot-staff', (story) => ballots('ballot', `?id=${story.ballots.open}`)),
  at('ballot-roll', (story) => ballots('roll', `?id=${story.ballots.open}`)),
  at('ballot-papers', (story) => ballots('papers', `?id=${story.ballots.open}`)),
]

function managePages(suffix: string): Screen[] {
  const pages = [
    'home',
    'verifications',
    'people',
    'codes',
    'roles',
    'rules',
    'categories',
    'guide',
    'reviews',
    'areas',
    'estates',
    'units',
  ]
  return [
    ...[...pages, 'imports', 'audit', 'checkIns'].map((page) => at(`manage-${page}${suffix}`, manage(page))),
    ...openForms(suffix),
  ]
}

const daughter: readonly Screen[] = [
  {
    name: 'home-acting',
    go: async (person) => {
      await person.open(families('elders'))
      await person.press('替周桂珍办事')
      await person.sees('正在为 周桂珍 办事')
    },
  },
  at('raise-acting', '/packages/needs/pages/raise/index'),
  at('family-elders', families('elders')),
  at('family-invite', families('invite')),
  at('family-bond', ({ bond }) => `${families('bond')}?id=${bond.id}`),
  at('family-care', ({ bond }) => `${families('care')}?id=${bond.personId}`),
  at('family-contacts', ({ bond }) => `${families('contacts')}?id=${bond.personId}`),
  at('family-payments', families('payments')),
]

const mother: readonly Screen[] = [
  at('home-of-elder', '/pages/home/index'),
  at('family-proxies', families('proxies')),
  at('family-acts', families('acts')),
  at('family-contacts-own', families('contacts')),
  at('family-invitation', families('invitation')),
]

const familyDesk = (suffix: string): Screen[] => [
  at(`family-manage${suffix}`, families('manage')),
  at(`family-register${suffix}`, families('register')),
  at(`family-doubles${suffix}`, families('doubles')),
]

const visits: readonly Visit[] = [
  { who: '周桂珍', viewport: phone, screens: elderCare },
  {
    who: '方小满',
    viewport: phone,
    screens: [
      at('care-work', care('work')),
      at('care-kitchen', care('kitchen')),
      at('care-bills', care('bills')),
      at('care-food-records', care('foodRecords')),
      at('care-provider', care('provider')),
      at('day-plan', '/packages/dispatch/pages/dayPlan/index'),
      at('carrier-route', '/packages/dispatch/pages/carrierRoute/index'),
      at('dispatch-rules', '/packages/dispatch/pages/rules/index'),
    ],
  },
  {
    who: '吴静',
    viewport: phone,
    screens: [
      at('care-follow-ups', care('followUps')),
      at('care-counter', care('counter')),
      at('pay-tasks', pay('tasks')),
    ],
  },
  {
    who: '叶秋',
    viewport: phone,
    screens: [
      at('pay-bills', pay('bills')),
      at('pay-payees', pay('payees')),
      at('care-catalogue', care('catalogue')),
      at('care-item-units', care('itemUnits', '?area=310113003&code=lunchDelivery')),
      ...programmes,
    ],
  },
  { who: '林晓岚', viewport: phone, screens: resident },
  { who: '潘惠芬', viewport: phone, screens: hall },
  { who: '周敏', viewport: phone, screens: daughter },
  { who: '周桂珍', viewport: phone, screens: mother },
  { who: '吴静', viewport: desk, screens: [...familyDesk('-wide'), registerScreens.one] },
  { who: '吴静', viewport: phone, screens: [...familyDesk(''), registerScreens.form] },
  { who: '高建军', viewport: phone, screens: handler },
  { who: '陈书宁', viewport: desk, screens: secretary },
  {
    who: '陈书宁',
    viewport: phone,
    screens: [
      at('statistics', statistics),
      at('care-statistics', careStatistics),
      ...noticeDesk(''),
      ...hallDesk(''),
      ...ballotDesk,
      ...managePages(''),
    ],
  },
  {
    who: '陆志刚',
    viewport: phone,
    screens: [at('volunteer', '/pages/workbench/index'), at('volunteer-profile', volunteers('profile'))],
  },
  {
    who: '叶秋',
    viewport: desk,
    screens: [
      at('street-wide', '/pages/workbench/index'),
      at('street-manage-wide', manage('home')),
      at('manage-duty-wide', manage('duty')),
      at('ballot-presets-wide', ballots('presets')),
    ],
  },
  { who: '金晖', viewport: desk, screens: [at('manage-dead-letters-wide', manage('deadLetters'))] },
  {
    who: '方路过',
    viewport: phone,
    screens: [
      at('home-guest', '/'),
      at('join', '/pages/join/index'),
      at('visitor', '/packages/needs/pages/visitor/index'),
    ],
  },
]

async function findPost({ send }: Caller): Promise<string> {
  const me = (await send('GET', '/api/me')).body as { community: { code: string } }
  const query = `community=${me.community.code}&q=${encodeURIComponent('路灯')}`
  const { body } = await send('GET', `/api/forum/posts/search?${query}`)
  return (body as { items: { id: string }[] }).items[0]?.id ?? ''
}

async function findNotice({ send }: Caller): Promise<string> {
  const me = (await send('GET', '/api/me')).body as { community: { code: string } }
  const { body } = await send('GET', `/api/notices?community=${me.community.code}&shown=current`)
  return (body as { items: { id: string }[] }).items[0]?.id ?? ''
}

async function findBallots({ send }: Caller): Promise<Story['ballots']> {
  const { body } = await send('GET', '/api/ballots')
  const { items } = body as { items: { id: string; state: string }[] }
  const idOf = (wanted: string): string => items.find(({ state }) => state === wanted)?.id ?? ''
  return { open: idOf('open'), closed: idOf('closed') }
}

async function findCare(product: Product): Promise<CareStory> {
  const elder = await callAs(product, 'elder')
  const firstOf = async (path: string) =>
    ((await elder.send('GET', `/api/elder-care/${path}`)).body as { items: { id: string }[] }).items[0]?.id ??
    ''
  return {
    order: await firstOf('orders?isOpen=true'),
    done: await firstOf('orders?isOpen=false'),
    unpaid: await placeUnpaid(elder),
    plan: await firstOf('plans'),
  }
}

async function findBond({ send }: Caller): Promise<Story['bond']> {
  const { body } = await send('GET', '/api/families/elders')
  const [bond] = (body as { items: { id: string; elder?: { personId: string } }[] }).items
  return { id: bond?.id ?? '', personId: bond?.elder?.personId ?? '' }
}

/** Needs in the states that the screens show, raised and worked on as people do. */
async function tellStory(product: Product): Promise<Story> {
  const owner = await callAs(product, 'owner')
  const repair = await callAs(product, 'property1Repair')
  const raise = async (text: string) => {
    const { id } = await owner.raise({
      category: 'facility',
      text,
      place: { kind: 'here', text: '2号楼门口' },
    })
    await owner.send('POST', `/api/needs/${id}/release`)
    return id
  }
  const assigned = await raise('门口的地砖松了，一踩就翘，下雨天溅水。')
  const resolved = await raise('单元门的门禁坏了，门一直关不上。')
  const closed = await raise('楼下的长椅断了一根木条，老人坐着危险。')
  for (const id of [resolved, closed]) {
    await repair.act(id, { action: 'accept' })
    await repair.act(id, { action: 'resolve', text: '零件换了新的，试了十几次都正常。' })
  }
  await owner.act(closed, { action: 'dispute', text: '又松了一根。' })
  await repair.act(closed, { action: 'resolve', text: '整张椅面都换了。' })
  await owner.act(closed, {
    action: 'confirm',
    outcome: 'solved',
    grade: 5,
    reasons: ['quick', 'solved'],
    text: '谢谢师傅。',
  })
  return {
    care: await findCare(product),
    assigned,
    resolved,
    closed,
    post: await findPost(owner),
    notice: await findNotice(owner),
    hall: await findDeliberation(owner),
    ballots: await findBallots(owner),
    bond: await findBond(await callAs(product, 'daughter')),
  }
}

/**
 * Shows every screen in both modes, one after the other, to `look`; elder mode has `-elder` in its name.
 * @param wanted only the screens whose name it matches.
 * @throws Error that lists all screens that could not be reached or that `look` refused.
 */
export async function visitScreens(
  browser: Browser,
  product: Product,
  look: (name: string, person: Person) => Promise<void>,
  wanted = /./,
): Promise<void> {
  const story = await tellStory(product)
  const problems: string[] = []
  for (const { who, viewport, screens: all } of visits) {
    const screens = all.filter(({ name }) => wanted.test(name))
    if (screens.length === 0) continue
    const person = await signIn(browser, product, who, { viewport })
    for (const mode of ['', '-elder']) {
      await chooseMode(person, mode === '-elder')
      for (const { name, go } of screens) {
        try {
          await go(person, story)
          await settle(person)
          await look(`${name}${mode}`, person)
        } catch (error) {
          problems.push(`${name}${mode}: ${String(error).slice(0, 3000)}`)
        }
      }
    }
    await person.context.close()
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

async function chooseMode(person: Person, isElder: boolean): Promise<void> {
  await person.open('/pages/home/index')
  await settle(person)
  if (await person.page.getByText('要不要用长辈版').isVisible()) await person.press('不用')
  const change = person.page.getByRole('button', { name: isElder ? '长辈版' : '标准版', exact: true })
  if (await change.isVisible()) await change.click()
}
