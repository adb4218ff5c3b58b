import {
  abilityGradeNames,
  abilityGrades,
  entitlementNames,
  entitlements,
  hukouPlaceNames,
  hukouPlaces,
  incomeClasses,
  incomeClassNames,
} from '@linli/shared/elders/elder'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ChoiceList } from '../../../components/ChoiceList'
import { DateField } from '../../../components/DateField'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { MultiChoice } from '../../../components/MultiChoice'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { updateElder, type Elder, type ElderSecrets } from '../../../services/elders'
import { toCareForm, toElderChange, type CareForm as Form } from './careForm'

interface CareFormProps {
  elder: Elder
  /** What staff opened with a reason; for the elder and her proxies it comes with the profile. */
  secrets?: ElderSecrets | undefined
  onDone: (message: string) => void
}

/** The care profile, for whoever may change it: staff all of it, the elder and her proxies what she eats. Whom to call has a page of its own. */
export function CareForm({ elder, secrets, onDone }: CareFormProps) {
  const [form, setForm] = useState<Form>(() => toCareForm(elder, secrets))
  const { run, isBusy, problem } = useAction()
  const change = (part: Partial<Form>) => {
    setForm((before) => ({ ...before, ...part }))
  }
  const isStaff = elder.relationToViewer === 'staff'
  const save = () =>
    run(async () => {
      await updateElder(elder.id, toElderChange(form, elder))
      onDone('保存好了。')
    })
  return (
    <View className="stack-loose">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="list">
        {elder.relationToViewer !== 'proxy' && (
          <SwitchRow
            title={isStaff ? '老人同意记下健康信息' : '同意记下我的健康信息'}
            note="只给照护和送餐的人用；收回后，已经记下的会删掉"
            isOn={form.hasConsent}
            onChange={(hasConsent) => {
              change({ hasConsent })
            }}
          />
        )}
        <SwitchRow
          title="独居"
          isOn={form.livesAlone}
          isDisabled={elder.relationToViewer === 'proxy'}
          onChange={(livesAlone) => {
            change({ livesAlone })
          }}
        />
      </View>
      {form.hasConsent && <DietFields form={form} onChange={change} />}
      {form.hasConsent && isStaff && <AbilityFields form={form} onChange={change} />}
      {isStaff && <MeansFields form={form} onChange={change} />}
      <Button text="保存" icon="check" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
    </View>
  )
}

interface PartProps {
  form: Form
  onChange: (part: Partial<Form>) => void
}

function DietFields({ form, onChange }: PartProps) {
  return (
    <View className="stack">
      <TextField
        label="过敏的东西"
        hint="用顿号隔开，比如：花生、虾"
        audience="送餐和照护的人"
        value={form.allergies}
        onChange={(allergies) => {
          onChange({ allergies })
        }}
      />
      <View className="list">
        <SwitchRow
          title="糖尿病餐"
          isOn={form.isDiabetic}
          onChange={(isDiabetic) => {
            onChange({ isDiabetic })
          }}
        />
        <SwitchRow
          title="软食"
          isOn={form.needsSoftFood}
          onChange={(needsSoftFood) => {
            onChange({ needsSoftFood })
          }}
        />
        <SwitchRow
          title="清真"
          isOn={form.isHalal}
          onChange={(isHalal) => {
            onChange({ isHalal })
          }}
        />
      </View>
      <TextField
        label="不爱吃的"
        value={form.dislikes}
        onChange={(dislikes) => {
          onChange({ dislikes })
        }}
      />
    </View>
  )
}

function AbilityFields({ form, onChange }: PartProps) {
  return (
    <View className="stack">
      <View className="field">
        <View className="field-label">能力评估</View>
        <ChoiceList
          label="能力评估"
          options={abilityGrades.map((value) => ({ value, label: abilityGradeNames[value] }))}
          value={form.abilityGrade}
          onChange={(abilityGrade) => {
            onChange({ abilityGrade })
          }}
        />
      </View>
      <DateField
        label="评估的日期"
        value={form.assessedOn}
        onChange={(assessedOn) => {
          onChange({ assessedOn })
        }}
      />
    </View>
  )
}

function MeansFields({ form, onChange }: PartProps) {
  return (
    <View className="stack">
      <View className="field">
        <View className="field-label">收入类别</View>
        <ChoiceList
          label="收入类别"
          options={incomeClasses.map((value) => ({ value, label: incomeClassNames[value] }))}
          value={form.incomeClass}
          onChange={(incomeClass) => {
            onChange({ incomeClass })
          }}
        />
      </View>
      <View className="field">
        <View className="field-label">户籍</View>
        <ChoiceList
          label="户籍"
          options={hukouPlaces.map((value) => ({ value, label: hukouPlaceNames[value] }))}
          value={form.hukou}
          onChange={(hukou) => {
            onChange({ hukou })
          }}
        />
      </View>
      <MultiChoice
        label="优待"
        options={entitlements.map((value) => ({ value, text: entitlementNames[value] }))}
        value={form.entitlements}
        onChange={(chosen) => {
          onChange({ entitlements: chosen })
        }}
      />
    </View>
  )
}
