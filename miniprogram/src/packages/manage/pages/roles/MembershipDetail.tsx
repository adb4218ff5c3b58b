import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { useNow } from '../../../../hooks/useNow'
import type { HeldMembership } from '../../../../services/people'
import { describeMoment } from '../../../../services/time'
import { EndForm } from './EndForm'
import { WorkAccountForm } from './WorkAccountForm'

interface MembershipDetailProps {
  item: HeldMembership
  /** Other roles in the same area: posts that work can be moved to. */
  others: readonly HeldMembership[]
  /** Sets the account in 企业微信. */
  isAdministrator: boolean
  onDone: (message: string) => void
}

/** One role: since when, until when, and the way to end it. */
export function MembershipDetail({ item, others, isAdministrator, onDone }: MembershipDetailProps) {
  const [isEnding, setIsEnding] = useState(false)
  const now = useNow()
  return (
    <Card>
      <View className="stack">
        <FactList
          facts={[
            { label: '姓名', value: item.userName },
            { label: '岗位', value: item.isDeputy ? `${item.roleName}（AB 角）` : item.roleName },
            { label: '在哪里', value: item.unitName ?? item.areaName },
            { label: '手机', value: item.maskedPhone },
            { label: '企业微信', value: item.workAccount },
            { label: '从', value: describeMoment(item.from, now) },
            { label: '到', value: item.until === undefined ? '没有期限' : describeMoment(item.until, now) },
            { label: '现在', value: item.isOffDuty ? '离岗' : '在岗' },
          ]}
        />
        {isAdministrator && !isEnding && <WorkAccountForm item={item} onDone={onDone} />}
        {isEnding ? (
          <EndForm item={item} others={others} onDone={onDone} />
        ) : (
          <Button
            text="结束任职"
            kind="danger"
            isBlock
            onPress={() => {
              setIsEnding(true)
            }}
          />
        )}
      </View>
    </Card>
  )
}
