import Taro from '@tarojs/taro'

type Ask = (templateIds: readonly string[]) => Promise<Partial<Record<string, string>>>

/** WeChat takes at most three templates in one question on every version. */
const mostTemplates = 3

/**
 * Asks to send one message per template, and answers with WeChat's word for each (accept, reject, ban, filter).
 * Must be called straight from a tap. An error or a switched-off main switch answers for none.
 */
export const askToSubscribe: Ask | undefined = async (templateIds) => {
  const tmplIds = templateIds.slice(0, mostTemplates)
  if (tmplIds.length === 0) return {}
  try {
    const answer: unknown = await Taro.requestSubscribeMessage({ tmplIds, entityIds: [] })
    return answer as Partial<Record<string, string>>
  } catch {
    return {}
  }
}
