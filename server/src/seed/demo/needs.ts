import type { NeedActionInput } from '@linli/shared/needs/need.actions'

/** One step of a demo need: who, what, and how many hours after the step before. */
interface DemoStep {
  by: string
  after: number
  do: NeedActionInput
}

/** A need with a past, so that no list of the demo is empty. */
export interface DemoNeed {
  by: string
  category: string
  text?: string
  answers?: Record<string, string>
  /** Where, for what is not at home. */
  place?: string
  hoursAgo: number
  steps: readonly DemoStep[]
}

export const demoNeeds: readonly DemoNeed[] = [
  {
    by: 'owner',
    category: 'facility',
    text: '1号楼二楼楼道灯不亮了，晚上老人上下楼看不见。',
    place: '1号楼二楼楼道',
    hoursAgo: 170,
    steps: [
      { by: 'property1Repair', after: 1, do: { action: 'accept' } },
      { by: 'property1Repair', after: 4, do: { action: 'resolve', text: '换了新的声控灯，亮了。' } },
      {
        by: 'owner',
        after: 3,
        do: {
          action: 'confirm',
          outcome: 'solved',
          grade: 5,
          reasons: ['quick', 'solved'],
          text: '当天就修好了，谢谢！',
        },
      },
    ],
  },
  {
    by: 'tenant',
    category: 'homeRepair',
    text: '厨房水龙头关不紧，一直滴水。',
    hoursAgo: 100,
    steps: [
      { by: 'property2Staff', after: 2, do: { action: 'accept' } },
      { by: 'property2Staff', after: 6, do: { action: 'resolve', text: '换了阀芯。' } },
      { by: 'tenant', after: 20, do: { action: 'dispute', text: '今天早上又滴了。' } },
      { by: 'property2Staff', after: 3, do: { action: 'resolve', text: '整只龙头换新，观察半小时不滴了。' } },
      { by: 'tenant', after: 5, do: { action: 'confirm', outcome: 'solved', grade: 4, reasons: ['solved'] } },
    ],
  },
  {
    by: 'oldYardOwner',
    category: 'sanitation',
    text: '垃圾箱房旁边堆了旧家具，好几天没人清。',
    place: '临江老院垃圾箱房',
    hoursAgo: 30,
    steps: [],
  },
  {
    by: 'elder',
    category: 'homeHelp',
    text: '想请人帮忙换个高处的灯泡。',
    hoursAgo: 2,
    steps: [],
  },
  {
    by: 'owner',
    category: 'homeRepair',
    text: '卫生间的电闸总是跳。',
    hoursAgo: 3,
    steps: [{ by: 'property1Staff', after: 1, do: { action: 'accept' } }],
  },
]
