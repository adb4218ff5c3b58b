import { formatClock } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { callPhone } from '../../../../platform/call'
import { roleProps } from '../../../../platform/keyboard'
import type { OutgoingItem } from '../../../../services/outgoing'
import { readDraft } from '../../../../stores/drafts'

interface WrongStartProps {
  start: OutgoingItem
  /** The visit was finished meanwhile, and its record waits behind this. */
  hasRecord: boolean
  /** The elder's, for who has left already. */
  phone: string | undefined
  onAgain: () => void
}

/** The digits of a visit that was begun without a network were wrong: nothing is lost, only they are asked again. */
export function WrongStart({ start, hasRecord, phone, onAgain }: WrongStartProps) {
  const { at } = JSON.parse(start.request.body ?? '{}') as { at?: string }
  // Set where it waited on this phone (StartSheet): only then it began when it was pressed first.
  const kept = readDraft(start.draftKey ?? '') as { at?: string } | undefined
  return (
    <Card>
      <View className="stack" {...roleProps('alert')}>
        <Text className="text-block text-strong">
          {`${formatClock(new Date(at ?? start.createdAt))} 开始服务时填的数字没有对上。`}
        </Text>
        <Text className="text-block">{start.problem?.message}</Text>
        <Text className="text-block">
          {hasRecord ? '服务记录还在手机里，数字对了就接着自动发送。' : '请再问一次，或者看服务卡。'}
          {kept?.at !== undefined ? '开始的时间仍按您当时按下的算。' : ''}
        </Text>
        <Button text="重新填数字" kind="primary" icon="edit" isBlock onPress={onAgain} />
        {phone !== undefined && (
          <Button text={`打电话问长者 ${phone}`} icon="phone" isBlock onPress={() => void callPhone(phone)} />
        )}
      </View>
    </Card>
  )
}
