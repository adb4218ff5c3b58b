import { View } from '@tarojs/components'
import { BuildingChoice } from '../../../../components/BuildingChoice'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { DateField } from '../../../../components/DateField'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { createJoinCode, type JoinCode } from '../../../../services/people'
import { endOfDay } from '../../../../services/time'
import { sendOnce } from '../../../../stores/drafts'

interface CodeFormProps {
  community: string
  communityName: string
  onDone: (code: JoinCode) => void
}

const empty = { scope: 'community' as 'community' | 'building', building: '', note: '', until: '' }

/** A new code for the whole community or one building. */
export function CodeForm({ community, communityName, onDone }: CodeFormProps) {
  const { value, change, clear, draftKey } = useDraft(`joinCode:${community}`, empty)
  const { run, isBusy, problem } = useAction()
  const isBuilding = value.scope === 'building'
  const issue = () =>
    run(async () => {
      const input = {
        areaCode: isBuilding && value.building !== '' ? value.building : community,
        ...(value.note.trim() === '' ? {} : { note: value.note.trim() }),
        ...(value.until === '' ? {} : { expiresAt: endOfDay(value.until) }),
      }
      const code = await sendOnce(draftKey, (requestKey) => createJoinCode(input, requestKey))
      clear()
      onDone(code)
    })
  return (
    <Card>
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <View className="field-label">给哪里用</View>
        <ChoiceList
          label="给哪里用"
          options={[
            { value: 'community', label: communityName, note: '全社区' },
            { value: 'building', label: '一幢楼', note: '扫码的人同时登记在这幢楼' },
          ]}
          value={value.scope}
          onChange={(scope) => {
            change({ scope })
          }}
        />
        {isBuilding && (
          <BuildingChoice
            community={community}
            value={value.building}
            onChange={(building) => {
              change({ building })
            }}
          />
        )}
        <TextField
          label="贴在哪里、给谁（可以不写）"
          most={60}
          value={value.note}
          onChange={(note) => {
            change({ note })
          }}
        />
        <DateField
          label="用到哪一天（可以不填）"
          value={value.until}
          onChange={(until) => {
            change({ until })
          }}
        />
        <Button
          text="发这个码"
          kind="primary"
          isBlock
          isBusy={isBusy}
          isDisabled={isBuilding && value.building === ''}
          onPress={() => void issue()}
        />
      </View>
    </Card>
  )
}
