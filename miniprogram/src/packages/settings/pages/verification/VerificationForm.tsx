import { homeLinkKindNames, homeLinkKinds, type HomeLinkKind } from '@linli/shared/users/homeLinks'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { DateField } from '../../../../components/DateField'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { requestVerification, type VerificationRequest } from '../../../../services/account'
import { BuildingChoice } from '../../../../components/BuildingChoice'

interface Form {
  name: string
  kind: HomeLinkKind | ''
  building: string
  room: string
  until: string
  note: string
}

const empty: Form = { name: '', kind: '', building: '', room: '', until: '', note: '' }
const kinds = homeLinkKinds.map((value) => ({ value, label: homeLinkKindNames[value] }))
const audience = '只有核对的楼组长、网格员和居委会'

/** What is needed to confirm a home; kept on this phone until it has been sent. */
export function VerificationForm({ community }: { community: { code: string; name: string } }) {
  const { value, change, clear } = useDraft('verification', empty)
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const missing = findMissing(value)

  const send = async () => {
    setIsChecked(true)
    if (Object.keys(missing).length > 0) return
    if (await run(() => requestVerification(toRequest(value)))) clear()
  }
  const shown = isChecked ? missing : {}
  return (
    <Card>
      <View className="stack-loose">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <TextField
          label="真实姓名"
          audience={audience}
          error={shown.name}
          isRequired
          most={40}
          value={value.name}
          onChange={(name) => {
            change({ name })
          }}
        />
        <View className="field">
          <View className="field-label">您和这套房子的关系（必填）</View>
          <ChoiceList
            label="您和这套房子的关系"
            options={kinds}
            value={value.kind === '' ? undefined : value.kind}
            onChange={(kind) => {
              change({ kind })
            }}
          />
          {shown.kind !== undefined && <ErrorNotice message={shown.kind} />}
        </View>
        <BuildingChoice
          community={community.code}
          value={value.building}
          onChange={(building) => {
            change({ building })
          }}
        />
        <TextField
          label="门牌"
          hint="像平时说的那样写：3 号 502 室。"
          audience={audience}
          error={shown.room}
          isRequired
          most={120}
          value={value.room}
          onChange={(room) => {
            change({ room })
          }}
        />
        {value.kind === 'tenant' && (
          <DateField
            label="租到哪一天（可以不填）"
            value={value.until}
            onChange={(until) => {
              change({ until })
            }}
          />
        )}
        <TextArea
          label="还想说明的（可以不写）"
          most={300}
          value={value.note}
          onChange={(note) => {
            change({ note })
          }}
        />
        <Button text="交给社区核对" kind="primary" isBlock isBusy={isBusy} onPress={() => void send()} />
      </View>
    </Card>
  )
}

interface Missing {
  name?: string
  kind?: string
  room?: string
}

function findMissing({ name, kind, room }: Form): Missing {
  return {
    ...(name.trim().length < 2 ? { name: '请写您的真实姓名。' } : {}),
    ...(kind === '' ? { kind: '请选一项。' } : {}),
    ...(room.trim() === '' ? { room: '请写几号几室，工作人员才找得到。' } : {}),
  }
}

function toRequest({ name, kind, building, room, until, note }: Form): VerificationRequest {
  return {
    name: name.trim(),
    kind: kind === '' ? 'family' : kind,
    room: room.trim(),
    ...(building === '' ? {} : { building }),
    ...(kind === 'tenant' && until !== '' ? { until } : {}),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  }
}
