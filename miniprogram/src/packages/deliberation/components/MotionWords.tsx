import { TextArea, TextField } from '../../../components/TextField'

interface Words {
  title: string
  text: string
}

interface MotionWordsProps {
  value: Words
  change: (part: Partial<Words>) => void
  /** How neighbours will call the author. */
  shownAs: string
}

/** What it is about in a line, and why. */
export function MotionWords({ value, change, shownAs }: MotionWordsProps) {
  return (
    <>
      <TextField
        label="一句话说清楚是什么事"
        placeholder="比如：给北门装一盏路灯"
        value={value.title}
        most={40}
        onChange={(title) => {
          change({ title })
        }}
      />
      <TextArea
        label="为什么要办，想怎么办"
        hint="请不要写电话、身份证号和房号。"
        audience={`本社区核实过的邻居和社区，名字显示为“${shownAs}”`}
        value={value.text}
        most={2500}
        onChange={(text) => {
          change({ text })
        }}
      />
    </>
  )
}

/** What is missing, as a sentence; undefined when it can be sent. */
export function findMissingWords({ title, text }: Words): string | undefined {
  if (Array.from(title.trim()).length < 4) return '请用一句话说清楚是什么事，至少四个字。'
  if (Array.from(text.trim()).length < 10) return '请多写几个字，邻居才知道为什么要办、想怎么办。'
  return undefined
}
