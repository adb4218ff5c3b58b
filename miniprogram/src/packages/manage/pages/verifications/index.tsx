import { homeLinkKindNames } from '@linli/shared/users/homeLinks'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { listVerifications, type Verification } from '../../../../services/people'
import { describeMoment } from '../../../../services/time'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { VerificationDetail } from './VerificationDetail'

/** Residents who asked to have their home confirmed, the longest waiting first. */
export default function VerificationsPage() {
  return (
    <ManagePage title="住址核实" roles={pageRoles.verifications}>
      {({ community }) => <Queue community={community} />}
    </ManagePage>
  )
}

function Queue({ community }: { community: string | undefined }) {
  const list = usePaged(`verifications:${community ?? ''}`, (cursor) => listVerifications(community, cursor))
  const { selected, select, clear } = useSelection(list.items)
  const [done, setDone] = useState<string>()
  const now = useNow()
  const finish = (message: string) => {
    setDone(message)
    clear()
    list.reload()
  }
  const row = (item: Verification) => (
    <Card
      isSelected={item.id === selected?.id}
      onPress={() => {
        setDone(undefined)
        select(item.id)
      }}
    >
      <View className="row-between">
        <Text className="text-strong">{item.name}</Text>
        {!item.phoneVerified && <Tag text="手机未核实" tone="warning" icon="phone" />}
      </View>
      <Text className="text-block">
        {homeLinkKindNames[item.kind]} · {item.buildingName ?? '楼栋待定'} · {item.room}
      </Text>
      <Text className="text-block text-small text-soft">{describeMoment(item.createdAt, now)} 申请</Text>
    </Card>
  )
  return (
    <MasterDetail
      done={done}
      hint="选一份申请来核对"
      onBack={clear}
      list={
        <PagedList
          list={list}
          label="等待核对的申请"
          empty={<EmptyState icon="check" title="没有等待核对的申请" />}
          renderItem={row}
        />
      }
      detail={selected && <VerificationDetail key={selected.id} item={selected} onDone={finish} />}
    />
  )
}
