import { ActionBar } from '../../../components/ActionBar'

interface UnmaskBarProps {
  formKey: string
  /** 「排明天的送餐」. */
  example: string
  /** Rejects with an ApiError when it was not opened; the reason stays. */
  onOpen: (reason: string) => Promise<void>
}

/** Opens what is masked to staff who write why; the elder sees who looked. */
export function UnmaskBar({ formKey, example, onOpen }: UnmaskBarProps) {
  return (
    <ActionBar
      formKey={formKey}
      actions={[
        {
          action: 'unmask',
          text: '写明原因，查看和修改',
          icon: 'eye',
          ask: {
            explain: '老人看得到是谁、为什么看。',
            text: { label: '原因', placeholder: `比如：${example}`, isRequired: true, most: 300 },
          },
        },
      ]}
      onAct={(_, { text = '' }) => onOpen(text)}
    />
  )
}
