import { useRouter } from '@tarojs/taro'
import { noticeKindNames, noticeKinds, noticeLimits } from '@linli/shared/notices/notice'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { DateField } from '../../../../components/DateField'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { PhotoPicker, renewPaths } from '../../../../components/PhotoPicker'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { stayUntilDone } from '../../../../platform/stay'
import { createNotice, editNotice, getNotice, type NoticeView } from '../../../../services/notices'
import { sendOnce } from '../../../../stores/drafts'
import { useSession } from '../../../../stores/session'
import { pageOf } from '../../components/noticePages'
import { AudienceFields } from './AudienceFields'
import { emptyForm, findProblem, mayReach, toContent, toForm, type NoticeForm } from './noticeForm'

/** A new notice, a draft that goes on, or one that puts another right. */
export default function WritePage() {
  const { id, area = '', corrects } = useRouter().params
  const me = useSession((state) => state.me)
  return (
    <AppPage title="写公告">
      {!me && <SignInCard />}
      {me && id !== undefined && <Draft id={id} />}
      {me && id === undefined && corrects !== undefined && <Correction area={area} corrects={corrects} />}
      {me && id === undefined && corrects === undefined && <WriteForm area={area} start={emptyForm} />}
    </AppPage>
  )
}

function Draft({ id }: { id: string }) {
  const notice = useRemote(`notice:${id}`, () => getNotice(id))
  return (
    <RemoteView remote={notice}>
      {(data) => (
        <WriteForm
          area={data.desk?.content.areaCode ?? ''}
          start={{ ...toForm(data), base: data.version }}
          draft={data}
          onRefused={notice.reload}
        />
      )}
    </RemoteView>
  )
}

/** Begins with the words of the one it puts right. */
function Correction({ area, corrects }: { area: string; corrects: string }) {
  const wrong = useRemote(`notice:${corrects}`, () => getNotice(corrects))
  return (
    <RemoteView remote={wrong}>
      {(data) => {
        const form = toForm(data)
        const title = form.title.startsWith('更正：') ? form.title : `更正：${form.title}`
        const start = {
          ...form,
          // Those belong to the one that is put right.
          photos: [],
          title: Array.from(title).slice(0, noticeLimits.title).join(''),
          publishDay: '',
          publishTime: '',
        }
        return <WriteForm area={area} start={start} corrects={corrects} />
      }}
    </RemoteView>
  )
}

interface WriteFormProps {
  area: string
  start: NoticeForm
  draft?: NoticeView
  corrects?: string
  /** It was not taken: perhaps it is another by now. */
  onRefused?: () => void
}

/** Somebody saved it elsewhere since these words were begun: neither is lost, and the writer says which holds. */
function ElsewhereNotice({ onTake }: { onTake: () => void }) {
  return (
    <View className="stack">
      <ErrorNotice message="这份公告在别处改过了。下面是您在这里写的，一个字没有丢：存好，就用您的换掉那一份；想用那一份，按下面的按钮。" />
      <Button text="用别处改过的那一份" isBlock onPress={onTake} />
    </View>
  )
}

function WriteForm({ area, start, draft, corrects, onRefused }: WriteFormProps) {
  const key = draft ? `notice:${draft.id}` : `notice:${area}:${corrects ?? 'new'}`
  const { value: form, change, clear, draftKey } = useDraft<NoticeForm>(key, start)
  const { run, isBusy, problem } = useAction()
  const [missing, setMissing] = useState<string>()
  const save = async () => {
    const wrong = findProblem(form)
    setMissing(wrong)
    if (wrong !== undefined) return
    const content = toContent(form, area)
    const { goTo } = stayUntilDone()
    const isSaved = await run(async () => {
      const { id } = draft
        ? await editNotice(draft.id, { ...content, version: draft.version })
        : await sendOnce(draftKey, (requestKey) =>
            createNotice({ ...content, ...(corrects === undefined ? {} : { corrects }) }, requestKey),
          )
      clear()
      await goTo(pageOf('notice', `id=${id}`))
    })
    if (!isSaved) onRefused?.()
  }
  const isElsewhere = draft !== undefined && form.base !== draft.version
  return (
    <View className="stack-loose">
      {isElsewhere && <ElsewhereNotice onTake={clear} />}
      <Words form={{ ...form, photos: renewPaths(form.photos, draft?.photos ?? []) }} change={change} />
      <AudienceFields area={area} form={form} change={change} />
      <Times form={form} change={change} />
      {(missing ?? problem) !== undefined && <ErrorNotice message={missing ?? problem ?? ''} />}
      <Button
        text="存好，下一步送审"
        icon="check"
        kind="primary"
        isBlock
        isBusy={isBusy}
        onPress={() => void save()}
      />
    </View>
  )
}

interface FieldsProps {
  form: NoticeForm
  change: (part: Partial<NoticeForm>) => void
}

function Words({ form, change }: FieldsProps) {
  return (
    <View className="stack">
      <View className="field">
        <Text className="field-label">是哪一类</Text>
        <ChoiceList
          label="是哪一类"
          options={noticeKinds.map((value) => ({ value, label: noticeKindNames[value] }))}
          value={form.kind}
          onChange={(kind) => {
            change({ kind })
          }}
        />
      </View>
      <TextField
        label="标题"
        isRequired
        hint="一眼看出什么事，比如：3号楼明天上午停水。"
        most={noticeLimits.title}
        value={form.title}
        onChange={(title) => {
          change({ title })
        }}
      />
      <TextArea
        label="正文"
        isRequired
        hint="什么事、什么时候、在哪里、要做什么、问谁。请不要写居民的姓名、电话和病情。"
        audience="加入本社区的人都能看到；选了人群的，只有他们看到"
        most={noticeLimits.text}
        value={form.text}
        onChange={(text) => {
          change({ text })
        }}
      />
      <PhotoPicker
        photos={form.photos}
        label="照片（可以不放，最多 9 张）"
        onChange={(photos) => {
          change({ photos })
        }}
      />
    </View>
  )
}

function Times({ form, change }: FieldsProps) {
  return (
    <Section title="时间和必达">
      <View className="stack">
        <DateField
          label="哪一天发（不写就签了马上发）"
          value={form.publishDay}
          onChange={(publishDay) => {
            change({ publishDay })
          }}
        />
        {form.publishDay !== '' && (
          <TextField
            label="几点发"
            hint="写成 08:30 这样；不写就是早上 8 点。"
            most={5}
            value={form.publishTime}
            onChange={(publishTime) => {
              change({ publishTime })
            }}
          />
        )}
        <DateField
          label="哪一天以后不用再看（可以不写）"
          value={form.expireDay}
          onChange={(expireDay) => {
            change({ expireDay })
          }}
        />
        {mayReach(form) && (
          <View className="list">
            <SwitchRow
              title="必达：每个人都要知道"
              note="没看到的，到时间由网格员上门说"
              isOn={form.mustReach}
              onChange={(mustReach) => {
                change({ mustReach })
              }}
            />
          </View>
        )}
        {mayReach(form) && form.mustReach && (
          <TextField
            label="发出去几小时以后开始上门"
            type="digit"
            most={4}
            value={form.visitAfterHours}
            onChange={(visitAfterHours) => {
              change({ visitAfterHours })
            }}
          />
        )}
      </View>
    </Section>
  )
}
