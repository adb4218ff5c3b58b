import {
  asks,
  boardRules,
  forumBoards,
  hasContact,
  hasPersonalNumber,
  isTellingName,
  leadsOut,
  maskNumbers,
  maskPersonal,
  nameNeighbour,
} from './forum'

const wang = { nickname: '三楼老王', name: '王建国', building: '3号楼' }

describe('how a neighbour is called', () => {
  it.each([
    ['nickname', wang, '三楼老王'],
    ['nickname', { name: '王建国' }, '邻居'],
    ['building', wang, '3号楼王姓邻居'],
    ['building', { ...wang, name: '欧阳修文' }, '3号楼欧阳姓邻居'],
    ['building', { nickname: '老王' }, '邻居'],
    ['building', { name: '𠮷田' }, '𠮷姓邻居'],
    ['real', wang, '王建国'],
    ['real', { nickname: '老王' }, '邻居'],
  ] as const)('by the rule %s of %j is %s', (rule, who, expected) => {
    expect(nameNeighbour(rule, who)).toBe(expected)
  })
})

describe('what reads as a question', () => {
  it.each(['几时装电梯？', '请问门禁卡去哪里配', '三号楼的灯坏了，找谁', '有没有人一起跳舞', '明天还停水吗'])(
    'is %s',
    (text) => {
      expect(asks(text)).toBe(true)
    },
  )

  it.each(['桂花开了', '谢谢帮我抬东西的小伙子', '报名在这里 https://a.cn/x?id=1', '不要紧，大家别急'])(
    'is not %s',
    (text) => {
      expect(asks(text)).toBe(false)
    },
  )
})

describe('numbers that give people away', () => {
  it.each([
    '请打 13812345678',
    '138 1234 5678 找我',
    '１３８１２３４５６７８',
    '138-1234-5678',
    '身份证 310113194403051234',
    '31011319440305123x',
  ])('are found: %s', (text) => {
    expect(hasPersonalNumber(text)).toBe(true)
  })

  it.each(['3号楼 302 室', '2026年11月23日', '电话 021-56000000', '12345', '订单 1381234567890123'])(
    'are not seen where there are none: %s',
    (text) => {
      expect(hasPersonalNumber(text)).toBe(false)
    },
  )

  it.each([
    '021-56000000',
    '电话：56000000',
    '400-820-8820',
    '１３８１２３４５６７８',
    '加微信：linli_shop',
    'VX linli888',
  ])('and other ways past the app are seen in what a business writes: %s', (text) => {
    expect(hasContact(text)).toBe(true)
  })

  it.each([
    '上门 50 元起',
    '周一到周五 9:00-17:00',
    '微信支付和现金都可以',
    '2026-11-26 起营业',
    '编号 20260101',
  ])('and what is none is not: %s', (text) => {
    expect(hasContact(text)).toBe(false)
  })

  it.each([
    ['点 https://shua.example/a 领钱', true],
    ['进 ｗｗｗ.shua.vip 看看', true],
    ['刷单看 shua.top，日结', true],
    ['加微信 shua8888', true],
    ['3.com 的笔记本二手', true],
    ['晚上 7.30 在花园集合', false],
    ['微信支付也可以', false],
    ['电话 021-56000000', false],
  ])('ways out of the app are seen: %s %s', (text, isSeen) => {
    expect(leadsOut(text)).toBe(isSeen)
  })

  it('are made unreadable in what leaves the app', () => {
    expect(maskNumbers('3号楼502室找我 13812345678 或 021-56000000')).toBe('3号楼**室找我 *** 或 ***')
    expect(maskNumbers('明天 9 点')).toBe('明天 9 点')
    expect(maskNumbers('我住５０２室，电话１３８１２３４５６７８！')).toBe('我住**室，电话***！')
  })

  it.each([
    ['找13812345678张阿姨领3号楼502室的钥匙', '找***张阿姨领3号楼**室的钥匙'],
    ['电话 １３８１２３４５６７８，住 3 号楼 ５０２室。', '电话 ***，住 3 号楼 **室。'],
    ['12幢3单元1101室、7号楼2单元302', '12幢3单元**室、7号楼2单元**'],
    ['身份证110101199003074258（张）', '身份证***（张）'],
    ['活动中心201室，热线12345，电话021-56781234。', '活动中心201室，热线12345，电话021-56781234。'],
    ['12月3号 200人，3号楼2026年改造、５号楼120户', '12月3号 200人，3号楼2026年改造、５号楼120户'],
  ])(
    'of people and homes are made unreadable in the copied text, which else stays as it was written: %s',
    (text, masked) => {
      expect(maskPersonal(text)).toBe(masked)
    },
  )
})

describe('a nickname', () => {
  it.each([
    '13812345678',
    '138 1234 5678',
    '老王１３８１２３４５６７８',
    '11010119900',
    '加微信wang88',
    'VX:wang888',
    'wx_wang88',
    '扣扣51234567',
    '小王 5212345',
    'www.wang.vip',
    'wang.top',
    '3号楼502',
    '502室老李',
  ])('gives nobody away: %s', (nickname) => {
    expect(isTellingName(nickname)).toBe(true)
    expect(nameNeighbour('nickname', { nickname })).toBe('邻居')
  })

  it.each(['江畔老王(热心)', '3号楼桂花', '1949老兵', 'Linda 👵', '微信小能手', '六楼李阿姨', 'v5的小陈'])(
    'is what else somebody likes to be called: %s',
    (nickname) => {
      expect(isTellingName(nickname)).toBe(false)
      expect(nameNeighbour('nickname', { nickname })).toBe(nickname)
    },
  )
})

it('nobody writes by hand where other features fill the board', () => {
  for (const board of forumBoards) {
    const { isFilledByOthers, writers } = boardRules[board]
    expect(writers.length === 0).toBe(isFilledByOthers)
  }
})
