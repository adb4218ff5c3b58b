import { formatDate } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { DateField } from '../../../../components/DateField'
import { FactList } from '../../../../components/FactList'
import { SwitchRow } from '../../../../components/SwitchRow'
import {
  decideVolunteer,
  endVolunteer,
  updateVolunteer,
  type Volunteer,
} from '../../../../services/volunteers'

interface VolunteerDetailProps {
  volunteer: Volunteer
  mayDecide: boolean
  onDone: (message: string) => void
}

interface Papers {
  trainedUntil: string
  insuredUntil: string
  hasGuardianConsent: boolean
}
type Action = 'approve' | 'decline' | 'update' | 'end'

/** One volunteer in full, and what the secretary may do. */
export function VolunteerDetail({ volunteer, mayDecide, onDone }: VolunteerDetailProps) {
  const [papers, setPapers] = useState<Papers>({
    trainedUntil: volunteer.trainedUntil ?? '',
    insuredUntil: volunteer.insuredUntil ?? '',
    hasGuardianConsent: volunteer.hasGuardianConsent,
  })
  const fields = <PaperFields isMinor={volunteer.isMinor} start={papers} onChange={setPapers} />
  return (
    <Card>
      <View className="stack">
        <FactList facts={listFacts(volunteer)} />
        {mayDecide && (
          <ActionBar
            actions={listActions(volunteer, fields)}
            formKey={`volunteer:${volunteer.id}`}
            onAct={async (action, { text = '' }) => {
              onDone(await act(action, volunteer, papers, text))
            }}
          />
        )}
      </View>
    </Card>
  )
}

const sayUntil = (day: string | undefined): string => (day === undefined ? '没有登记' : formatDate(day))

const listFacts = (volunteer: Volunteer) => [
  { label: '姓名', value: volunteer.name },
  { label: '手机', value: volunteer.maskedPhone ?? '没有登记' },
  { label: '特长', value: volunteer.skills.join('、') || '没有写' },
  { label: '党组织', value: volunteer.partyOrganisation },
  { label: '同时最多', value: `${volunteer.maxOpenJobs} 件` },
  { label: '培训有效到', value: sayUntil(volunteer.trainedUntil) },
  { label: '保险有效到', value: sayUntil(volunteer.insuredUntil) },
  {
    label: '监护人同意书',
    value: volunteer.isMinor ? (volunteer.hasGuardianConsent ? '已收到' : '还没有收到') : undefined,
  },
  { label: '本人说明', value: volunteer.note },
  {
    label: volunteer.hasResigned ? '退出时说' : '没有通过的原因',
    value: volunteer.decisionReason ?? (volunteer.hasResigned ? '没有写' : undefined),
  },
]

const words = (label: string) => ({ label, audience: '本人和社区', isRequired: true, most: 300 })

function listActions({ state, name }: Volunteer, extra: ReactNode): ActionSpec<Action>[] {
  if (state === 'applied')
    return [
      {
        action: 'approve',
        text: '通过',
        icon: 'check',
        ask: { explain: `通过后，${name}就能接本社区的事。日期不填，就不能上门。`, extra },
      },
      {
        action: 'decline',
        text: '不通过',
        kind: 'danger',
        ask: { explain: '本人会看到原因，补充后可以再报。', text: words('原因'), isDanger: true },
      },
    ]
  if (state !== 'approved') return []
  return [
    { action: 'update', text: '登记培训和保险', icon: 'edit', ask: { extra } },
    {
      action: 'end',
      text: '结束',
      kind: 'danger',
      ask: {
        explain: '结束后不能再接单；手上没办完的事回到社区，由您再派。',
        text: words('原因'),
        isDanger: true,
      },
    },
  ]
}

const orNull = (day: string): string | null => (day === '' ? null : day)

/** Does it, and says what was done. */
async function act(
  action: Action,
  { id, version, name }: Volunteer,
  { trainedUntil, insuredUntil, hasGuardianConsent }: Papers,
  text: string,
): Promise<string> {
  switch (action) {
    case 'approve':
      await decideVolunteer(id, {
        decision: 'approve',
        version,
        hasGuardianConsent,
        ...(trainedUntil === '' ? {} : { trainedUntil }),
        ...(insuredUntil === '' ? {} : { insuredUntil }),
      })
      return `${name}已经是志愿者，已发消息告诉本人。`
    case 'decline':
      await decideVolunteer(id, { decision: 'decline', version, reason: text })
      return `没有通过，原因已发给${name}。`
    case 'update':
      await updateVolunteer(id, {
        version,
        trainedUntil: orNull(trainedUntil),
        insuredUntil: orNull(insuredUntil),
        hasGuardianConsent,
      })
      return `${name}的登记已更新。`
    case 'end':
      await endVolunteer(id, text)
      return `${name}的志愿者身份已结束，手上的事已回到社区。`
  }
}

interface PaperFieldsProps {
  isMinor: boolean
  start: Papers
  onChange: (papers: Papers) => void
}

/** Lies in a sheet, so it keeps what is filled in by itself and passes it on. */
function PaperFields({ isMinor, start, onChange }: PaperFieldsProps) {
  const [papers, setPapers] = useState(start)
  const change = (part: Partial<Papers>) => {
    const after = { ...papers, ...part }
    setPapers(after)
    onChange(after)
  }
  return (
    <View className="stack">
      <DateField
        label="培训有效到"
        value={papers.trainedUntil}
        onChange={(trainedUntil) => {
          change({ trainedUntil })
        }}
      />
      <DateField
        label="保险有效到"
        value={papers.insuredUntil}
        onChange={(insuredUntil) => {
          change({ insuredUntil })
        }}
      />
      {isMinor && (
        <View className="list">
          <SwitchRow
            title="已收到监护人签字的同意书"
            isOn={papers.hasGuardianConsent}
            onChange={(hasGuardianConsent) => {
              change({ hasGuardianConsent })
            }}
          />
        </View>
      )}
    </View>
  )
}
