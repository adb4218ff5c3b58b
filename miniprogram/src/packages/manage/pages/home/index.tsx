import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import type { IconName } from '../../../../components/icons'
import { ListRow } from '../../../../components/ListRow'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useWaiting } from '../../../../hooks/useWaiting'
import { useRemote } from '../../../../hooks/useRemote'
import type { Membership } from '../../../../services/session'
import { pageRoles, type PageName } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import type { WaitingList } from '../../../../services/workbench'
import { counters, waitingOf, type Count } from './counters'

interface Entry {
  page: PageName
  /** Where it is, when it is no page of the back office itself. */
  url?: string
  icon: IconName
  title: string
  note: string
}

/** What is looked at daily stands first; what is set up once comes last. */
const groups: readonly { title: string; entries: readonly Entry[] }[] = [
  {
    title: '每天要看的',
    entries: [
      { page: 'verifications', icon: 'check', title: '住址核实', note: '居民的申请，等着核对' },
      { page: 'reviews', icon: 'eye', title: '内容审核', note: '微信检查拿不准的文字和照片' },
      {
        page: 'notices',
        icon: 'bell',
        title: '公告',
        note: '写、审、签发；谁还不知道，谁去上门',
        url: '/packages/notices/pages/desk/index',
      },
      { page: 'checkIns', icon: 'heart', title: '报平安', note: '今天谁还没有报，找到哪一步' },
      {
        page: 'payTasks',
        icon: 'phone',
        title: '付款待办',
        note: '付晚了、退不了的，要打电话',
        url: '/packages/payments/pages/tasks/index',
      },
      { page: 'deadLetters', icon: 'message', title: '没送达的消息', note: '看原因、重发' },
    ],
  },
  {
    title: '补贴和收款',
    entries: [
      {
        page: 'entitlements',
        icon: 'heart',
        title: '应享未享',
        note: '谁该有补贴还没有，同意了就享受',
        url: '/packages/programmes/pages/entitlements/index',
      },
      {
        page: 'programmes',
        icon: 'paper',
        title: '补贴规则',
        note: '给谁、付哪些服务、付多少',
        url: '/packages/programmes/pages/rules/index',
      },
      {
        page: 'settlement',
        icon: 'chart',
        title: '补贴结算',
        note: '每月给哪家多少钱，现金发给谁',
        url: '/packages/programmes/pages/settlement/index',
      },
      {
        page: 'payBills',
        icon: 'paper',
        title: '收款对账',
        note: '每天和微信账单核对',
        url: '/packages/payments/pages/bills/index',
      },
      {
        page: 'payees',
        icon: 'building',
        title: '收款单位',
        note: '哪些单位在微信里收款',
        url: '/packages/payments/pages/payees/index',
      },
    ],
  },
  {
    title: '人和岗位',
    entries: [
      { page: 'people', icon: 'people', title: '居民账号', note: '找人、当面登记手机号' },
      { page: 'codes', icon: 'qrcode', title: '社区码', note: '发码、打印、停用' },
      { page: 'roles', icon: 'key', title: '任职', note: '安排岗位、AB 角、卸任转交' },
      { page: 'duty', icon: 'clock', title: '街道值班', note: '24 小时谁接紧急求助' },
    ],
  },
  {
    title: '怎么办事',
    entries: [
      { page: 'rules', icon: 'swap', title: '派单规则', note: '什么事派给谁，改之前先试算' },
      { page: 'categories', icon: 'list', title: '类别', note: '受理哪些事、多久办好' },
      { page: 'guide', icon: 'book', title: '办事指南', note: '材料、地点、时间和有效期' },
      {
        page: 'dispatchRules',
        icon: 'calendar',
        title: '上门服务怎么排班',
        note: '路程、迟到、换人、加班各算多少，几点上班',
        url: '/packages/dispatch/pages/rules/index',
      },
      {
        page: 'ballotPresets',
        icon: 'list',
        title: '表决的规则',
        note: '居民会议要多少人参加、多少人同意',
        url: '/packages/ballots/pages/presets/index',
      },
    ],
  },
  {
    title: '社区的底册',
    entries: [
      { page: 'areas', icon: 'map', title: '网格和楼栋', note: '名称、电话、网格员、楼组长' },
      { page: 'estates', icon: 'home', title: '小区', note: '哪家物业、有没有业委会' },
      { page: 'units', icon: 'building', title: '单位', note: '站点、物业、部门：电话、时间、停用' },
      { page: 'imports', icon: 'paper', title: '台账导入', note: '单位、网格、楼栋、房屋、居民' },
      { page: 'audit', icon: 'shield', title: '操作记录', note: '谁在什么时候做了什么' },
    ],
  },
]
const everyRole = [...new Set(Object.values(pageRoles).flat())]

/** What the role may keep in order, with how much waits. */
export default function ManageHomePage() {
  return (
    <ManagePage title="管理" roles={everyRole}>
      {(membership) => <Groups membership={membership} />}
    </ManagePage>
  )
}

function Groups({ membership }: { membership: Membership }) {
  const waiting = useWaiting(membership).data
  return (
    <View className="stack-loose">
      {groups.map(({ title, entries }) => {
        const own = entries.filter(({ page }) =>
          (pageRoles[page] as readonly string[]).includes(membership.role),
        )
        return own.length === 0 ? null : (
          <Section key={title} title={title}>
            <View className="list">
              {own.map((entry) => (
                <EntryRow key={entry.page} entry={entry} membership={membership} waiting={waiting} />
              ))}
            </View>
          </Section>
        )
      })}
    </View>
  )
}

interface EntryRowProps {
  entry: Entry
  membership: Membership
  waiting: WaitingList | undefined
}

function EntryRow({ entry, membership, waiting }: EntryRowProps) {
  const { page, url = `/packages/manage/pages/${page}/index`, ...row } = entry
  const count = counters[page]
  const chip = count ? (
    <Problems name={page} count={count} membership={membership} />
  ) : (
    <Waiting page={page} waiting={waiting} />
  )
  return <ListRow {...row} extra={chip} onPress={() => void Taro.navigateTo({ url })} />
}

/** How much waits; nothing where it is not counted, for the page itself says it. */
function Waiting({ page, waiting }: { page: PageName; waiting: WaitingList | undefined }) {
  const known = waitingOf[page]
  const item = waiting?.items.find(({ kind }) => kind === known?.kind)
  if (!known || !item || !waiting) return null
  const number = item.count > waiting.atMost ? `${waiting.atMost}+` : String(item.count)
  const text = `${number}${known.unit}`
  return known.isWrong || item.late > 0 ? (
    <Tag text={text} tone="danger" icon="warning" />
  ) : (
    <Tag text={text} tone="info" />
  )
}

/** Nothing when it could not be counted, for the page itself says why. */
function Problems({ name, count, membership }: { name: string; count: Count; membership: Membership }) {
  const { data } = useRemote(`count:${name}:${membership.id}`, () => count(membership))
  if (data === undefined || data.number === 0) return null
  return <Tag text={`${data.number}${data.unit}`} tone="danger" icon="warning" />
}
