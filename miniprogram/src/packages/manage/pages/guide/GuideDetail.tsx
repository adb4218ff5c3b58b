import { formatDate } from '@linli/shared/time'
import { describeGuide } from '@linli/shared/guide/guide'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { useAction } from '../../../../hooks/useAction'
import { deleteGuideEntry, type KeptEntry } from '../../../../services/guideAdmin'

interface GuideDetailProps {
  entry: KeptEntry
  canEdit: boolean
  onEdit: () => void
  onDone: (message: string) => void
}

/** One entry as residents read it. */
export function GuideDetail({ entry, canEdit, onEdit, onDone }: GuideDetailProps) {
  const [isAsking, setIsAsking] = useState(false)
  const { run, isBusy, problem } = useAction()
  const remove = async () => {
    await run(async () => {
      await deleteGuideEntry(entry)
      onDone(`“${entry.title}”已撤下。`)
    })
    setIsAsking(false)
  }
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{entry.title}</Text>
        {entry.state === 'outdated' && (
          <ErrorNotice message="已经过期，不再用它回答居民。请核对内容后延长有效期，或者撤下。" />
        )}
        <Text className="text-block">{describeGuide(entry)}</Text>
        <FactList
          facts={[
            { label: '有效期', value: `${formatDate(entry.validFrom)}到${formatDate(entry.validUntil)}` },
            { label: '别的叫法', value: entry.keywords.length > 0 ? entry.keywords.join('、') : undefined },
            { label: '谁写的', value: entry.areaName },
          ]}
        />
        {problem !== undefined && <ErrorNotice message={problem} />}
        {canEdit && (
          <View className="action-bar">
            <Button text="修改或延长" icon="edit" kind="primary" onPress={onEdit} />
            <Button
              text="撤下"
              icon="trash"
              kind="danger"
              onPress={() => {
                setIsAsking(true)
              }}
            />
          </View>
        )}
      </View>
      <ConfirmSheet
        title={`撤下“${entry.title}”`}
        message="撤下后居民查不到，也不再用它回答。以前的回答还在。不能恢复。"
        confirmText="撤下"
        isDanger
        isOpen={isAsking}
        isBusy={isBusy}
        onConfirm={() => void remove()}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </Card>
  )
}
