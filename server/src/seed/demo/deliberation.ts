import type { EffectGrade } from '@linli/shared/deliberation/project'

interface DemoProject {
  title: string
  text: string
  unitName: string
  budgetFen: number
  startedDaysAgo: number
  /** In days from now; negative lies behind. */
  milestones: readonly { title: string; dueInDays: number; doneDaysAgo?: number; text?: string }[]
  spends: readonly { fen: number; daysAgo: number; note: string }[]
  finished?: { daysAgo: number; text: string }
  ratings?: readonly { by: string; grade: EffectGrade; comment?: string }[]
}

/** One motion of the demo community, as far as it has come. */
export interface DemoMotion {
  by: string
  title: string
  text: string
  daysAgo: number
  /** The post it was raised from, by its place among the demo's posts. */
  fromPost?: number
  coSigners: readonly string[]
  arguments?: readonly { by: string; side: 'for' | 'against'; text: string }[]
  accepted?: { daysAgo: number; text: string }
  project?: DemoProject
}

const manyNeighbours = [
  'owner',
  'tenant',
  'oldYardOwner',
  'volunteerParty1',
  'volunteerParty2',
  'volunteer1',
  'volunteer2',
  'buildingLeader1',
  'buildingLeader2',
  'buildingLeader3',
  'elder',
] as const

const others = (author: string): string[] => manyNeighbours.filter((key) => key !== author)

/** So that a newcomer sees the whole way: signing, accepted, under way, done and rated. */
export const demoMotions: readonly DemoMotion[] = [
  {
    by: 'buildingLeader3',
    title: '活动室添一台血压计和放大镜',
    text: '来活动室的老人多，想量血压要跑到卫生服务中心。添一台血压计、几副放大镜，值班的志愿者帮忙用。',
    daysAgo: 50,
    coSigners: others('buildingLeader3'),
    accepted: { daysAgo: 45, text: '很好的建议，用社区的为民服务经费来办。' },
    project: {
      title: '活动室添血压计和放大镜',
      text: '添一台上臂式血压计、六副放大镜，教会四位志愿者使用。',
      unitName: '临江新村社区服务站',
      budgetFen: 120_000,
      startedDaysAgo: 40,
      milestones: [
        { title: '比价、下单', dueInDays: -35, doneDaysAgo: 36 },
        { title: '到货、教会志愿者', dueInDays: -25, doneDaysAgo: 27 },
      ],
      spends: [
        { fen: 69_900, daysAgo: 36, note: '血压计一台' },
        { fen: 23_400, daysAgo: 36, note: '放大镜六副' },
      ],
      finished: { daysAgo: 26, text: '血压计放在活动室进门左手边，周一到周五上午有志愿者在。' },
      ratings: [
        { by: 'elder', grade: 5, comment: '眼睛不好，放大镜真管用。' },
        { by: 'buildingLeader2', grade: 5 },
        { by: 'owner', grade: 4 },
        { by: 'tenant', grade: 4, comment: '周末也能有人在就更好了。' },
        { by: 'volunteer1', grade: 3 },
      ],
    },
  },
  {
    by: 'oldYardOwner',
    title: '老院垃圾箱房改造，大件有地方放',
    text: '垃圾箱房旁边总堆旧家具，进出要绕着走。想把旁边的空地平整出来，划一块大件临时堆放区，装个灯和水龙头。',
    daysAgo: 30,
    coSigners: others('oldYardOwner'),
    accepted: { daysAgo: 24, text: '和环卫所看过现场，可以做，年底前完成。' },
    project: {
      title: '老院垃圾箱房改造',
      text: '平整空地，划大件堆放区，装照明和洗手龙头。',
      unitName: '友谊路街道环卫所',
      budgetFen: 1_860_000,
      startedDaysAgo: 18,
      milestones: [
        { title: '清走旧家具、平整地面', dueInDays: -8, doneDaysAgo: 9, text: '清走两车，地面已经平整。' },
        { title: '装灯、接水', dueInDays: 6 },
        { title: '划线、立指示牌', dueInDays: 15 },
      ],
      spends: [
        { fen: 420_000, daysAgo: 9, note: '清运和平整' },
        { fen: 156_000, daysAgo: 5, note: '照明材料' },
      ],
    },
  },
  {
    by: 'buildingLeader2',
    title: '3号楼门口加扶手和小坡道',
    text: '3号楼老人多，门口三级台阶没有扶手，轮椅也上不来。想在左边加一道扶手，右边做一条小坡道。',
    daysAgo: 12,
    coSigners: others('buildingLeader2'),
    arguments: [
      { by: 'elder', side: 'for', text: '我拎着菜上台阶，没有地方扶。' },
      { by: 'volunteerParty2', side: 'for', text: '推轮椅送老人看病，每次要两个人抬。' },
      { by: 'tenant', side: 'against', text: '坡道会占一点停自行车的地方，要一起想好停在哪里。' },
    ],
    accepted: { daysAgo: 3, text: '已经请物业量尺寸，下次议事会上商量做法和停车的地方。' },
  },
  {
    by: 'owner',
    title: '多装几个电动车充电桩',
    text: '电动车在楼道里充电太危险了。想在车棚里多装十个充电口，装上就不许再拉线进楼道。',
    daysAgo: 0.2,
    fromPost: 17,
    coSigners: ['tenant', 'buildingLeader1', 'volunteerParty2', 'oldYardOwner', 'volunteer2'],
    arguments: [{ by: 'tenant', side: 'for', text: '晚上回来根本没有空位。' }],
  },
]

/** What the demo's councillor brought forward, by the room it is from. */
export const demoOpinions: readonly { place: number; text: string }[] = [
  { place: 1, text: '希望充电桩离楼门口远一点，晚上不吵。' },
  { place: 4, text: '扶手最好用木头的，冬天摸着不冰手。' },
]
