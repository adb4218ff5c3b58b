import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { openHtml } from '../../../platform/files'
import { issueCareCard } from '../../../services/elderCare'

interface PrintCardProps {
  person: string
  isMain?: boolean
}

/** Her card as a page to print, where this device prints; the cards before end with it. */
export function PrintCard({ person, isMain = false }: PrintCardProps) {
  const { run, isBusy, problem } = useAction()
  if (!openHtml) return null
  return (
    <View className="stack-tight">
      <Button
        text="打印服务卡"
        icon="qrcode"
        kind={isMain ? 'secondary' : 'quiet'}
        isBlock={isMain}
        isBusy={isBusy}
        onPress={() =>
          void run(async () => {
            openHtml?.((await issueCareCard(person)).html)
          })
        }
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
    </View>
  )
}
