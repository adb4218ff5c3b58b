import { bondRelationNames, bondRelations, type BondRelation } from '@linli/shared/families/bond'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { ListRow } from '../../../../components/ListRow'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { photoIdsOf, type PickedPhoto } from '../../../../components/PhotoPicker'
import { SignInCard } from '../../../../components/SignInCard'
import { useDraft } from '../../../../hooks/useDraft'
import { stayUntilDone } from '../../../../platform/stay'
import { toApiError } from '../../../../services/apiError'
import { inviteElder, requestBond } from '../../../../services/families'
import { useSession } from '../../../../stores/session'
import {
  emptyTerms,
  findTermsProblem,
  TermsFields,
  toTerms,
  type TermsForm,
} from '../../components/TermsFields'
import { RequestFields } from './RequestFields'

export interface InviteForm extends TermsForm {
  way: 'wechat' | 'inPerson' | 'document'
  relation: BondRelation | ''
  community: string
  elderName: string
  address: string
  note: string
  photos: PickedPhoto[]
}

const empty: InviteForm = {
  ...emptyTerms,
  way: 'wechat',
  relation: '',
  community: '',
  elderName: '',
  address: '',
  note: '',
  photos: [],
}

const ways = [
  { value: 'wechat', text: '老人有微信' },
  { value: 'inPerson', text: '老人没有微信' },
  { value: 'document', text: '我是监护人' },
] as const

const explanations: Record<InviteForm['way'], string> = {
  wechat: '做一份邀请，发到老人的微信里。老人自己点开、用自己的话同意，就生效了。',
  inPerson: '请老人所在的社区当面问过老人、签字，再由您接受。',
  document: '凭法院判决、意定监护公证或指定监护的文书，由两位工作人员核对。',
}

/** A proxy asks for a bond: by the elder's own WeChat, in person, or by papers. */
export default function InvitePage() {
  const me = useSession((state) => state.me)
  return (
    <AppPage title="请老人授权">
      {!me && <SignInCard />}
      {me && !me.phoneVerified && (
        <View className="stack">
          <Text className="text-block">替老人办事，先要核实您的手机号，老人和社区才知道您是谁。</Text>
          <View className="list">
            <ListRow
              icon="phone"
              title="核实手机号"
              note="点一下就好"
              onPress={() => void Taro.navigateTo({ url: '/packages/settings/pages/phone/index' })}
            />
          </View>
        </View>
      )}
      {me?.phoneVerified && <Fields />}
    </AppPage>
  )
}

function Fields() {
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft<InviteForm>('bondInvite', empty)
  const [problem, setProblem] = useState<string>()

  const send = async () => {
    const missing = findMissing(value)
    setProblem(missing)
    if (missing !== undefined || value.relation === '') return
    const { relation, way, community, elderName, address, note, photos } = value
    const terms = { relation, ...toTerms(value) }
    const { done } =
      way === 'wechat'
        ? inviteElder(terms, draftKey)
        : requestBond(
            {
              ...terms,
              origin: way,
              community,
              elderName: elderName.trim(),
              address: address.trim(),
              photoIds: photoIdsOf(photos),
              ...(note.trim() === '' ? {} : { note: note.trim() }),
            },
            draftKey,
          )
    const { goTo } = stayUntilDone()
    try {
      const bond = await done
      clear()
      await goTo(`/packages/families/pages/bond/index?id=${bond.id}`)
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  return (
    <View className="stack-loose">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <OutgoingNotice id={outgoingId} />
      <FilterBar
        label="怎么办理"
        options={ways}
        value={value.way}
        onChange={(way) => {
          change({ way })
        }}
      />
      <Text className="text-block text-soft">{explanations[value.way]}</Text>
      <View className="field">
        <Text className="field-label">我是老人的</Text>
        <ChoiceList
          label="我是老人的"
          options={bondRelations.map((each) => ({ value: each, label: bondRelationNames[each] }))}
          value={value.relation === '' ? undefined : value.relation}
          onChange={(relation) => {
            change({ relation })
          }}
        />
      </View>
      <TermsFields value={value} onChange={change} />
      {value.way !== 'wechat' && <RequestFields value={value} onChange={change} />}
      <Button
        text={value.way === 'wechat' ? '做邀请' : '请社区办理'}
        icon="send"
        kind="primary"
        isBlock
        isBusy={isUnderWay}
        onPress={() => void send()}
      />
    </View>
  )
}

function findMissing(form: InviteForm): string | undefined {
  if (form.relation === '') return '请选一选您是老人的什么人。'
  const problem = findTermsProblem(form)
  if (problem !== undefined || form.way === 'wechat') return problem
  if (form.community === '') return '请选老人住在哪个社区。'
  if (form.elderName.trim() === '') return '请写老人的姓名。'
  if (form.address.trim() === '') return '请写老人住在哪里，社区才找得到。'
  return form.photos.some(({ id }) => id === undefined) ? '还有照片没传上去，请等一等再送出。' : undefined
}
