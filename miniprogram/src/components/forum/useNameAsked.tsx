import { useState, type ReactNode } from 'react'
import { toApiError } from '../../services/apiError'
import { getForumHome, type ForumHome } from '../../services/forum'
import { useSession } from '../../stores/session'
import { PreviewSheet } from './useNamePreview'

interface Asked {
  home: ForumHome
  text: string
  answer: (isAccepted: boolean) => void
}

interface NameAsked {
  /** Does it; when the server wants the name seen first, shows it and does it again. Rejects when it was not done. */
  withName: <T>(text: string, action: () => Promise<T>) => Promise<T>
  /** The question, as long as it is asked; put it behind what else the page shows. */
  preview: ReactNode
}

/**
 * For words that are written beside a button, where nobody knows beforehand whether they are somebody's first: an
 * argument, what one thinks of a project, other words for what one wrote before the community's rule changed.
 */
export function useNameAsked(): NameAsked {
  // Only where one lives is one called by the community's rule.
  const community = useSession(({ me }) => me?.community?.code)
  const [asked, setAsked] = useState<Asked>()
  return {
    withName: async (text, action) => {
      try {
        return await action()
      } catch (cause) {
        if (toApiError(cause).code !== 'forum.preview_needed' || community === undefined) throw cause
        const home = await getForumHome(community)
        const isAccepted = await new Promise<boolean>((answer) => {
          setAsked({ home, text, answer })
        })
        setAsked(undefined)
        if (!isAccepted) throw cause
        return await action()
      }
    },
    preview: asked && (
      <PreviewSheet
        home={asked.home}
        text={asked.text}
        onRenamed={(home) => {
          setAsked({ ...asked, home })
        }}
        onAccepted={() => {
          asked.answer(true)
        }}
        onClose={() => {
          asked.answer(false)
        }}
      />
    ),
  }
}
