import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import type { IconName } from '../../../components/icons'
import type { Membership } from '../../../services/session'

interface Entry {
  text: string
  icon: IconName
  url: string
  roles: readonly Membership['role'][]
}

const entries: readonly Entry[] = [
  {
    text: '登记诉求',
    icon: 'edit',
    url: '/packages/workbench/pages/intake/index',
    roles: ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader', 'unitStaff', 'streetOfficer'],
  },
  {
    text: '上门服务',
    icon: 'heart',
    url: '/packages/elderCare/pages/work/index',
    roles: [
      ...(['unitStaff', 'volunteer', 'secretary', 'communityWorker', 'gridWorker'] as const),
      ...(['streetOfficer', 'districtOfficer'] as const),
    ],
  },
  {
    text: '老人和亲属',
    icon: 'heart',
    url: '/packages/families/pages/register/index',
    roles: ['secretary', 'communityWorker', 'gridWorker', 'streetOfficer'],
  },
  {
    text: '议题',
    icon: 'scales',
    url: '/packages/deliberation/pages/work/index',
    roles: ['secretary', 'communityWorker', 'streetOfficer'],
  },
  {
    text: '表决',
    icon: 'list',
    url: '/packages/ballots/pages/list/index?desk=1',
    roles: ['secretary', 'communityWorker'],
  },
  {
    text: '待核实的居民',
    icon: 'people',
    url: '/packages/manage/pages/verifications/index',
    roles: ['gridWorker', 'buildingLeader', 'communityWorker'],
  },
  {
    text: '数字',
    icon: 'chart',
    url: '/packages/statistics/pages/home/index',
    roles: ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
  },
  {
    text: '志愿者',
    icon: 'hand',
    url: '/packages/volunteers/pages/manage/index',
    roles: ['secretary', 'communityWorker'],
  },
  {
    text: '管理',
    icon: 'settings',
    url: '/packages/manage/pages/home/index',
    roles: ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
  },
]

/** The ways on from the workbench of a role. */
export function Entries({ membership }: { membership: Membership }) {
  const shown = entries.filter(({ roles }) => roles.includes(membership.role))
  if (shown.length === 0) return null
  return (
    <View className="action-bar">
      {shown.map(({ text, icon, url }) => (
        <Button key={url} text={text} icon={icon} onPress={() => void Taro.navigateTo({ url })} />
      ))}
    </View>
  )
}
