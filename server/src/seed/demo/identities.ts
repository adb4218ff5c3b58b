import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import type { Role, UserLevel } from '@linli/shared/users/roles'
import { demoCareHelpers } from './care'
import {
  demoBuildings,
  demoCommunity,
  demoDistrict,
  demoGrids,
  demoNextCommunity,
  demoStreet,
} from './places'

/** A role in an area, or in a demo unit by its key. */
export type DemoMembership =
  | { role: Exclude<Role, 'unitStaff'>; areaCode: string; isDeputy?: true }
  | { role: 'unitStaff'; unitKey: string }

/** Someone a newcomer can be. Accounts and memberships are made by the features that own them. */
export interface DemoIdentity {
  key: string
  name: string
  /** Who this is in the story, one line. */
  roleLine: string
  /** The heading of the list to choose from. */
  group: string
  /** Invented: 1990000xxxx. */
  phone: string
  level: UserLevel
  /** Set for those who are in the register; the person's id is `demoId('person:' + key)`. */
  resident?: { birthDate: string; building: string; room: string; kind: HomeLinkKind; from: string }
  memberships: readonly DemoMembership[]
  volunteer?: { skills: string[]; partyOrganisation?: string }
  prefersElderMode?: true
  /** Joined another community than the demo's, where they live and are neighbours like everybody. */
  livesIn?: string
  /** Lives in another city: belongs to no community here, but the phone is checked. */
  livesElsewhere?: true
}

const building = (number: number): string => demoBuildings[number - 1]?.code ?? ''
const grid = (number: number): string => demoGrids[number - 1]?.code ?? ''
const phoneOf = (number: number): string => `1990000${String(number).padStart(4, '0')}`

type Row = Omit<DemoIdentity, 'phone' | 'level' | 'memberships'> &
  Partial<Pick<DemoIdentity, 'level' | 'memberships'>>

const residents: readonly Row[] = [
  {
    key: 'owner',
    name: '林晓岚',
    roleLine: '江畔苑业主，1号楼 302 室',
    group: '居民',
    resident: {
      birthDate: '1984-06-12',
      building: building(1),
      room: '302',
      kind: 'owner',
      from: '2012-03-01',
    },
  },
  {
    key: 'elder',
    name: '周桂珍',
    roleLine: '82 岁，独居，用长辈版，江畔苑 3号楼 101 室',
    group: '居民',
    prefersElderMode: true,
    resident: {
      birthDate: '1944-03-05',
      building: building(3),
      room: '101',
      kind: 'owner',
      from: '1996-09-01',
    },
  },
  {
    key: 'tenant',
    name: '何嘉明',
    roleLine: '租住在临江公寓 2号楼 503 室',
    group: '居民',
    resident: {
      birthDate: '1997-11-20',
      building: building(10),
      room: '503',
      kind: 'tenant',
      from: '2025-04-01',
    },
  },
  {
    key: 'oldYardOwner',
    name: '沈国良',
    roleLine: '临江老院业主，没有物业，6号楼 201 室',
    group: '居民',
    resident: {
      birthDate: '1962-01-18',
      building: building(20),
      room: '201',
      kind: 'owner',
      from: '1994-05-01',
    },
  },
  { key: 'joined', name: '许可欣', roleLine: '刚扫码加入社区，还没有认证', group: '居民', level: 'joined' },
  { key: 'guest', name: '方路过', roleLine: '第一次打开，还没有加入社区', group: '居民', level: 'guest' },
]

