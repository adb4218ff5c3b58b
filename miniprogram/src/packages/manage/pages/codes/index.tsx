import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { usePaged } from '../../../../hooks/usePaged'
import { listJoinCodes, type JoinCode } from '../../../../services/people'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { CodeDetail } from './CodeDetail'
import { CodeForm } from './CodeForm'

/** Codes by which residents join: issued, counted, printed, revoked. */
export default function CodesPage() {
  return (
    <ManagePage title="社区码" roles={pageRoles.codes}>
      {({ community, areaName }) =>
        community !== undefined && <Codes community={community} name={areaName ?? ''} />
      }
    </ManagePage>
  )
}

function Codes({ community, name }: { community: string; name: string }) {
  const list = usePaged(`joinCodes:${community}`, (cursor) => listJoinCodes(community, cursor))
  const { selected, select, clear } = useSelection(list.items)
  const [isNew, setIsNew] = useState(false)
  const leave = () => {
    setIsNew(false)
    clear()
  }
  return (
    <MasterDetail
      hint="选一个码看图片和打印，或者发一个新的"
      onBack={leave}
      list={
        <View className="stack">
          <Button
            text="发一个新码"
            icon="plus"
            kind="primary"
            isBlock
            onPress={() => {
              clear()
              setIsNew(true)
            }}
          />
          <PagedList
            list={list}
            label="社区码"
            empty={
              <EmptyState
                icon="qrcode"
                title="还没有社区码"
                message="发一个，贴在居委会门口和楼道里，居民扫了就能加入。"
              />
            }
            renderItem={(code) => (
              <CodeCard
                code={code}
                isSelected={code.id === selected?.id}
                onPress={() => {
                  setIsNew(false)
                  select(code.id)
                }}
              />
            )}
          />
        </View>
      }
      detail={
        isNew ? (
          <CodeForm
            community={community}
            communityName={name}
            onDone={({ id }) => {
              setIsNew(false)
              list.reload()
              select(id)
            }}
          />
        ) : (
          selected && <CodeDetail key={selected.id} code={selected} onChanged={list.reload} />
        )
      }
    />
  )
}

interface CodeCardProps {
  code: JoinCode
  isSelected: boolean
  onPress: () => void
}

function CodeCard({ code, isSelected, onPress }: CodeCardProps) {
  return (
    <Card isSelected={isSelected} onPress={onPress}>
      <View className="row-between">
        <Text className="text-strong figures">{code.code}</Text>
        {code.isValid ? <Tag text="在用" tone="success" icon="check" /> : <Tag text="已停用" />}
      </View>
      <Text className="text-block">
        {code.areaName} · {code.joinedCount} 人加入
      </Text>
      {code.note !== undefined && <Text className="text-block text-soft">{code.note}</Text>}
    </Card>
  )
}
