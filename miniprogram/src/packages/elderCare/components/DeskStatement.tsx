import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { MonthChoice } from '../../../components/MonthChoice'
import { RecordOpener } from '../../../components/needs/RecordOpener'
import { StatementFiles } from '../../programmes/components/StatementFiles'

/** The statement of an elder who reads no screen, printed at the station or the desk once it is written why. */
export function DeskStatement({ person }: { person: string }) {
  const [step, setStep] = useState<'shut' | 'asking' | 'open'>('shut')
  if (step === 'open')
    return <MonthChoice>{(month) => <StatementFiles month={month} person={person} />}</MonthChoice>
  return (
    <View className="stack-tight">
      <Button
        text="打印对账单"
        icon="paper"
        kind="quiet"
        onPress={() => {
          setStep(step === 'shut' ? 'asking' : 'shut')
        }}
      />
      {step === 'asking' && (
        <RecordOpener
          kind="careStatement"
          id={person}
          title="对账单上看得出享受哪些补贴"
          reason="长者来问这个月的账"
          onOpened={() => {
            setStep('open')
          }}
        />
      )}
    </View>
  )
}
