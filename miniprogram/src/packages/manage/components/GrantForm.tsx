import { roleHeldIn, roleNames, type Role } from '@linli/shared/users/roles'
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { ChosenPerson } from '../../../components/AccountSearch'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { ChoiceList } from '../../../components/ChoiceList'
import { DateField } from '../../../components/DateField'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { grantMembership, type MembershipInput } from '../../../services/people'
import type { Membership } from '../../../services/session'
import { endOfDay, startOfDay } from '../../../services/time'
import { sendOnce } from '../../../stores/drafts'
import { grantableRoles } from './access'
import { AreaChoice } from './AreaChoice'
import { PersonFinder } from './PersonFinder'
import { UnitChoice } from './UnitChoice'

/** The post is known already: only who, and until when, is asked. */
export interface FixedPost {
  role: Role
  areaCode: string
  unitId: string
}

interface GrantFormProps {
  granter: Membership
  post?: FixedPost
  onDone: (message: string) => void
}

interface Form {
  way: 'name' | 'phone'
  phone: string
  person: ChosenPerson | undefined
  role: Role | ''
  areaCode: string
  unitId: string
  isDeputy: boolean
  from: string
  until: string
}

const empty: Form = {
  way: 'name',
  phone: '',
  person: undefined,
  role: '',
  areaCode: '',
  unitId: '',
  isDeputy: false,
  from: '',
  until: '',
}
const ways = [
  { value: 'name' as const, label: '按名字找', note: '在这里的居民和加入的人里找' },
  { value: 'phone' as const, label: '按手机号找', note: '他要登录过一次邻里，并核实手机号' },
]

/** Gives a role to someone found by name among the people of the area, or by a checked phone. */
export function GrantForm({ granter, post, onDone }: GrantFormProps) {
  const place = post ? `:${post.role}:${post.areaCode}${post.unitId}` : ''
  const { value: typed, change, clear, draftKey } = useDraft(`grant:${granter.id}${place}`, empty)
  const value = { ...typed, ...post }
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const missing = findMissing(value, granter)

  const send = async () => {
    setIsChecked(true)
    if (missing !== undefined || value.role === '') return
    const body = toInput(value, value.role, granter)
    const roleName = roleNames[value.role]
    const isDone = await run(async () => {
      const { userName } = await sendOnce(draftKey, (requestKey) => grantMembership(body, requestKey))
      clear()
      onDone(`${userName}已安排为${roleName}，他打开邻里就能看到工作台。`)
    })
    if (isDone) setIsChecked(false)
  }
  return (
    <Card>
      <View className="stack-loose">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <ChoiceList
          label="怎么找这个人"
          options={ways}
          value={value.way}
          onChange={(way) => {
            change({ way })
          }}
        />
        {value.way === 'phone' ? (
          <TextField
            label="他的手机号"
            type="number"
            most={11}
            value={value.phone}
            onChange={(phone) => {
              change({ phone })
            }}
          />
        ) : (
          <PersonFinder
            areaCode={granter.areaCode ?? ''}
            chosen={value.person}
            onChoose={(person) => {
              change({ person })
            }}
          />
        )}
        {!post && (
          <>
            <View className="field-label">岗位</View>
            <ChoiceList
              label="岗位"
              options={(grantableRoles[granter.role] ?? []).map((role) => ({
                value: role,
                label: roleNames[role],
              }))}
              value={value.role === '' ? undefined : value.role}
              onChange={(role) => {
                change({ role, areaCode: '', unitId: '' })
              }}
            />
            <Place value={value} granter={granter} onChange={change} />
          </>
        )}
        <View className="list">
          <SwitchRow
            title="是 AB 角"
            note="正岗离岗时由他办"
            isOn={value.isDeputy}
            onChange={(isDeputy) => {
              change({ isDeputy })
            }}
          />
        </View>
        <DateField
          label="从哪一天起（不填就从现在）"
          value={value.from}
          onChange={(from) => {
            change({ from })
          }}
        />
        <DateField
          label="任到哪一天（可以不填）"
          value={value.until}
          onChange={(until) => {
            change({ until })
          }}
        />
        {isChecked && missing !== undefined && <ErrorNotice message={missing} />}
        <Button text="安排任职" kind="primary" isBlock isBusy={isBusy} onPress={() => void send()} />
      </View>
    </Card>
  )
}

interface PlaceProps {
  value: Form
  granter: Membership
  onChange: (part: Partial<Form>) => void
}

/** Where the role is held: a unit, an area within one's own, or one's own area itself. */
function Place({ value, granter, onChange }: PlaceProps) {
  if (value.role === '') return null
  const level = roleHeldIn[value.role]
  const root = { code: granter.areaCode ?? '', name: granter.areaName ?? '' }
  if (level === 'unit')
    return (
      <UnitChoice
        area={root.code}
        isOwnOnly
        value={value.unitId}
        onChange={(unitId) => {
          onChange({ unitId })
        }}
      />
    )
  if (isOwnLevel(value.role, granter)) return null
  return (
    <AreaChoice
      key={value.role}
      root={root}
      level={level}
      value={value.areaCode}
      onChange={(areaCode) => {
        onChange({ areaCode })
      }}
    />
  )
}

const isOwnLevel = (role: Role, granter: Membership): boolean => roleHeldIn[role] === roleHeldIn[granter.role]

function findMissing(
  { way, person, phone, role, areaCode, unitId, from, until }: Form,
  granter: Membership,
): string | undefined {
  if (way === 'phone' && !/^1\d{10}$/.test(phone)) return '请写 11 位手机号。'
  if (way === 'name' && !person) return '请先找到这个人，再点一下选中。'
  if (from !== '' && until !== '' && until < from) return '结束的一天不能早于开始的一天。'
  if (role === '') return '请选一个岗位。'
  if (roleHeldIn[role] === 'unit') return unitId === '' ? '请选一个单位。' : undefined
  return isOwnLevel(role, granter) || areaCode !== '' ? undefined : '请选在哪里任职。'
}

function toInput(
  { way, person, phone, areaCode, unitId, isDeputy, from, until }: Form,
  role: Role,
  granter: Membership,
): MembershipInput {
  const where =
    roleHeldIn[role] === 'unit'
      ? { unitId }
      : { areaCode: isOwnLevel(role, granter) ? (granter.areaCode ?? '') : areaCode }
  return {
    ...(way === 'name' && person ? { userId: person.userId } : { phone }),
    role,
    isDeputy,
    ...where,
    ...(from === '' ? {} : { from: startOfDay(from) }),
    ...(until === '' ? {} : { until: endOfDay(until) }),
  }
}
