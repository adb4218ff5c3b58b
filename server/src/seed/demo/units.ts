import type { UnitKind } from '@linli/shared/areas/areas'
import { officeHours, type Schedule } from '@linli/shared/schedule'
import { demoCommunity, demoStreet } from './places'

export interface DemoUnit {
  /** Its id is `demoId('unit:' + key)`. */
  key: string
  kind: UnitKind
  name: string
  areaCode: string
  phone: string
  schedule: Schedule
  address: string
  services: string[]
  /** Longitude and latitude, near 友谊路街道. */
  point: [number, number]
}

const daily = (from: string, to: string): Schedule => ({
  kind: 'hours',
  days: 'daily',
  spans: [{ from, to }],
})
const always: Schedule = { kind: 'always' }

/** Invented units; telephones end in a run of zeros so that nobody is called by mistake. */
export const demoUnits: readonly DemoUnit[] = [
  {
    key: 'station',
    kind: 'station',
    name: '临江新村社区服务站',
    areaCode: demoCommunity,
    phone: '021-56000001',
    schedule: { kind: 'hours', days: 'workdays', spans: [{ from: '08:30', to: '17:00' }] },
    address: '临江路 100 弄 1 号',
    services: ['办事咨询', '代办', '助老服务', '小修小补'],
    point: [121.4891, 31.4062],
  },
  {
    key: 'canteen',
    kind: 'organisation',
    name: '临江新村社区食堂',
    areaCode: demoCommunity,
    phone: '021-56000002',
    schedule: daily('06:30', '18:30'),
    address: '临江路 100 弄 3 号',
    services: ['堂食', '送餐'],
    point: [121.4893, 31.4064],
  },
  {
    key: 'canteen2',
    kind: 'organisation',
    name: '友谊路长者食堂',
    areaCode: demoStreet,
    phone: '021-56000014',
    schedule: daily('06:30', '18:30'),
    address: '友谊路 30 号',
    services: ['堂食', '送餐'],
    point: [121.4871, 31.4055],
  },
  {
    key: 'property1',
    kind: 'property',
    name: '江畔苑物业服务处',
    areaCode: demoCommunity,
    phone: '021-56000003',
    schedule: always,
    address: '临江路 100 弄门卫室',
    services: ['公共维修', '保洁', '停车'],
    point: [121.4889, 31.4059],
  },
  {
    key: 'property2',
    kind: 'property',
    name: '临江公寓物业服务处',
    areaCode: demoCommunity,
    phone: '021-56000004',
    schedule: daily('08:00', '20:00'),
    address: '临江路 188 弄 2 号',
    services: ['公共维修', '保洁'],
    point: [121.4912, 31.4071],
  },
  {
    key: 'ownersCommittee',
    kind: 'ownersCommittee',
    name: '江畔苑业主委员会',
    areaCode: demoCommunity,
    phone: '021-56000005',
    schedule: { kind: 'hours', days: [2, 6], spans: [{ from: '14:00', to: '17:00' }] },
    address: '临江路 100 弄 5 号',
    services: ['业主事务'],
    point: [121.489, 31.406],
  },
  {
    key: 'police',
    kind: 'police',
    name: '友谊路派出所',
    areaCode: demoStreet,
    phone: '021-56000006',
    schedule: always,
    address: '友谊路 1 号',
    services: ['治安', '户籍', '纠纷调解'],
    point: [121.4861, 31.4042],
  },
  {
    key: 'clinic',
    kind: 'clinic',
    name: '友谊路社区卫生服务中心',
    areaCode: demoStreet,
    phone: '021-56000007',
    schedule: daily('08:00', '20:00'),
    address: '友谊路 8 号',
    services: ['家庭医生', '配药', '上门护理'],
    point: [121.4868, 31.4049],
  },
  {
    key: 'urbanManagement',
    kind: 'department',
    name: '友谊路街道城管中队',
    areaCode: demoStreet,
    phone: '021-56000008',
    schedule: daily('08:00', '21:00'),
    address: '友谊路 20 号',
    services: ['占道', '违建', '噪声'],
    point: [121.4855, 31.4051],
  },
  {
    key: 'housing',
    kind: 'department',
    name: '友谊路街道房管办',
    areaCode: demoStreet,
    phone: '021-56000009',
    schedule: officeHours,
    address: '友谊路 20 号',
    services: ['房屋安全', '老旧小区维修', '物业监管'],
    point: [121.4855, 31.4052],
  },
  {
    key: 'sanitation',
    kind: 'department',
    name: '友谊路街道环卫所',
    areaCode: demoStreet,
    phone: '021-56000010',
    schedule: daily('05:00', '21:00'),
    address: '友谊路 22 号',
    services: ['垃圾清运', '道路保洁'],
    point: [121.4852, 31.4053],
  },
  {
    key: 'civilAffairs',
    kind: 'department',
    name: '友谊路街道民政办',
    areaCode: demoStreet,
    phone: '021-56000011',
    schedule: officeHours,
    address: '友谊路 20 号',
    services: ['养老补贴', '低保', '残疾人补贴'],
    point: [121.4856, 31.4052],
  },
  {
    key: 'utilities',
    kind: 'department',
    name: '友谊路街道水电气协调组',
    areaCode: demoStreet,
    phone: '021-56000012',
    schedule: always,
    address: '友谊路 20 号',
    services: ['停水', '停电', '燃气'],
    point: [121.4857, 31.4052],
  },
  {
    key: 'provider',
    kind: 'provider',
    name: '邻帮手家政服务社',
    areaCode: demoStreet,
    phone: '021-56000013',
    schedule: daily('08:00', '19:00'),
    address: '牡丹江路 300 号',
    services: ['助洁', '助浴', '陪诊'],
    point: [121.488, 31.4081],
  },
]
