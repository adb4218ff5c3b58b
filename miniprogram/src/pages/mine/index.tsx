import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../components/AppPage'
import { Card } from '../../components/Card'
import { ConfirmSheet } from '../../components/ConfirmSheet'
import { DeskLogin } from '../../components/DeskLogin'
import type { IconName } from '../../components/icons'
import { ListRow } from '../../components/ListRow'
import { Section } from '../../components/Section'
import { SignInCard } from '../../components/SignInCard'
import { Tag } from '../../components/Tag'
import { scanCode } from '../../platform/scan'
import type { Me } from '../../services/session'
import { signOut, useSession } from '../../stores/session'
import { useIsElder } from '../../stores/settings'

export default function MinePage() {
  const me = useSession((state) => state.me)
  return (
    <AppPage title="我的" tab="mine">
      {me ? (
        <MeView me={me} />
      ) : (
        <View className="stack">
          <SignInCard />
          <DeskLogin />
        </View>
      )}
      <Section title="设置">
        <View className="list">
          <DisplayRow />
          {me && <SignOutRow />}
        </View>
      </Section>
    </AppPage>
  )
}

function MeView({ me }: { me: Me }) {
  return (
    <View className="stack-loose">
      <MeCard me={me} />
      <Rows rows={ownRows(me)} />
      {me.memberships.length > 0 && <StaffRows me={me} />}
      <Section title="隐私">
        <Rows rows={privacyRows} />
      </Section>
    </View>
  )
}

const levelNames: Record<Me['level'], string> = {
  guest: '访客',
  joined: '已加入社区',
  verified: '已核实的居民',
}

function MeCard({ me }: { me: Me }) {
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{me.displayName}</Text>
        <View className="row-wrap">
          <Tag
            text={levelNames[me.level]}
            tone={me.level === 'verified' ? 'success' : 'plain'}
            {...(me.level === 'verified' ? { icon: 'check' as const } : {})}
          />
          <Text className="text-soft">{me.community?.name ?? '还没有加入社区'}</Text>
        </View>
        {me.maskedPhone !== undefined && <Text className="text-block text-soft">{me.maskedPhone}</Text>}
      </View>
    </Card>
  )
}

interface Row {
  icon: IconName
  title: string
  note: string
  url: string
}

const settings = (page: string) => `/packages/settings/pages/${page}/index`

function ownRows(me: Me): Row[] {
  const rows: Row[] = [
    { icon: 'list', title: '我的诉求', note: '办到哪一步了', url: '/packages/needs/pages/mine/index' },
    { icon: 'person', title: '昵称', note: me.nickname ?? '还没有起', url: settings('nickname') },
    { icon: 'phone', title: '手机号', note: describePhone(me), url: settings('phone') },
    { icon: 'home', title: '住址核实', note: describeHome(me), url: settings('verification') },
    {
      icon: 'heart',
      title: '我的长辈',
      note: '替家里老人办事',
      url: '/packages/families/pages/elders/index',
    },
    {
      icon: 'shield',
      title: '我的亲属',
      note: '谁能替我办事，办过什么',
      url: '/packages/families/pages/proxies/index',
    },
    { icon: 'people', title: '我的网格', note: '网格员、书记、物业、派出所的电话', url: settings('grid') },
    {
      icon: 'hand',
      title: '我是志愿者',
      note: '报名、接单或休息',
      url: '/packages/volunteers/pages/profile/index',
    },
  ]
  if (me.community) return rows
  return [{ icon: 'qrcode', title: '加入社区', note: '扫码或输入社区码', url: '/pages/join/index' }, ...rows]
}

const privacyRows: Row[] = [
  { icon: 'eye', title: '谁看过我的记录', note: '什么时候、为什么', url: settings('accesses') },
  { icon: 'paper', title: '我的信息', note: '查看、下载、注销账号', url: settings('data') },
  { icon: 'shield', title: '隐私与同意', note: '同意过什么，随时可以收回', url: settings('consents') },
]

const describePhone = (me: Me) => (me.phoneVerified ? `已核实 ${me.maskedPhone ?? ''}` : '还没有核实')

function describeHome({ level, home, goneOn, verification }: Me): string {
  if (level === 'verified') return home?.address ?? '已核实'
  if (verification?.state === 'open') return '正在核对'
  if (verification?.state === 'declined') return '没有通过，看看原因'
  if (goneOn !== undefined) return '登记为不住在这里了，看看怎么办'
  return '核实后可以议事、表决、享受照护'
}

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <View className="list">
      {rows.map(({ url, ...row }) => (
        <ListRow key={url} {...row} onPress={() => void Taro.navigateTo({ url })} />
      ))}
    </View>
  )
}

/** For who has a role: whether on duty, and letting a computer in. */
function StaffRows({ me }: { me: Me }) {
  const scan = async () => {
    const scene = await scanCode?.()
    if (scene !== undefined)
      await Taro.navigateTo({ url: `${settings('desk')}?scene=${encodeURIComponent(scene)}` })
  }
  return (
    <Section title="工作">
      <View className="list">
        <ListRow
          icon="clock"
          title="值班状态"
          note={me.offDuty ? '离岗' : '在岗'}
          onPress={() => void Taro.navigateTo({ url: settings('duty') })}
        />
        {scanCode && (
          <ListRow icon="scan" title="扫码登录电脑" note="扫电脑上的二维码" onPress={() => void scan()} />
        )}
      </View>
    </Section>
  )
}

function DisplayRow() {
  const isElder = useIsElder()
  return (
    <ListRow
      icon="large-text"
      title="长辈版与文字大小"
      note={isElder ? '长辈版已打开' : '字大、按钮大，看得清楚'}
      onPress={() => void Taro.navigateTo({ url: settings('display') })}
    />
  )
}

function SignOutRow() {
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <ListRow
        icon="signout"
        title="退出登录"
        onPress={() => {
          setIsAsking(true)
        }}
      />
      <ConfirmSheet
        title="退出登录"
        message="退出后，这台设备上看不到您的事。您写了一半的内容还在。"
        confirmText="退出"
        isOpen={isAsking}
        onConfirm={() => {
          setIsAsking(false)
          signOut()
        }}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </>
  )
}
