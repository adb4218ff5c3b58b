import { reachChannelNames, riskReasonNames, staffReachChannels } from '@linli/shared/notices/notice'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { Tag } from '../../../components/Tag'
import { useAction } from '../../../hooks/useAction'
import { useNow } from '../../../hooks/useNow'
import { callPhone } from '../../../platform/call'
import { recordNoticeReach, type ReachRow } from '../../../services/notices'
import { describeMoment } from '../../../services/time'

interface ReachCardProps {
  noticeId: string
  row: ReachRow
  onDone: () => void
  onOpenVisit: (visitId: string) => void
}

/** One person: who, where, why first; the ways to note how they came to know open once somebody rings up or asks. */
export function ReachCard({ noticeId, row, onDone, onOpenVisit }: ReachCardProps) {
  const now = useNow(60_000)
  const { run, isBusy, problem } = useAction()
  const [isNoting, setIsNoting] = useState(false)
  const { name, placeText, phone, reasons, reached, visitId, state, isToCall } = row
  const isToTell = state !== 'reached' || isToCall
  return (
    <Card>
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong grow">{name}</Text>
          <Text className="text-soft">{placeText}</Text>
        </View>
        {reasons.length > 0 && (
          <View className="row-wrap">
            {reasons.map((reason) => (
              <Tag key={reason} text={riskReasonNames[reason]} tone="warning" />
            ))}
          </View>
        )}
        {reached.map(({ channel, at, by }) => (
          <Text key={`${channel}${at}`} className="text-block text-small text-soft">
            {reachChannelNames[channel]} · {by} · {describeMoment(at, now)}
          </Text>
        ))}
        {isToCall && <Tag text="公告撤回了，请再告诉这一位" tone="warning" />}
        {!isToCall && state !== 'reached' && reached.some(({ channel }) => channel === 'sms') && (
          <Text className="text-block text-small text-soft">
            短信发了，不知道看没看到，请再打电话或上门说一声。
          </Text>
        )}
        {problem !== undefined && <ErrorNotice message={problem} />}
        {phone !== undefined && isToTell && (
          <Button
            text={`打电话给${name}`}
            icon="phone"
            isBlock
            onPress={() => {
              setIsNoting(true)
              void callPhone(phone)
            }}
          />
        )}
        {visitId !== undefined && (
          <Button
            text="看上门的任务"
            icon="walk"
            kind="quiet"
            onPress={() => {
              onOpenVisit(visitId)
            }}
          />
        )}
        {isToTell && !isNoting && (
          <Button
            text="告诉过了，记一下"
            icon="check"
            isBlock
            onPress={() => {
              setIsNoting(true)
            }}
          />
        )}
        {isToTell && isNoting && (
          <View className="row-wrap">
            {staffReachChannels.map((channel) => (
              <Button
                key={channel}
                text={reachChannelNames[channel]}
                icon="check"
                isBusy={isBusy}
                onPress={() =>
                  void run(() => recordNoticeReach(noticeId, row.id, channel)).then((isDone) => {
                    if (isDone) onDone()
                  })
                }
              />
            ))}
          </View>
        )}
      </View>
    </Card>
  )
}
