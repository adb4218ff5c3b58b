import type { Namesake } from '@linli/shared/users/verification.contract'
import { homeLinkKindNames } from '@linli/shared/users/homeLinks'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { BuildingChoice } from '../../../../components/BuildingChoice'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { toApiError } from '../../../../services/apiError'
import { useMembership } from '../../../../stores/session'
import { pageRoles } from '../../components/access'
import { decideVerification, type Verification } from '../../../../services/people'

/** `same:` and whose record it is; `other`: none of those whom the register has in this home under this name. */
type Approval = 'approve' | 'other' | `same:${string}`

const readNamesakes = (details: unknown): Namesake[] =>
  ((details ?? {}) as { namesakes?: Namesake[] }).namesakes ?? []

/** 「1944 年生、手机 139****0001」 */
const describe = ({ birthYear, maskedPhone }: Namesake): string =>
  [
    birthYear === undefined ? '没有登记生日' : `${birthYear} 年生`,
    maskedPhone === undefined ? '没有登记手机' : `手机 ${maskedPhone}`,
  ].join('、')

interface VerificationDetailProps {
  item: Verification
  onDone: (message: string) => void
}

/** One request in full, and the decision. */
export function VerificationDetail({ item, onDone }: VerificationDetailProps) {
  const [building, setBuilding] = useState('')
  const [namesakes, setNamesakes] = useState(item.namesakes ?? [])
  const role = useMembership()?.role
  const mayRegister = role !== undefined && (pageRoles.people as readonly string[]).includes(role)
  const approve = (action: Approval, text: string, explain = ''): ActionSpec<Approval> => ({
    action,
    text,
    icon: 'check',
    ask: {
      explain: `${explain}通过后，${item.name}就是这里已核实的居民，可以议事、表决、享受照护。`,
      text: { label: '怎么核实的（可以不写）', placeholder: '看过房产证；上门见到本人', most: 300 },
      ...(item.building === undefined
        ? { extra: <BuildingChoice community={item.community} value={building} onChange={setBuilding} /> }
        : {}),
    },
  })
  const approvals =
    namesakes.length > 0
      ? [
          // What is to be found out first is no button to be pressed first.
          ...namesakes.map((namesake) => ({
            ...approve(
              `same:${namesake.personId}`,
              namesakes.length === 1 ? '通过：就是台账里的这一位' : `通过：就是${describe(namesake)}的这一位`,
              '账号会接上台账里的登记，亲属代办、报平安和服务都在。',
            ),
            kind: 'secondary' as const,
          })),
          {
            ...approve('other', '通过：是同名的另一位', '会另外登记一位居民。'),
            kind: 'secondary' as const,
          },
        ]
      : [approve('approve', '通过')]
  const actions: ActionSpec<Approval | 'decline'>[] = [
    // A home alone does not make a person sure: the telephone comes first.
    ...(item.phoneVerified ? approvals : []),
    {
      action: 'decline',
      text: '不通过',
      kind: 'danger',
      ask: {
        explain: '居民会看到原因，改好后可以再申请。',
        text: { label: '原因，和要带什么来', audience: '申请的居民', isRequired: true, most: 300 },
        isDanger: true,
      },
    },
  ]
  const decide = async (action: Approval | 'decline', text: string | undefined) => {
    if (action === 'decline') await decideVerification(item.id, { decision: 'decline', reason: text ?? '' })
    else
      try {
        await decideVerification(item.id, {
          decision: 'approve',
          ...(building === '' ? {} : { building }),
          ...(text === undefined ? {} : { note: text }),
          ...(action === 'approve' ? {} : { isSamePerson: action !== 'other' }),
          ...(action.startsWith('same:') ? { personId: action.slice('same:'.length) } : {}),
        })
      } catch (cause) {
        // The building chosen just now has somebody of this name: it is asked after as well.
        const error = toApiError(cause)
        if (error.code === 'verification.same_person_unasked') setNamesakes(readNamesakes(error.details))
        throw cause
      }
    onDone(
      action === 'decline'
        ? `没有通过，原因已经发给${item.name}。`
        : `${item.name}已核实，已经发消息告诉居民。`,
    )
  }
  return (
    <Card>
      <View className="stack">
        {!item.phoneVerified && (
          <>
            <ErrorNotice message="手机号还没有核实。请先当面登记手机号，登记好了这里才能通过。" />
            {mayRegister ? (
              <Button
                text="到“居民账号”登记手机号"
                icon="phone"
                kind="primary"
                onPress={() =>
                  void Taro.navigateTo({ url: '/packages/manage/pages/people/index?level=joined' })
                }
              />
            ) : (
              <Text className="text-block">请找社区工作者或网格员，当面给居民登记手机号。</Text>
            )}
          </>
        )}
        {namesakes.length > 0 && (
          <Text className="notice notice-warning">
            台账里这一户有 {namesakes.length} 位同名的居民：{namesakes.map(describe).join('；')}
            。请问问本人哪一年生、这是不是自己或家里人的号码，再选是不是同一个人。
          </Text>
        )}
        <FactList
          facts={[
            { label: '姓名', value: item.name },
            { label: '关系', value: homeLinkKindNames[item.kind] },
            { label: '楼栋', value: item.buildingName ?? '居民说不清，请帮他找' },
            { label: '门牌', value: item.room },
            { label: '手机', value: item.maskedPhone ?? '没有登记' },
            { label: '从', value: item.from },
            { label: '到', value: item.until },
            { label: '居民说明', value: item.note },
          ]}
        />
        <ActionBar
          actions={actions}
          formKey={`verification:${item.id}`}
          onAct={(action, { text }) => decide(action, text)}
        />
      </View>
    </Card>
  )
}
