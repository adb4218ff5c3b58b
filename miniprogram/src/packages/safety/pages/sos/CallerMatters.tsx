import { sosMatterNames, sosMatters } from '@linli/shared/safety/sos'
import { Text, View } from '@tarojs/components'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { ChoiceList } from '../../../../components/ChoiceList'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { actOnSos, type SosView } from '../../../../services/safety'

interface CallerMattersProps {
  sos: SosView
  onDone: () => void
}

/** What is the matter, by one tap: it helps those who come, and nobody has to. */
export function CallerMatters({ sos, onDone }: CallerMattersProps) {
  const { run, problem } = useAction()
  if (!sos.actions.includes('tell')) return null
  return (
    <Section title="怎么了（可以不说）">
      <View className="stack">
        <ChoiceList
          label="怎么了"
          options={sosMatters.map((matter) => ({ value: matter, label: sosMatterNames[matter] }))}
          value={sos.matter}
          onChange={(matter) =>
            void run(() => actOnSos(sos.id, { action: 'tell', matter }, '补充求助的情况')).then(onDone)
          }
        />
        <Text className="text-block text-soft">只有家人和来帮忙的人能看到。</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
      </View>
    </Section>
  )
}
