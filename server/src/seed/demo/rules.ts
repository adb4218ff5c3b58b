import type { RuleConditions, RuleTarget } from '@linli/shared/routing/rule'
import type { RuleInput } from '@linli/shared/routing/routingRule.contract'

/** Departments of the demo street that its rules name. */
export interface DemoDepartments {
  /** 城管 */
  urbanManagement: string
  /** 环卫 */
  sanitation: string
}

function rule(name: string, conditions: Partial<RuleConditions>, target: RuleTarget): RuleInput {
  return {
    name,
    isOn: true,
    conditions: { categories: [], places: [], estate: 'any', answers: [], ...conditions },
    target,
  }
}

const property: RuleTarget = { kind: 'unitKind', unitKind: 'property' }
const station: RuleTarget = { kind: 'unitKind', unitKind: 'station' }
const police: RuleTarget = { kind: 'unitKind', unitKind: 'police' }
const night = { days: 'daily', from: '22:00', to: '06:00' } as const
const answer = (key: string, ...values: string[]) => ({ answers: [{ key, values }] })

const nightNoise = rule('夜里的噪音找派出所', { categories: ['noise'], time: night }, police)

/** What holds in the whole district; the first that fits counts. */
export function makeDistrictRules(): RuleInput[] {
  const isManaged = { estate: 'withProperty' } as const
  return [
    rule('电梯困人、燃气异味：物业先到', { categories: ['elevator', 'gas'], ...isManaged }, property),
    rule('电梯困人、燃气异味：没有物业找网格员', { categories: ['elevator', 'gas'] }, { kind: 'grid' }),
    rule('老人求助：网格员先上门', { categories: ['elderHelp'] }, { kind: 'grid' }),
    rule('老人求助：网格员不在找服务站', { categories: ['elderHelp'] }, station),
    rule('维修：有物业找物业', { categories: ['homeRepair', 'facility'], ...isManaged }, property),
    rule('维修：没有物业找服务站', { categories: ['homeRepair', 'facility'] }, station),
    nightNoise,
    rule('其他噪音找网格员', { categories: ['noise'] }, { kind: 'grid' }),
    rule('马路违停找派出所', { categories: ['parking'], ...answer('where', 'road') }, police),
    rule('楼道堆物找楼组长', { categories: ['corridor'] }, { kind: 'building' }),
    rule('小区里的事找物业', { categories: ['sanitation', 'parking', 'charging'], ...isManaged }, property),
    rule(
      '小区里的事找网格员',
      { categories: ['sanitation', 'parking', 'charging', 'corridor'] },
      { kind: 'grid' },
    ),
    rule('上门帮忙请志愿者', { categories: ['homeHelp'] }, { kind: 'pool' }),
    rule('上门帮忙：没有志愿者找服务站', { categories: ['homeHelp'] }, station),
    rule('办事咨询找服务站', { categories: ['consult'] }, station),
    rule('邻里纠纷由社区调解', { categories: ['dispute'] }, { kind: 'triage', level: 'community' }),
    rule('投诉建议由街道受理', { categories: ['complaint'] }, { kind: 'triage', level: 'street' }),
  ]
}

/** What a street adds because it has departments of its own; at night its shops are still the police's. */
export function makeStreetRules({ urbanManagement, sanitation }: DemoDepartments): RuleInput[] {
  return [
    nightNoise,
    rule(
      '装修和店铺噪音找城管',
      { categories: ['noise'], ...answer('source', 'renovation', 'shop') },
      { kind: 'unit', unitId: urbanManagement },
    ),
    rule(
      '马路卫生找环卫',
      { categories: ['sanitation'], ...answer('where', 'road') },
      { kind: 'unit', unitId: sanitation },
    ),
  ]
}

/** What the community that is lived in does in its own way. */
export function makeCommunityRules(): RuleInput[] {
  return [
    rule(
      '晚上漏水停电、没有物业的，网格员先看',
      {
        categories: ['homeRepair'],
        estate: 'withoutProperty',
        time: { days: 'daily', from: '17:00', to: '09:00' },
        ...answer('isUrgent', 'true'),
      },
      { kind: 'grid' },
    ),
    rule(
      '双休日小修小补请志愿者',
      {
        categories: ['homeRepair'],
        estate: 'withoutProperty',
        time: { days: 'restDays', from: '09:00', to: '17:00' },
      },
      { kind: 'pool' },
    ),
    rule('充电桩不够由服务站统一登记', { categories: ['charging'], ...answer('what', 'full') }, station),
  ]
}