const volunteers: readonly Row[] = [
  {
    key: 'volunteerParty1',
    name: '陆志刚',
    roleLine: '党员志愿者，会修水电',
    group: '志愿者',
    resident: {
      birthDate: '1971-08-02',
      building: building(2),
      room: '402',
      kind: 'owner',
      from: '2003-01-01',
    },
    memberships: [{ role: 'volunteer', areaCode: demoCommunity }],
    volunteer: { skills: ['水电维修', '搬运'], partyOrganisation: '临江新村第一党支部' },
  },
  {
    key: 'volunteerParty2',
    name: '顾雅琴',
    roleLine: '党员志愿者，双报到，常陪老人看病',
    group: '志愿者',
    resident: {
      birthDate: '1979-12-09',
      building: building(11),
      room: '601',
      kind: 'owner',
      from: '2010-07-01',
    },
    memberships: [{ role: 'volunteer', areaCode: demoCommunity }],
    volunteer: { skills: ['陪诊', '代购'], partyOrganisation: '友谊路街道机关第二党支部' },
  },
  {
    key: 'volunteer1',
    name: '蒋思远',
    roleLine: '志愿者，大学生，教手机',
    group: '志愿者',
    resident: {
      birthDate: '2004-05-30',
      building: building(5),
      room: '203',
      kind: 'family',
      from: '2012-09-01',
    },
    memberships: [{ role: 'volunteer', areaCode: demoCommunity }],
    volunteer: { skills: ['手机使用', '辅导'] },
  },
  {
    key: 'volunteer2',
    name: '丁红梅',
    roleLine: '志愿者，租住在临江老院',
    group: '志愿者',
    resident: {
      birthDate: '1988-02-14',
      building: building(17),
      room: '302',
      kind: 'tenant',
      from: '2023-02-01',
    },
    memberships: [{ role: 'volunteer', areaCode: demoCommunity }],
    volunteer: { skills: ['理发', '缝补'] },
  },
]

const communityStaff: readonly Row[] = [
  {
    key: 'secretary',
    name: '陈书宁',
    roleLine: '临江新村社区书记',
    group: '社区',
    memberships: [{ role: 'secretary', areaCode: demoCommunity }],
  },
  {
    key: 'worker1',
    name: '吴静',
    roleLine: '社区工作者，管民生',
    group: '社区',
    memberships: [{ role: 'communityWorker', areaCode: demoCommunity }],
  },
  {
    key: 'worker2',
    name: '徐俊',
    roleLine: '社区工作者，管治理，家住隔壁临江公园',
    group: '社区',
    livesIn: demoNextCommunity,
    memberships: [{ role: 'communityWorker', areaCode: demoCommunity }],
  },
  ...(['郭立新', '谢敏', '曹伟'] as const).map((name, i): Row => ({
    key: `gridWorker${i + 1}`,
    name,
    roleLine: `${demoGrids[i]?.name ?? ''}网格员，也是${demoGrids[(i + 1) % 3]?.name ?? ''}的 B 角`,
    group: '社区',
    memberships: [
      { role: 'gridWorker', areaCode: grid(i + 1) },
      { role: 'gridWorker', areaCode: grid(((i + 1) % 3) + 1), isDeputy: true },
    ],
  })),
  {
    key: 'buildingLeader1',
    name: '潘惠芬',
    roleLine: '江畔苑 1号楼楼组长',
    group: '社区',
    resident: {
      birthDate: '1958-10-01',
      building: building(1),
      room: '101',
      kind: 'owner',
      from: '1996-10-01',
    },
    memberships: [{ role: 'buildingLeader', areaCode: building(1) }],
  },
  {
    key: 'buildingLeader2',
    name: '姚永康',
    roleLine: '江畔苑 3号楼楼组长',
    group: '社区',
    resident: {
      birthDate: '1955-04-22',
      building: building(3),
      room: '201',
      kind: 'owner',
      from: '1996-09-01',
    },
    memberships: [{ role: 'buildingLeader', areaCode: building(3) }],
  },
  {
    key: 'buildingLeader3',
    name: '邵凤珍',
    roleLine: '临江老院 6号楼楼组长',
    group: '社区',
    resident: {
      birthDate: '1953-07-07',
      building: building(20),
      room: '102',
      kind: 'owner',
      from: '1990-01-01',
    },
    memberships: [{ role: 'buildingLeader', areaCode: building(20) }],
  },
]

