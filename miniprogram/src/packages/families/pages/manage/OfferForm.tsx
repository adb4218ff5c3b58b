import {
  bondRelationNames,
  bondRelations,
  guardianshipPaperNames,
  guardianshipPapers,
  type BondRelation,
  type GuardianshipPaper,
} from '@linli/shared/families/bond'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { PhotoPicker, photoIdsOf, type PickedPhoto } from '../../../../components/PhotoPicker'
import type { RegisterPerson } from '../../../../components/RegisterSearch'
import { TextArea, TextField } from '../../../../components/TextField'
import { useDraft } from '../../../../hooks/useDraft'
import { toApiError } from '../../../../services/apiError'
import { offerBond, type OfferContent } from '../../../../services/families'
import { PersonSearch } from '../../components/PersonSearch'
import {
  emptyTerms,
  findTermsProblem,
  TermsFields,
  toTerms,
  type TermsForm,
} from '../../components/TermsFields'

interface Form extends TermsForm {
  person: RegisterPerson | undefined
  phone: string
  relation: BondRelation | ''
  origin: 'inPerson' | 'document'
  paper: GuardianshipPaper | ''
  photos: PickedPhoto[]
  note: string
}

const empty: Form = {
  ...emptyTerms,
  person: undefined,
  phone: '',
  relation: '',
  origin: 'inPerson',
  paper: '',
  photos: [],
  note: '',
}

/** At the counter or at the elder's home: who for whom, what for, with the photo of the form or of the papers. */
export function OfferForm({ community, onDone }: { community: string; onDone: (message: string) => void }) {
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft<Form>('bondOffer', empty)
  const [problem, setProblem] = useState<string>()
  const send = async () => {
    const body = toOffer(value)
    if (typeof body === 'string') {
      setProblem(body)
      return
    }
    setProblem(undefined)
    const { done } = offerBond(body, draftKey)
    try {
      await done
      clear()
      onDone(value.origin === 'inPerson' ? '办好了，等亲属接受后生效。' : '记下了，还要另一位同事再核对。')
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  return (
    <Card>
      <View className="stack-loose">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <OutgoingNotice id={outgoingId} />
        <PersonSearch
          community={community}
          person={value.person}
          onChange={(person) => {
            change({ person })
          }}
        />
        <TextField
          label="亲属的手机号"
          hint="亲属要先登录过小程序，并核实过手机号。"
          type="number"
          value={value.phone}
          most={11}
          onChange={(phone) => {
            change({ phone })
          }}
        />
        <View className="field">
          <View className="field-label">亲属是老人的</View>
          <ChoiceList
            label="亲属是老人的"
            options={bondRelations.map((each) => ({ value: each, label: bondRelationNames[each] }))}
            value={value.relation === '' ? undefined : value.relation}
            onChange={(relation) => {
              change({ relation })
            }}
          />
        </View>
        <Evidence value={value} onChange={change} />
        <TermsFields value={value} onChange={change} />
        <Button
          text="办理"
          icon="check"
          kind="primary"
          isBlock
          isBusy={isUnderWay}
          onPress={() => void send()}
        />
      </View>
    </Card>
  )
}

const origins = [
  { value: 'inPerson', text: '老人当面同意' },
  { value: 'document', text: '凭监护文书' },
] as const

function Evidence({ value, onChange }: { value: Form; onChange: (part: Partial<Form>) => void }) {
  const isDocument = value.origin === 'document'
  return (
    <View className="stack">
      <FilterBar
        label="凭什么办理"
        options={origins}
        value={value.origin}
        onChange={(origin) => {
          onChange({ origin, paper: '' })
        }}
      />
      {isDocument && (
        <ChoiceList
          label="哪一种文书"
          options={guardianshipPapers.map((each) => ({ value: each, label: guardianshipPaperNames[each] }))}
          value={value.paper === '' ? undefined : value.paper}
          onChange={(paper) => {
            onChange({ paper })
          }}
        />
      )}
      <PhotoPicker
        label={isDocument ? '文书的照片（必须有）' : '老人签字表的照片（必须有）'}
        photos={value.photos}
        onChange={(photos) => {
          onChange({ photos })
        }}
      />
      <TextArea
        label={isDocument ? '文书的文号、日期，怎么核对的' : '老人怎么说的'}
        audience="老人和社区工作人员"
        isRequired
        value={value.note}
        most={300}
        onChange={(note) => {
          onChange({ note })
        }}
      />
    </View>
  )
}

function toOffer(form: Form): OfferContent | string {
  const { person, phone, relation, origin, paper, photos, note } = form
  if (!person) return '请先从台账里找到这位老人。'
  if (!/^1\d{10}$/.test(phone.trim())) return '请写亲属的 11 位手机号。'
  if (relation === '') return '请选亲属是老人的什么人。'
  if (origin === 'document' && paper === '') return '请选一选是哪一种文书。'
  const photoIds = photoIdsOf(photos)
  if (photoIds.length < photos.length) return '还有照片没传上去，请等一等。'
  if (photoIds.length === 0) return '请拍一张照片：老人的签字表，或者监护文书。'
  if (Array.from(note.trim()).length < 4) return '请写一写老人怎么说的，或者怎么核对的。'
  const problem = findTermsProblem(form)
  if (problem !== undefined) return problem
  return {
    personId: person.id,
    phone: phone.trim(),
    relation,
    origin,
    photoIds,
    note: note.trim(),
    ...toTerms(form),
    ...(paper === '' ? {} : { paper }),
  }
}
