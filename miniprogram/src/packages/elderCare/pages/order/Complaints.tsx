import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useEffect } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useLive } from '../../../../hooks/useLive'
import { complainOfOrder, type CareOrder } from '../../../../services/elderCare'
import { watchRecord } from '../../../../services/socket'

interface ComplaintsProps {
  order: CareOrder
  reload: () => void
}

const toSpec = ({ unitName }: CareOrder): ActionSpec<'complain'> => ({
  action: 'complain',
  text: '投诉',
  kind: 'quiet',
  icon: 'warning',
  ask: {
    explain: `投诉${unitName}，由它的上一级来办。办到哪一步，这一页会写着，也会发消息告诉您。`,
    text: {
      label: '哪里不对',
      audience: '只有上一级的工作人员能看到，服务单位看不到，也不知道是谁',
      isRequired: true,
      most: 1000,
    },
    submitText: '送出投诉',
  },
})

/** A complaint about whoever does it goes one level above them; what has come of it stands here. */
export function Complaints({ order, reload }: ComplaintsProps) {
  const { complaints, canComplain } = order
  const openId = complaints.find(({ isOpen }) => isOpen)?.id
  useEffect(() => (openId === undefined ? undefined : watchRecord('need', openId)), [openId])
  useLive('need.changed', ({ id }) => {
    if (id === openId) reload()
  })
  const complain = async (text: string, draftKey?: string) => {
    try {
      await complainOfOrder(order, text, draftKey).done
    } finally {
      reload()
    }
  }
  if (complaints.length === 0 && !canComplain) return null
  return (
    <Section title="对服务不满意">
      <View className="stack">
        {complaints.map(({ id, stateText, isOpen }) => (
          <Card
            key={id}
            onPress={() => void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${id}` })}
          >
            <View className="row-between">
              <Text className="grow">{`您的投诉：${stateText}`}</Text>
              <Tag
                {...(isOpen ? { text: '正在办', tone: 'warning' } : { text: '办完了', tone: 'success' })}
              />
            </View>
          </Card>
        ))}
        {canComplain && (
          <ActionBar
            actions={[toSpec(order)]}
            formKey={`careOrder:${order.id}`}
            onAct={(_, { text = '' }, draftKey) => complain(text, draftKey)}
          />
        )}
      </View>
    </Section>
  )
}
