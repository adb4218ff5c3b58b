import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { ListRow } from '../../../components/ListRow'
import { Section } from '../../../components/Section'
import { Tag } from '../../../components/Tag'
import type { Remote } from '../../../hooks/useRemote'
import type { Membership } from '../../../services/session'
import type { WaitingItem, WaitingList } from '../../../services/workbench'
import { waitingRows } from '../waitingRows'

interface WaitingRowsProps {
  waiting: Remote<WaitingList>
  membership: Membership
}

/** Everything that waits behind another page, each one press away; nothing while nothing waits. */
export function WaitingRows({ waiting: { data, error }, membership }: WaitingRowsProps) {
  if (error && !data) return <ErrorNotice message={`别处还有没有等您办的，没有读到。${error.message}`} />
  if (!data || data.items.length === 0) return null
  return (
    <Section title="等您办的">
      <View className="list">
        {data.items.map((item) => (
          <WaitingRow key={item.kind} item={item} atMost={data.atMost} membership={membership} />
        ))}
      </View>
    </Section>
  )
}

function WaitingRow({
  item,
  atMost,
  membership,
}: {
  item: WaitingItem
  atMost: number
  membership: Membership
}) {
  const { title, unit, late, icon, url } = waitingRows[item.kind]
  const number = item.count > atMost ? `${atMost}+` : String(item.count)
  const isLate = item.late > 0
  return (
    <ListRow
      title={title}
      {...(isLate ? { note: item.late === item.count ? late : `其中 ${item.late} ${unit}${late}` } : {})}
      icon={icon}
      extra={
        <Tag
          text={`${number} ${unit}`}
          {...(isLate ? { tone: 'danger', icon: 'warning' } : { tone: 'info' })}
        />
      }
      onPress={() => void Taro.navigateTo({ url: url(item, membership) })}
    />
  )
}
