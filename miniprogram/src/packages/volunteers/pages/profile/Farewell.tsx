import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Sheet } from '../../../../components/Sheet'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import type { ApiError } from '../../../../services/apiError'
import { resignAsVolunteer, type OwnVolunteer } from '../../../../services/volunteers'
import { refreshMe } from '../../../../stores/session'

interface FarewellProps {
  volunteer: OwnVolunteer
  onDone: () => void
}

/** She may go whenever she wants; what she has in hand is shown first, and goes back to the community. */
export function Farewell({ volunteer, onDone }: FarewellProps) {
  const [isOpen, setIsOpen] = useState(false)
  const text = volunteer.state === 'applied' ? '收回报名' : '不做志愿者了'
  return (
    <View>
      <Button
        text={text}
        isBlock
        onPress={() => {
          setIsOpen(true)
        }}
      />
      {isOpen && (
        <FarewellSheet
          title={text}
          volunteer={volunteer}
          onDone={onDone}
          onClose={() => {
            setIsOpen(false)
          }}
        />
      )}
    </View>
  )
}

function FarewellSheet({
  title,
  volunteer,
  onDone,
  onClose,
}: FarewellProps & { title: string; onClose: () => void }) {
  const { value, change, clear } = useDraft(`resign:${volunteer.id}`, { reason: '' })
  const { run, isBusy, error } = useAction()
  const labels = readLabels(error)
  const isHandedBack = volunteer.openJobs > 0 || labels.length > 0
  const reason = value.reason.trim()

  const resign = async () => {
    const isDone = await run(async () => {
      await resignAsVolunteer({ isHandedBack, ...(reason === '' ? {} : { reason }) })
      clear()
      await refreshMe()
    })
    if (!isDone) return
    onClose()
    onDone()
  }
  const footer = (
    <Button
      text={isHandedBack ? '交还社区，然后退出' : title}
      kind="danger"
      className="is-final"
      isBlock
      isBusy={isBusy}
      onPress={() => void resign()}
    />
  )
  return (
    <Sheet title={title} isOpen onClose={onClose} footer={footer}>
      <View className="stack">
        {error && <ErrorNotice message={error.message} />}
        {labels.map((label, place) => (
          <Text key={`${place}:${label}`} className="text-block">
            没办完：{label}
          </Text>
        ))}
        <Text className="text-block text-soft">{explain(volunteer)}</Text>
        {volunteer.state === 'approved' && (
          <TextArea
            label="想说的话（可以不写）"
            audience="社区"
            most={300}
            value={value.reason}
            onChange={(text) => {
              change({ reason: text })
            }}
          />
        )}
      </View>
    </Sheet>
  )
}

function explain({ state, openJobs }: OwnVolunteer): string {
  if (state === 'applied') return '收回以后，社区不再看这次报名。想来的时候，随时可以再报。'
  const held =
    openJobs > 0
      ? `您手上的 ${openJobs} 件事会交还社区，由社区接着安排，邻居也会知道。`
      : '您手上没有没办完的事。'
  return `${held}只是想歇一歇的话，关上“可以接单”就行。退出以后想回来，随时可以再报名。`
}

/** What stands in the way, by its kind. */
function readLabels(error: ApiError | undefined): string[] {
  if (error?.code !== 'volunteer.holds_work') return []
  return (error.details as { items: { label: string }[] }).items.map(({ label }) => label)
}
