import { importKindNames } from '@linli/shared/register/register'
import { View } from '@tarojs/components'
import { useEffect } from 'react'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useEvery } from '../../../../hooks/useEvery'
import { useLatest } from '../../../../hooks/useLatest'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { getImport, type Import } from '../../../../services/register'
import { ImportReport, KeptRows } from './ImportReport'
import { ProgressBar } from './ProgressBar'

const askEveryMs = 2000

interface ImportProgressProps {
  id: string
  /** The import has come to its end. */
  onEnd: () => void
}

/** One import while it runs and how it ended; it goes on by itself when this page is left. */
export function ImportProgress({ id, onEnd }: ImportProgressProps) {
  const job = useRemote(`import:${id}`, () => getImport(id))
  const { reload } = job
  const state = job.data?.state
  const isRunning = state === 'checking' || state === 'applying'
  const latestEnd = useLatest(onEnd)
  useLive('import.changed', (changed) => {
    if (changed.id === id) reload()
  })
  // The event may be missed; asking again is cheap and always right.
  useEvery(askEveryMs, reload, isRunning)
  useEffect(() => {
    if (state === 'done' || state === 'refused') latestEnd.current()
  }, [state, latestEnd])
  return (
    <RemoteView remote={job} rows={1}>
      {(data) => (
        <Section title={`${importKindNames[data.kind]}：${data.fileName}`}>
          <Card>
            <ImportState job={data} />
          </Card>
        </Section>
      )}
    </RemoteView>
  )
}

/** Checking is the first half of the bar, writing the second. */
function ImportState({ job }: { job: Import }) {
  const { state, rows, rowsChecked, rowsWritten, added, updated } = job
  if (state === 'refused') return <ImportReport job={job} />
  if (state === 'done')
    return (
      <View className="stack">
        <DoneNotice message={`导入好了：新增 ${added} 条，更新 ${updated} 条。`} />
        {job.keptCount > 0 && <KeptRows job={job} />}
      </View>
    )
  const isChecking = state === 'checking'
  return (
    <View className="stack">
      <ProgressBar
        label={
          isChecking
            ? `正在检查，第 ${rowsChecked} 行，共 ${rows} 行`
            : `都对，正在写入，第 ${rowsWritten} 行，共 ${rows} 行`
        }
        done={rowsChecked + rowsWritten}
        total={rows * 2}
      />
    </View>
  )
}
