import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { ConfirmSheet } from '../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import {
  approveEntitlements,
  listEntitlements,
  type ApprovalResult,
  type EntitlementCount,
} from '../../../services/programmes'

interface ApproveAllProps {
  area: string
  programme: EntitlementCount
  onDone: () => void
}

/** A whole list at once, page by page, each person for herself: how far it is, and who was left and why. */
export function ApproveAll({ area, programme: { code, name, found }, onDone }: ApproveAllProps) {
  const [isAsked, setIsAsked] = useState(false)
  const [result, setResult] = useState<ApprovalResult>()
  const { run, isBusy, problem } = useAction()
  const approve = async () => {
    setIsAsked(false)
    const sum: ApprovalResult = { done: 0, left: [] }
    await run(async () => {
      let cursor: string | undefined
      do {
        const page = await listEntitlements({ area, state: 'found', code }, cursor)
        if (page.items.length === 0) break
        const { done, left } = await approveEntitlements(page.items)
        sum.done += done
        sum.left = [...sum.left, ...left]
        setResult({ ...sum })
        cursor = page.nextCursor
      } while (cursor !== undefined)
    })
    onDone()
  }
  return (
    <View className="stack">
      {found > 1 && (
        <Button
          text={isBusy ? `正在办，已办 ${result?.done ?? 0} / ${found}` : `${name}：${found} 人全部同意`}
          icon="check"
          isBlock
          isBusy={isBusy}
          onPress={() => {
            setIsAsked(true)
          }}
        />
      )}
      {problem !== undefined && <ErrorNotice message={problem} />}
      {result && <Outcome result={result} isBusy={isBusy} />}
      <ConfirmSheet
        title={`${found} 人全部同意？`}
        message={`登记册上符合“${name}”条件的 ${found} 人都办好，不用本人填表，每个人会收到消息。有疑问的请先单独处理。`}
        confirmText="全部同意"
        isOpen={isAsked}
        onConfirm={() => void approve()}
        onClose={() => {
          setIsAsked(false)
        }}
      />
    </View>
  )
}

function Outcome({ result: { done, left }, isBusy }: { result: ApprovalResult; isBusy: boolean }) {
  return (
    <Card kind="flat">
      <View className="stack-tight" aria-live="polite">
        <Text className="text-block text-strong">{`${isBusy ? '已经' : '一共'}办好 ${done} 人`}</Text>
        {left.map(({ id, personName, why }) => (
          <Text key={id} className="text-block">{`没有办：${personName}。${why}`}</Text>
        ))}
      </View>
    </Card>
  )
}
