import { importKindNames, type ImportKind } from '@linli/shared/register/register'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DateField } from '../../../../components/DateField'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { useAction } from '../../../../hooks/useAction'
import { chooseFile, saveFile } from '../../../../platform/files'
import { fetchImportTemplate, startImport } from '../../../../services/register'
import { draftKeyOf, sendOnce } from '../../../../stores/drafts'
import { readUserId } from '../../../../stores/session'
import { ProgressBar } from './ProgressBar'

interface UploadProps {
  kind: ImportKind
  /** Empty while no community is chosen. */
  area: string
  onStarted: (id: string) => void
}

/** The template to fill in, and the way for the filled sheet. */
export function Upload({ kind, area, onStarted }: UploadProps) {
  const template = useAction()
  const upload = useAction()
  const [asOf, setAsOf] = useState('')
  const [percent, setPercent] = useState<number>()
  const fetchTemplate = () =>
    template.run(async () => {
      await saveFile(await fetchImportTemplate(kind), `${importKindNames[kind]}导入模板.xlsx`)
    })
  const send = async () => {
    const file = await chooseFile(['xlsx', 'csv'])
    if (!file) return
    await upload.run(async () => {
      setPercent(0)
      const { id } = await sendOnce(draftKeyOf(`import:${kind}:${area}`, readUserId()), (requestKey) =>
        startImport({ kind, area, ...(asOf === '' ? {} : { asOf }) }, file, setPercent, requestKey),
      )
      onStarted(id)
    })
    setPercent(undefined)
  }
  return (
    <Card>
      <View className="stack">
        <Text className="text-block">
          先下载模板，每行填一条，再上传。邻里先检查全部行：都对才会一起写入；有一行不对，就一行也不写，并告诉您是第几行、为什么。
        </Text>
        {template.problem !== undefined && <ErrorNotice message={template.problem} />}
        <Button
          text={`下载${importKindNames[kind]}模板`}
          icon="down"
          isBlock
          isBusy={template.isBusy}
          onPress={() => void fetchTemplate()}
        />
        {kind === 'people' && (
          <DateField
            label="表格是哪一天的（可以不填）"
            hint="手工改正过的登记不会被旧表盖掉。填了日期，这一天以前手工改的才按表格改。"
            value={asOf}
            onChange={setAsOf}
          />
        )}
        {upload.problem !== undefined && <ErrorNotice message={upload.problem} />}
        {percent !== undefined && <ProgressBar label="正在上传" done={percent} total={100} />}
        <Button
          text="选表格并上传"
          icon="up"
          kind="primary"
          isBlock
          isBusy={upload.isBusy}
          isDisabled={area === ''}
          onPress={() => void send()}
        />
        {area === '' && <Text className="text-block text-soft">请先选社区。</Text>}
      </View>
    </Card>
  )
}