const unitStaff = (key: string, name: string, roleLine: string, unitKey: string, group: string): Row => ({
  key,
  name,
  roleLine,
  group,
  memberships: [{ role: 'unitStaff', unitKey }],
})

const units: readonly Row[] = [
  unitStaff('stationStaff1', '孙丽华', '社区服务站，接待和派工', 'station', '服务单位'),
  unitStaff('stationStaff2', '马晓东', '社区服务站，上门小修', 'station', '服务单位'),
  unitStaff('property1Staff', '罗国平', '江畔苑物业经理', 'property1', '服务单位'),
  unitStaff('property1Repair', '高建军', '江畔苑物业维修工', 'property1', '服务单位'),
  unitStaff('property2Staff', '梁海燕', '临江公寓物业经理', 'property2', '服务单位'),
  unitStaff('committeeStaff', '宋志强', '江畔苑业委会主任', 'ownersCommittee', '服务单位'),
  unitStaff('canteenStaff', '唐阿宝', '社区食堂负责人', 'canteen', '服务单位'),
  unitStaff('providerStaff', '韩慧', '邻帮手家政服务社调度', 'provider', '服务单位'),
  unitStaff('clinicStaff', '冯医生', '社区卫生服务中心家庭医生', 'clinic', '服务单位'),
  unitStaff('policeStaff', '董警官', '友谊路派出所社区民警', 'police', '条线部门'),
  unitStaff('urbanManagementStaff', '袁浩然', '街道城管中队', 'urbanManagement', '条线部门'),
  unitStaff('housingStaff', '程立', '街道房管办', 'housing', '条线部门'),
  unitStaff('sanitationStaff', '魏根生', '街道环卫所', 'sanitation', '条线部门'),
  unitStaff('civilAffairsStaff', '苏欣怡', '街道民政办', 'civilAffairs', '条线部门'),
  unitStaff('utilitiesStaff', '任强', '街道水电气协调组', 'utilities', '条线部门'),
]

const officers: readonly Row[] = [
  {
    key: 'streetOfficer',
    name: '叶秋',
    roleLine: '友谊路街道工作人员',
    group: '街道和区',
    memberships: [{ role: 'streetOfficer', areaCode: demoStreet }],
  },
  {
    key: 'districtOfficer',
    name: '白帆',
    roleLine: '宝山区工作人员',
    group: '街道和区',
    memberships: [{ role: 'districtOfficer', areaCode: demoDistrict }],
  },
  {
    key: 'administrator',
    name: '金晖',
    roleLine: '系统管理员',
    group: '街道和区',
    memberships: [{ role: 'administrator', areaCode: demoDistrict }],
  },
]

const careHelpers: readonly Row[] = demoCareHelpers.map(({ key, name, roleLine, unitKey }) =>
  unitStaff(key, name, roleLine, unitKey, '上门服务'),
)

/** Relatives of elders of the community, see seedFamilies. Last, so that nobody else's phone changes. */
const relatives: readonly Row[] = [
  {
    key: 'daughter',
    name: '周敏',
    roleLine: '独居老人的女儿，住在杭州，替母亲办事',
    group: '亲属',
    level: 'guest',
    livesElsewhere: true,
  },
  {
    key: 'son',
    name: '周强',
    roleLine: '独居老人的儿子，只帮母亲订服务、付钱',
    group: '亲属',
    level: 'guest',
    livesElsewhere: true,
  },
  {
    key: 'nephew',
    name: '钱进',
    roleLine: '外地的亲戚，社区当面办的授权，替没有手机的老人办事',
    group: '亲属',
    level: 'guest',
    livesElsewhere: true,
  },
]

/** Everyone a newcomer can be, residents first. */
export const demoIdentities: readonly DemoIdentity[] = [
  ...residents,
  ...volunteers,
  ...communityStaff,
  ...units,
  ...officers,
  ...careHelpers,
  ...relatives,
].map((row, i) => ({ level: 'verified', memberships: [], ...row, phone: phoneOf(i + 1) }))
