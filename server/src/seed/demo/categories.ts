import { defaultClocks, type CategoryAsk } from '@linli/shared/categories/category'
import type { CategoryContent } from '@linli/shared/categories/category.contract'
import { emergencies } from '@linli/shared/safety/sos'

export interface DemoCategory {
  code: string
  content: CategoryContent
}

const groups = { urgent: '要紧的事', home: '家里的事', estate: '小区的事', words: '问一问说一说' } as const

const plain = {
  kind: 'request',
  isTile: true,
  isPublicPlace: false,
  isDanger: false,
  phones: [],
  isSensitive: false,
  isComplaint: false,
  isVolunteerSuitable: false,
  priority: 'normal',
  asks: [],
  clock: defaultClocks.ordinary,
  isClosed: false,
} as const satisfies Partial<CategoryContent>

function choose(key: string, label: string, options: Record<string, string>): CategoryAsk {
  const list = Object.entries(options).map(([value, name]) => ({ value, label: name }))
  return { key, label, kind: 'choice', options: list, isRequired: false }
}

const yesNo = (key: string, label: string): CategoryAsk => ({
  key,
  label,
  kind: 'boolean',
  options: [],
  isRequired: false,
})

type Given = Pick<CategoryContent, 'name' | 'icon' | 'group' | 'place'> & Partial<CategoryContent>

const danger = { isDanger: true, priority: 'urgent', clock: defaultClocks.danger } as const
const shared = { group: groups.estate, place: 'here', isPublicPlace: true } as const

/** In the order of the tiles: the first six are what elder mode shows at once. */
const given: readonly (readonly [code: string, Given])[] = [
  [
    'elderHelp',
    {
      ...danger,
      name: '老人求助',
      icon: 'heart',
      group: groups.urgent,
      place: 'home',
      phones: [emergencies.ambulance, emergencies.police],
      isSensitive: true,
      asks: [
        choose('what', '怎么了', {
          fall: '摔倒了',
          unwell: '身体不舒服',
          lost: '走失或联系不上',
          other: '别的事',
        }),
      ],
    },
  ],
  [
    'homeRepair',
    {
      name: '水电维修',
      icon: 'wrench',
      group: groups.home,
      place: 'home',
      priority: 'high',
      clock: defaultClocks.utilities,
      asks: [
        choose('what', '哪里坏了', {
          water: '水管、龙头',
          power: '电路、停电',
          drain: '下水道堵了',
          other: '别的',
        }),
        yesNo('isUrgent', '正在漏水，或者家里没电'),
      ],
    },
  ],
  [
    'homeHelp',
    {
      name: '上门帮忙',
      icon: 'hand',
      group: groups.home,
      place: 'home',
      isSensitive: true,
      isVolunteerSuitable: true,
      asks: [
        choose('what', '帮什么忙', {
          errand: '代买代取',
          carry: '搬东西',
          phone: '手机不会用',
          company: '陪同就医',
          other: '别的',
        }),
      ],
    },
  ],
  [
    'consult',
    { name: '办事咨询', icon: 'question', group: groups.words, place: 'none', kind: 'consultation' },
  ],
  [
    'gas',
    {
      ...danger,
      name: '燃气异味',
      icon: 'gas',
      group: groups.urgent,
      place: 'home',
      phones: [emergencies.fire, emergencies.police],
    },
  ],
  [
    'elevator',
    {
      ...danger,
      name: '电梯困人',
      icon: 'elevator',
      group: groups.urgent,
      place: 'here',
      phones: [emergencies.fire, emergencies.police],
    },
  ],
  [
    'facility',
    {
      ...shared,
      name: '公共设施损坏',
      icon: 'lamp',
      asks: [
        choose('what', '什么坏了', {
          light: '路灯、楼道灯',
          door: '门禁、大门',
          road: '路面、井盖',
          other: '别的',
        }),
      ],
    },
  ],
  [
    'sanitation',
    {
      ...shared,
      name: '环境卫生',
      icon: 'garbage',
      asks: [
        choose('where', '在哪里', { estate: '小区里', road: '马路上' }),
        choose('what', '什么问题', {
          garbage: '垃圾没清',
          bulky: '大件垃圾',
          pest: '蚊虫老鼠',
          other: '别的',
        }),
      ],
    },
  ],
  ['corridor', { ...shared, name: '楼道堆物', icon: 'building', priority: 'high' }],
  [
    'charging',
    {
      ...shared,
      name: '电动车充电',
      icon: 'power',
      priority: 'high',
      asks: [
        choose('what', '什么情况', { indoors: '推上楼充电', wire: '拉电线充电', full: '充电桩不够或坏了' }),
      ],
    },
  ],
  [
    'parking',
    {
      ...shared,
      name: '停车',
      icon: 'parking',
      asks: [choose('where', '停在哪里', { fireLane: '消防通道', estate: '小区里', road: '马路上' })],
    },
  ],
  [
    'noise',
    {
      name: '噪音扰民',
      icon: 'noise',
      group: groups.estate,
      place: 'home',
      asks: [
        choose('source', '什么声音', {
          renovation: '装修施工',
          shop: '店铺',
          square: '广场舞',
          neighbour: '邻居',
          other: '别的',
        }),
      ],
    },
  ],
  [
    'dispute',
    {
      name: '邻里纠纷',
      icon: 'scales',
      group: groups.words,
      place: 'home',
      isSensitive: true,
      clock: defaultClocks.complex,
    },
  ],
  [
    'complaint',
    {
      name: '投诉建议',
      icon: 'edit',
      group: groups.words,
      place: 'none',
      isSensitive: true,
      isComplaint: true,
    },
  ],
  ['other', { name: '其他', icon: 'more', group: groups.words, place: 'home' }],
]

/** What residents of the demo district can tap. */
export const demoCategories: readonly DemoCategory[] = given.map(([code, content], i) => ({
  code,
  content: { ...plain, phones: [], asks: [], order: (i + 1) * 10, ...content },
}))
